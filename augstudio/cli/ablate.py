"""`augstudio ablate`: which step helps, which hurts."""

from functools import partial
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from rich.table import Table

from augstudio.cli.curve_progress import CurveProgress
from augstudio.cli.run_session import EventFormat, JsonLines, follow, print_table
from augstudio.data.detection import open_source
from augstudio.errors import AugStudioError, TrainingError
from augstudio.pipeline.yaml_format import load
from augstudio.training.config import CurveConfig, TrainingConfig

if TYPE_CHECKING:
    from augstudio.pipeline.model import Pipeline
    from augstudio.training.ablation_findings import Effect

_DEFAULTS = TrainingConfig()


def ablate(
    file: str,
    /,
    *,
    data: str,
    out: Annotated[str, Parameter(name=["--out", "-o"])],
    model: str = _DEFAULTS.model,
    seeds: int = 5,
    epochs: int = _DEFAULTS.epochs,
    batch_size: int = _DEFAULTS.batch_size,
    lr: float | None = None,
    limit: int | None = None,
    seed: int = _DEFAULTS.seed,
    device: str = _DEFAULTS.device,
    events: EventFormat | None = None,
) -> int:
    """Find out which steps of a pipeline help: train without each, and with each alone.

    A step that is left out becomes what it is in evaluation: most disappear, a random crop becomes a centre crop; what evaluation needs
    stays in all. With every seed all these share images, initial weights and order, and steps that they share draw the same. A verdict
    is given where the 95 % interval of the paired difference of validation accuracy, by Student's t over the seeds, leaves 0 out; of
    twenty steps that do nothing, one will seem to do something.

    Args:
        file: The pipeline file; - reads standard input.
        data: A built-in name (fashion-mnist-5k, mnist-5k, digits, shapes), a folder with a folder for each class, IDX files, or an .npz
            archive.
        out: The folder for the runs, the verdicts, the figure and exported code.
        model: As for train.
        seeds: Repetitions, each with its own initial weights, order and draws; two or more. More of them make intervals narrower.
        epochs: Passes over the training images, in each run.
        batch_size: Images per step, at most.
        lr: Peak learning rate; by default the model's own.
        limit: Use at most this many training images.
        seed: Of the split, and of the first repetition.
        device: auto, cpu, cuda or mps.
        events: jsonl prints every event as a line of JSON, and nothing else.
    """
    from augstudio.training.ablation import ablate as ablation_events  # noqa: PLC0415 -- torch, not for --help
    from augstudio.training.ablation_recording import AblationRecording  # noqa: PLC0415
    from augstudio.training.run_folder import RunFolder  # noqa: PLC0415

    pipeline = load(file)
    steps = _steps_of(pipeline)
    source = open_source(data)
    training = TrainingConfig(
        model=model,
        epochs=epochs,
        batch_size=batch_size,
        learning_rate=lr,
        baseline=True,
        seed=seed,
        device=device,
        limit=limit,
    )
    config = CurveConfig(training=training, seeds=seeds)
    record = partial(AblationRecording, steps=steps)
    folder = RunFolder(out, data=data, source=source, pipelines=(pipeline,), record_curve=record)
    follower = JsonLines() if events else _VerdictTable(out, steps)
    follow(lambda cancel: folder.record(config, ablation_events(config, source, pipeline, cancel)), follower)
    follower.print_results()
    return 0


def _steps_of(pipeline: "Pipeline") -> tuple[str, ...]:
    """The ids of the steps in question."""
    from augstudio.training.ablation import Ablation  # noqa: PLC0415 -- torch

    try:
        return Ablation.of(pipeline).steps
    except TrainingError as error:  # bad input here, not a failed run
        raise AugStudioError(str(error)) from None


class _VerdictTable(CurveProgress):
    """A bar while it trains, a table when it has."""

    def __init__(self, folder: str, steps: tuple[str, ...]) -> None:
        super().__init__(folder)
        self._steps = steps

    def print_results(self) -> None:
        """What each step does, on standard output."""
        from augstudio.training.ablation_findings import ablation_findings, ablation_sentence  # noqa: PLC0415 -- torch

        found = ablation_findings(self.rows, self._steps)
        if found is None:
            return  # pragma: no cover -- a run that came to its end has two seeds
        table = Table("step", "adds to the others", "verdict", "adds alone", "verdict", box=None, pad_edge=False)
        for column in table.columns:
            column.no_wrap = True
        for step in found.steps:
            table.add_row(step.step, *_cells(step.within), *_cells(step.alone))
        table.add_row("all together", "", "", *_cells(found.together))
        print("points of validation accuracy, with 95 % intervals over the seeds\n")
        print_table(table, ablation_sentence(found), self.folder)


def _cells(effect: "Effect") -> tuple[str, str]:
    from augstudio.training.ablation_findings import interval_text  # noqa: PLC0415 -- torch

    return interval_text(effect), effect.verdict.value
