"""`augstudio curve`: accuracy against training-set size."""

from typing import Annotated

from cyclopts import Parameter
from rich.table import Table

from augstudio.cli.curve_progress import CurveProgress
from augstudio.cli.run_session import EventFormat, JsonLines, follow, print_table
from augstudio.data.detection import open_source
from augstudio.errors import AugStudioError
from augstudio.pipeline.yaml_format import load
from augstudio.training.config import CurveConfig, TrainingConfig
from augstudio.training.findings import CurvePoint, arm_title, percent, size_curves, size_finding
from augstudio.training.worth import prospects

_DEFAULTS = TrainingConfig()
_EPOCHS = 20


def curve(
    *files: Annotated[str, Parameter(name="FILE...")],
    data: str,
    out: Annotated[str, Parameter(name=["--out", "-o"])],
    model: str = _DEFAULTS.model,
    sizes: str = "",
    seeds: int = 3,
    baseline: bool = False,
    epochs: int = _EPOCHS,
    batch_size: int = _DEFAULTS.batch_size,
    lr: float | None = None,
    seed: int = _DEFAULTS.seed,
    device: str = _DEFAULTS.device,
    events: EventFormat | None = None,
) -> int:
    """Draw accuracy against the number of training images, one line a pipeline.

    Subsets are nested and hold the classes in proportion; every run takes the same number of steps; pipelines share subsets, initial
    weights and order. The band is the range over the seeds.

    Args:
        files: Pipeline files, one line each; - reads standard input.
        data: A built-in name (fashion-mnist-5k, mnist-5k, digits, shapes), a folder with a folder for each class, IDX files, or an .npz
            archive.
        out: The folder for the points, the figure and exported code.
        model: As for train.
        sizes: Training-set sizes with commas between, such as 100,500,3500; by default eight from 2 % to all.
        seeds: Repetitions, each with its own subsets and initial weights.
        baseline: Also train without augmentation, under the name none.
        epochs: Passes over the largest size; every size gets as many steps as they make.
        batch_size: Images per step, at most.
        lr: Peak learning rate; by default the model's own.
        seed: Of the split, and of the first repetition.
        device: auto, cpu, cuda or mps.
        events: jsonl prints every event as a line of JSON, and nothing else.
    """
    from augstudio.training.run_folder import RunFolder  # noqa: PLC0415 -- torch, not for --help
    from augstudio.training.size_curve import size_curve  # noqa: PLC0415

    if not files:
        raise AugStudioError(
            "curve needs a pipeline file, such as: augstudio curve my.augstudio.yaml --data mnist-5k --out RUN"
        )
    pipelines = [load(file) for file in files]
    source = open_source(data)
    training = TrainingConfig(
        model=model,
        epochs=epochs,
        batch_size=batch_size,
        learning_rate=lr,
        baseline=baseline,
        seed=seed,
        device=device,
    )
    config = CurveConfig(training=training, sizes=_parsed(sizes), seeds=seeds)
    folder = RunFolder(out, data=data, source=source, pipelines=pipelines)
    follower = JsonLines() if events else _SizeTable(out)
    follow(
        lambda cancel: folder.record(config, size_curve(config, source, pipelines, baseline=baseline, cancel=cancel)),
        follower,
    )
    follower.print_results()
    return 0


def _parsed(sizes: str) -> tuple[int, ...]:
    try:
        return tuple(int(size) for size in sizes.split(",")) if sizes else ()
    except ValueError:
        raise AugStudioError(f"--sizes {sizes}: give whole numbers with commas between, such as 100,500,3500") from None


class _SizeTable(CurveProgress):
    """A bar while it trains, a table when it has."""

    def print_results(self) -> None:
        """Validation accuracies on standard output."""
        curves = size_curves(self.rows)
        table = Table("training images", *map(arm_title, curves), box=None, pad_edge=False)
        for column in table.columns:
            column.justify = "right"
        for points in zip(*curves.values(), strict=True):
            table.add_row(f"{points[0].x:,}", *map(_cell, points))
        finding = f"{size_finding(curves)}. {prospects(curves)}".rstrip(".")
        print_table(table, finding, self.folder)


def _cell(point: CurvePoint) -> str:
    if len(point.by_seed) == 1:
        return percent(point.validation)
    return f"{percent(point.validation)} ({100 * point.low:.1f}–{100 * point.high:.1f})"
