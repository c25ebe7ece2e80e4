"""The parity table: what exported code of every op does in every framework, measured."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from augstudio.data.detection import open_source
from augstudio.export.exporter import Framework, Style
from augstudio.export.verify.exact import exact_step_plans
from augstudio.export.verify.exporting import Exporting
from augstudio.export.verify.native import step_plans
from augstudio.export.verify.plan import Plan, run_plans
from augstudio.export.verify.rows import rows
from augstudio.export.verify.sample_images import middle
from augstudio.export.verify.verdicts import Verdict, VerifiedStep
from augstudio.pipeline.model import Pipeline, Step
from augstudio.transforms.catalogue import catalogue, transform_class
from augstudio.transforms.group_transform import GroupTransform
from augstudio.transforms.stage import ImageSize

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SIDE = 60
_COUNT = 3
_SOURCES = {3: "photos", 1: "fashion-mnist-5k"}

_SETTINGS: dict[str, dict[str, Any]] = {
    "resize": {"height": 37, "width": 45},
    "affine": {
        "angle": [-15, 15],
        "translate_x": [-0.1, 0.1],
        "translate_y": [-0.1, 0.1],
        "scale": [0.8, 1.2],
        "shear_x": [-10, 10],
        "shear_y": [-10, 10],
    },
    "pad": {"left": 3, "top": 2, "mode": "reflect"},
    "posterize": {"bits": [3, 6]},
    "solarize": {"threshold": [0.3, 0.8]},
    "cutout": {"size": [0.2, 0.4]},
}
"""Parameters of ops that do nothing, or too little to be seen, as they are by default."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the table: a framework's code in one style."""

    framework: Framework
    style: Style

    @property
    def title(self) -> str:
        """Its head."""
        return f"{self.framework.value}, {self.style.value}"


COLUMNS = tuple(Column(framework, style) for style in Style for framework in Framework)


@dataclass(frozen=True, slots=True)
class Cell:
    """One op in one column.

    Attributes:
        verdict: The worse of the verdicts on colour and on gray images.
        maximum: The largest difference; None where no values were compared.
        note: Why it is not exact; empty where it is.
    """

    verdict: Verdict
    maximum: float | None
    note: str

    @classmethod
    def of(cls, colour: VerifiedStep, gray: VerifiedStep) -> "Cell":
        """The cell of what was measured; what an exporter says of images of one channel is not found out again."""
        differences = [each.difference.maximum for each in (colour, gray) if each.difference]
        maximum = max(differences, default=None)
        order = list(Verdict)
        if order.index(gray.verdict) > order.index(colour.verdict) and "one channel" not in colour.reason:
            return cls(gray.verdict, maximum, f"on gray images: {gray.reason}")
        return cls(colour.verdict, maximum, colour.reason)


def example_step(op: str, channels: int) -> Step:
    """A step of an op with the parameters that are measured."""
    cls = transform_class(op)
    starting = cls.starting_parameters(ImageSize(SIDE, SIDE, channels))
    transform = cls.create({**starting, **_SETTINGS.get(op, {})})
    children = [transform_class(each).create({}) for each in ("rotate", "brightness", "gaussian_blur")]
    steps = tuple(Step(each) for each in children) if issubclass(cls, GroupTransform) else ()
    return Step(transform, transform.default_probability, id=f"{op.replace('_', '-')}-{channels}", steps=steps)


def measure(
    column: Column, *, draws: bool = True, progress: Callable[[VerifiedStep], None] | None = None
) -> tuple[dict[str, str], dict[str, Cell]]:
    """The cells of a column, by op, and the versions that they were measured with.

    Args:
        column: Which.
        draws: Also compare how the draws of native code are spread, which takes most of the time.
        progress: Told of each step and kind of image.
    """
    ops = [cls.op for cls in catalogue()]
    images = {channels: _images(channels) for channels in _SOURCES}
    plans = [_plan(example_step(op, channels), images[channels], column) for op in ops for channels in _SOURCES]
    if not draws:
        plans = [replace(plan, runs=None) for plan in plans]
    versions, lines = run_plans(plans, column.framework, progress)
    pairs = zip(lines[::2], lines[1::2], strict=True)
    return versions, {op: Cell.of(colour, gray) for op, (colour, gray) in zip(ops, pairs, strict=True)}


def _images(channels: int) -> "list[NDArray[np.uint8]]":
    source = open_source(_SOURCES[channels])
    images = [source.image(index) for index in range(_COUNT)]
    return [
        middle(image[::2, ::2] if channels == 3 else image.repeat(3, 0).repeat(3, 1), SIDE, SIDE) for image in images
    ]


def _plan(step: Step, images: "list[NDArray[np.uint8]]", column: Column) -> Plan:
    """What is run of a step; of a group the group as a whole."""
    (row,) = rows(Pipeline((step,)), images)
    plans = step_plans if column.style is Style.NATIVE else exact_step_plans
    return next(plans(row, Exporting(column.framework, column.style)))


HEAD = """\
# How near exported code is to the preview

Measured by running the exported code of every transform in its framework, as `augstudio verify` does, on colour and gray images,
with {versions}.

Each number is the largest difference of a value between 0 and 1 where what was drawn is the same. What draws for itself was also compared
by how its draws are spread.

*exact*: within 1/255 where values are computed, 2/255 where pixels lie between pixels, and equal where pixels are copied, but for one
value in a thousand that a rounding moves over a limit. *approximate*: at most 2 % of the values are further off, or all of them by 0.02 on
average, for the reason that the export states. *unsupported*: the export is refused, and says what can be used instead.
"""


def table(versions: dict[str, str], columns: dict[Column, dict[str, Cell]]) -> str:
    """The help page, as Markdown.

    Args:
        versions: Packages with the versions that were measured.
        columns: The cells of each column, by op.
    """
    packages = ", ".join(f"{package} {version.partition('+')[0]}" for package, version in sorted(versions.items()))
    notes: dict[str, int] = {}
    head = ["transform", *(column.title for column in columns)]
    ops = next(iter(columns.values()))
    rows_of_cells = [[f"`{op}`", *(_words(cells[op], notes) for cells in columns.values())] for op in ops]
    lines = [_line(cells) for cells in (head, ["---"] * len(head), *rows_of_cells)]
    explained = [f"{number}. {note[0].upper()}{note[1:]}." for note, number in notes.items()]
    return "\n".join([HEAD.format(versions=packages), *lines, "", *explained]) + "\n"


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _words(cell: Cell, notes: dict[str, int]) -> str:
    words = cell.verdict.value
    if cell.maximum is not None:
        words += " 0" if cell.maximum == 0 else f" {cell.maximum:.0e}"
    if cell.note:
        words += f" ({notes.setdefault(cell.note.rstrip('.'), len(notes) + 1)})"
    return words


def verdicts_in(page: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each op of a page with its verdicts, in the order of `COLUMNS`: what does not depend on the machine."""
    for line in page.splitlines():
        if line.startswith("| `"):
            op, *cells = line.strip("| ").split(" | ")
            yield op.strip("`"), tuple(cell.split()[0] for cell in cells)
