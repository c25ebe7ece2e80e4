"""`augstudio train`: a learning curve over epochs."""

import math
from typing import Annotated

from cyclopts import Parameter
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from augstudio.cli.run_session import EventFormat, JsonLines, follow, print_table, progress_console, tell_skipped
from augstudio.data.detection import open_source
from augstudio.pipeline.yaml_format import load
from augstudio.training.config import Optimiser, Schedule, TrainingConfig
from augstudio.training.events import ArmFinished, BatchFinished, EpochFinished, RunStarted, TrainingEvent
from augstudio.training.findings import arm_title, epoch_curves, learning_finding, percent

_DEFAULTS = TrainingConfig()


def train(
    file: str,
    /,
    *,
    data: str,
    out: Annotated[str, Parameter(name=["--out", "-o"])],
    model: str = _DEFAULTS.model,
    epochs: int = _DEFAULTS.epochs,
    batch_size: int = _DEFAULTS.batch_size,
    lr: float | None = None,
    baseline: bool = False,
    seed: int = _DEFAULTS.seed,
    device: str = _DEFAULTS.device,
    optimizer: Optimiser = _DEFAULTS.optimiser,
    schedule: Schedule = _DEFAULTS.schedule,
    weight_decay: float | None = None,
    label_smoothing: float = _DEFAULTS.label_smoothing,
    patience: int | None = None,
    resume: Annotated[bool, Parameter(negative="")] = False,
    events: EventFormat | None = None,
) -> int:
    """Train a classifier with a pipeline and draw its learning curve; with --baseline, without it too.

    Both arms share the split, the initial weights and the order of the images, and take the same number of steps. The validation images
    choose the best epoch; the test images are read once, at the end.

    Args:
        file: The pipeline file; - reads standard input.
        data: A built-in name (fashion-mnist-5k, mnist-5k, digits, shapes), a folder with a folder for each class, IDX files, or an .npz
            archive.
        out: The folder for metrics, figures, weights and exported code.
        model: softmax, mlp, lecture-cnn, small-resnet, resnet9, resnet18, or package.module:factory for one of your own: a function
            of (channels, height, width) and the number of classes that returns a torch.nn.Module.
        epochs: Passes over the training images.
        batch_size: Images per step, at most.
        lr: Peak learning rate; by default the model's own.
        baseline: Also train without augmentation, under the name none.
        seed: Of the split, the initial weights and the order of the images.
        device: auto, cpu, cuda or mps.
        optimizer: AdamW, or SGD with momentum.
        schedule: The learning rate goes up and down once, down along a cosine, or stays.
        weight_decay: By default the model's own for AdamW, 5e-4 for SGD.
        label_smoothing: Share of each answer that is spread over all classes.
        patience: Stop after so many epochs in a row without a better validation accuracy.
        resume: Go on with a training in this folder that was broken off, to the numbers it would have come to; give all else as before.
        events: jsonl prints every event as a line of JSON, and nothing else.
    """
    from augstudio.training.loop import train as train_events  # noqa: PLC0415 -- torch, not for --help
    from augstudio.training.run_folder import RunFolder  # noqa: PLC0415

    pipeline = load(file)
    source = open_source(data)
    config = TrainingConfig(
        model=model,
        epochs=epochs,
        batch_size=batch_size,
        learning_rate=lr,
        baseline=baseline,
        seed=seed,
        device=device,
        optimiser=optimizer,
        schedule=schedule,
        weight_decay=weight_decay,
        label_smoothing=label_smoothing,
        patience=patience,
    )
    folder = RunFolder(out, data=data, source=source, pipelines=(pipeline,), replace=resume)
    earlier = folder.progress(config) if resume else None
    follower = JsonLines() if events else _EpochTable(out)
    follow(
        lambda cancel: folder.record(
            config,
            train_events(
                config,
                source,
                pipeline,
                cancel,
                keep_weights=folder.keep_weights,
                keep_progress=folder.keep_progress,
                resume=earlier,
            ),
        ),
        follower,
    )
    follower.print_results()
    return 0


class _EpochTable:
    """A bar while it trains, a table when it has."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._started: RunStarted | None = None
        self._rows: list[EpochFinished] = []
        self._arms: list[ArmFinished] = []
        console = progress_console()
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=console is None,
        )
        self._task = self._bar.add_task("preparing the images", total=None, rate="")
        self._bar.start()

    def show(self, event: TrainingEvent) -> None:
        """Moves the bar, keeps what the table needs."""
        match event:
            case RunStarted():
                self._started = event
                tell_skipped(event.skipped)
                self._bar.update(self._task, total=event.steps * len(event.arms))
            case BatchFinished():
                self._advance(event)
            case EpochFinished():
                self._rows.append(event)
                self._move_to(event)
            case ArmFinished():
                self._arms.append(event)
            case _:
                pass

    def close(self) -> None:
        """Takes the bar away."""
        self._bar.stop()

    def print_results(self) -> None:
        """The results on standard output."""
        table = Table("pipeline", "best epoch", "validation", "test", "seconds", box=None, pad_edge=False)
        for column in table.columns[1:]:
            column.justify = "right"
        for arm in self._arms:
            test = "–" if math.isnan(arm.test_accuracy) else percent(arm.test_accuracy)
            table.add_row(
                arm_title(arm.pipeline),
                str(arm.best_epoch),
                percent(arm.val_accuracy),
                test,
                f"{arm.seconds:.1f}",
            )
        validation = self._started.validation_count if self._started else 0
        print_table(table, learning_finding(epoch_curves(self._rows), validation), self._folder)

    def _move_to(self, row: EpochFinished) -> None:
        """An epoch that was done before the training was resumed comes without its batches."""
        if self._started is not None:
            before = self._started.arms.index(row.pipeline) * self._started.steps
            self._bar.update(self._task, completed=before + row.step)

    def _advance(self, batch: BatchFinished) -> None:
        epochs = self._started.epochs if self._started else 0
        self._bar.update(
            self._task,
            advance=1,
            description=f"{arm_title(batch.pipeline)}, epoch {batch.epoch} of {epochs}",
            rate=f"{batch.images_per_second:,.0f} images/s",
        )
