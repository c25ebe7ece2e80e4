"""`augstudio lint`: what is doubtful about a pipeline."""

from json import dumps
from typing import TYPE_CHECKING

from augstudio.pipeline.lint import lint as find_problems
from augstudio.pipeline.model import Pipeline
from augstudio.pipeline.problems import Problem, Severity
from augstudio.pipeline.yaml_format import load
from augstudio.transforms.stage import ImageSize

if TYPE_CHECKING:
    from augstudio.data.source import Source


def lint(file: str, /, *, data: str | None = None, json: bool = False) -> int:
    """Find order mistakes and label risks in a pipeline: each with the step, why, and the fix. Exit code 1 if there are errors.

    Args:
        file: The pipeline file; - reads standard input.
        data: The data set: the names of its classes tell which steps can change a label, its images whether crops fit.
        json: Print JSON.
    """
    pipeline = load(file, fitting=False)
    problems = _problems(pipeline, data)
    if json:
        print(dumps([_described(problem, pipeline) for problem in problems], indent=2, ensure_ascii=False))
    else:
        _print(problems, pipeline)
    return 1 if any(problem.severity is Severity.ERROR for problem in problems) else 0


def _problems(pipeline: Pipeline, data: str | None) -> tuple[Problem, ...]:
    if data is None:
        return find_problems(pipeline)
    from augstudio.data.detection import open_source  # noqa: PLC0415 -- numpy and Pillow, only where data are read

    source = open_source(data)
    return find_problems(pipeline, image_size=_common_size(source), classes=source.classes)


def _common_size(source: "Source") -> ImageSize | None:
    """The size of all images, where they are known to have one without reading them all."""
    from augstudio.data.source import ArrayBackedSource  # noqa: PLC0415 -- as above

    if not isinstance(source, ArrayBackedSource) or len(source) == 0:
        return None
    height, width, channels = source.image(0).shape
    return ImageSize(height, width, channels)


def _print(problems: tuple[Problem, ...], pipeline: Pipeline) -> None:
    for problem in problems:
        print(f"{problem.severity.value}: {_place(problem, pipeline)}: {problem.message}")
        print(f"  fix: {problem.remedy}")
    counts = [f"{_count(problems, severity)} {severity.value}" for severity in Severity if _count(problems, severity)]
    print(", ".join(counts) or "no problems")


def _count(problems: tuple[Problem, ...], severity: Severity) -> int:
    return sum(problem.severity is severity for problem in problems)


def _place(problem: Problem, pipeline: Pipeline) -> str:
    if not problem.step_id:
        return "pipeline"
    return f"step {pipeline.number(problem.step_id)} ({problem.step_id})"


def _described(problem: Problem, pipeline: Pipeline) -> dict[str, str | int | None]:
    """A problem as JSON; `position` counts from 1, as the messages do: of a step in a group it is the group's, `number` its own."""
    step = pipeline.step(problem.step_id) if problem.step_id else None
    return {
        "severity": problem.severity.value,
        "position": pipeline.path(step.id)[0] + 1 if step else None,
        "number": pipeline.number(step.id) if step else None,
        "step": step.id if step else None,
        "op": step.op if step else None,
        "why": problem.message,
        "fix": problem.remedy,
    }
