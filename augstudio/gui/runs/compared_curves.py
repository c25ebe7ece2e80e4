"""The curves of one or several kept runs in the same plots."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, dataclass, fields, replace
from datetime import datetime
from statistics import fmean

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from augstudio.gui.runs.run_words import subject_text, when_text
from augstudio.gui.training.curve_plot import CurvePlot, LineKey, Measure
from augstudio.gui.training.epoch_plots import EpochPlots
from augstudio.gui.training.legend import LegendEntry
from augstudio.gui.training.plot_options import PlotOptions, Shown
from augstudio.gui.training.plots_view import PlotsView
from augstudio.gui.training.readout import ReadoutRow, readout
from augstudio.gui.training.value_axis import ValueAxis
from augstudio.gui.wording import images_text
from augstudio.training.config import BASELINE
from augstudio.training.events import CurvePointFinished, EpochFinished
from augstudio.training.findings import CurvePoint, arm_title, percent
from augstudio.training.kept_runs import KeptRun, RunKind

MOST_COLOURS = 6
"""As many lines are told apart by their colours."""
_ROOM_FOR_BOTH = 300
"""With less width only one of the two plots over epochs is shown, accuracy unless the user chose loss (px)."""


@dataclass(frozen=True, slots=True)
class DrawnArm:
    """One pipeline of one run, as it is drawn.

    Attributes:
        run: Of which run.
        arm: Which pipeline.
        title: What the legend calls it.
        slot: Its colour.
        measure: The look of its validation curve.
    """

    run: KeptRun
    arm: str
    title: str
    slot: int
    measure: Measure

    @property
    def points(self) -> tuple[CurvePoint, ...]:
        """Its accuracies, from left to right."""
        return self.run.curves.get(self.arm, ())


def drawn_arms(runs: Sequence[KeptRun], now: datetime) -> tuple[DrawnArm, ...]:
    """What is drawn of runs; those of pipelines of one name are told apart by when they began.

    A single run is drawn as it was while it trained: each of its arms in a colour of its own. Of several, each run has a colour, and
    what it did without augmentation is dotted in the same one.
    """
    found: list[DrawnArm] = []
    names = Counter(run.pipeline for run in runs)
    for run in runs:
        when = f", {when_text(run.began, now)}" if names[run.pipeline] > 1 else ""
        for arm in sorted(run.curves, key=lambda arm: arm == BASELINE):
            place = len({each.slot for each in found})
            if len(runs) == 1:
                slot = 1 if arm == BASELINE else place + (place > 0)
                found.append(DrawnArm(run, arm, arm_title(arm), slot, Measure.VALIDATION))
            elif arm == BASELINE:
                slot = next((each.slot for each in found if each.run is run), place)
                found.append(DrawnArm(run, arm, f"{run.pipeline}{when}, without", slot, Measure.BASELINE))
            else:
                found.append(DrawnArm(run, arm, f"{arm}{when}", place, Measure.VALIDATION))
    return tuple(each for each in found if each.slot < MOST_COLOURS)


class ComparedCurves(PlotsView):
    """Accuracy and loss over epochs, or accuracy over numbers of images: whichever the first of the runs measured."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._epochs = EpochPlots("comparedAccuracyPlot", "comparedLossPlot")
        self._sizes = CurvePlot(
            ValueAxis("bottom", lambda value: f"{value:,.0f}", whole=True, logarithmic=True),
            ValueAxis("left", lambda value: f"{100 * value:.4g} %"),
            "Training images",
            "Accuracy",
        )
        self._sizes.setObjectName("comparedSizePlot")
        self._sizes.setAccessibleName("Accuracy against the number of training images")
        super().__init__(((self._epochs.accuracy, 3), (self._epochs.loss, 2), (self._sizes, 1)), parent)
        self._options = PlotOptions()
        self._arms: tuple[DrawnArm, ...] = ()
        self._runs: tuple[KeptRun, ...] = ()
        self._epochs.accuracy.set_readout(self._describe_accuracy)
        self._epochs.loss.set_readout(self._describe_loss)
        self._sizes.set_readout(self._describe_size)

    @property
    def colours(self) -> dict[tuple[str, str], int]:
        """The colour of each run that is drawn, by its key."""
        return {each.run.key: each.slot for each in reversed(self._arms)}

    @property
    def drawn(self) -> tuple[DrawnArm, ...]:
        """What is drawn."""
        return self._arms

    def minimumSizeHint(self) -> QSize:
        return QSize(180, 120)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if (event.oldSize().width() < _ROOM_FOR_BOTH) != (self.width() < _ROOM_FOR_BOTH):
            self._draw()

    def set_options(self, options: PlotOptions) -> None:
        """Draws as the user wants it."""
        self._options = options
        self._sizes.set_logarithmic(x=options.logarithmic_sizes, y=False)
        self._draw()

    def show_runs(self, runs: Sequence[KeptRun]) -> None:
        """Draws runs: all that measured the same kind of curve as the first."""
        self._runs = tuple(run for run in runs if run.kind is runs[0].kind and run.curves)
        self._arms = drawn_arms(self._runs, datetime.now().astimezone())
        self._draw()

    def numbers(self) -> str:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        for place, run in enumerate(self._runs):
            rows = run.epochs if run.kind is RunKind.LEARNING else run.points
            if place == 0:
                row = EpochFinished if run.kind is RunKind.LEARNING else CurvePointFinished
                writer.writerow(["run", *(field.name for field in fields(row))])
            writer.writerows((run.folder.name, *astuple(row)) for row in rows)
        return text.getvalue()

    def _draw(self) -> None:
        for plot in self._plots:
            plot.clear_lines()
        is_size = bool(self._arms) and self._arms[0].run.kind is RunKind.SIZE
        is_narrow = self.width() < _ROOM_FOR_BOTH and self._options.shown is Shown.BOTH
        self._epochs.set_options(replace(self._options, shown=Shown.ACCURACY) if is_narrow else self._options)
        if is_size:
            for plot in (self._epochs.accuracy, self._epochs.loss):
                plot.hide()
            self._draw_sizes()
        else:
            self._draw_epochs()
        self._sizes.setVisible(is_size)
        self.legend.set_entries(self._legend())
        self.show_plots(shown=bool(self._arms))

    def _draw_epochs(self) -> None:
        accuracy, loss = self._epochs.accuracy, self._epochs.loss
        for each in self._arms:
            points, rows = each.points, [row for row in each.run.epochs if row.pipeline == each.arm]
            epochs, key = [point.x for point in points], LineKey(each.slot, each.measure)
            self._epochs.draw(accuracy, key, epochs, [point.validation for point in points])
            self._epochs.draw(loss, key, *_means((row.epoch, row.val_loss) for row in rows))
            if any(len(point.by_seed) > 1 for point in points):
                accuracy.draw_band(key, epochs, [point.low for point in points], [point.high for point in points])
            if self._is_single:
                train = LineKey(each.slot, Measure.TRAIN)
                self._epochs.draw(accuracy, train, epochs, [point.train for point in points])
                self._epochs.draw(loss, train, *_means((row.epoch, row.train_loss) for row in rows))
        self._epochs.settle(max((each.points[-1].x for each in self._arms), default=1))

    def _draw_sizes(self) -> None:
        for each in self._arms:
            points, key = each.points, LineKey(each.slot, each.measure)
            sizes = [point.x for point in points]
            self._sizes.draw_line(key, sizes, [point.validation for point in points], dots=True)
            if len(points) > 1 and each.measure is Measure.VALIDATION:
                self._sizes.draw_band(key, sizes, [point.low for point in points], [point.high for point in points])
            if self._is_single:
                train = LineKey(each.slot, Measure.TRAIN)
                self._sizes.draw_line(train, sizes, [point.train for point in points])
        self._sizes.fit()
        all_sizes = [point.x for each in self._arms for point in each.points]
        self._sizes.set_reach(min(all_sizes), max(all_sizes))

    @property
    def _is_single(self) -> bool:
        return len(self._runs) == 1

    def _legend(self) -> tuple[LegendEntry, ...]:
        shown = self._arms if self._is_single else [each for each in self._arms if each.measure is Measure.VALIDATION]
        lines = [LegendEntry(each.title, each.slot, percent(each.points[-1].validation)) for each in shown]
        if self._is_single:
            return (*lines, LegendEntry("validation"), LegendEntry("training", dashed=True))
        is_compared = any(each.measure is Measure.BASELINE for each in self._arms)
        return (*lines, *([LegendEntry("without augmentation", dotted=True, short="without")] if is_compared else []))

    def _describe_accuracy(self, x: float, _y: float) -> tuple[float, str] | None:
        return self._describe_epoch(x, lambda row: (percent(row.val_accuracy), percent(row.train_accuracy)))

    def _describe_loss(self, x: float, _y: float) -> tuple[float, str] | None:
        return self._describe_epoch(x, lambda row: (f"{row.val_loss:.3f}", f"{row.train_loss:.3f}"))

    def _describe_epoch(self, x: float, values: Callable[[EpochFinished], tuple[str, str]]) -> tuple[float, str] | None:
        epoch = max(1, round(x))
        rows = [
            ReadoutRow(self._epochs.accuracy.colour(each.slot), each.title, *values(row))
            for each in self._arms
            for row in each.run.epochs
            if (row.pipeline, row.epoch) == (each.arm, epoch)
        ]
        return (float(epoch), readout(f"Epoch {epoch}", rows)) if rows else None

    def _describe_size(self, x: float, _y: float) -> tuple[float, str] | None:
        sizes = {point.x for each in self._arms for point in each.points}
        if not sizes or x <= 0:
            return None
        size = min(sizes, key=lambda each: max(each / x, x / each))
        rows = [
            ReadoutRow(self._sizes.colour(each.slot), each.title, percent(point.validation), percent(point.train))
            for each in self._arms
            for point in each.points
            if point.x == size
        ]
        return float(size), readout(images_text(size), rows)


def caption(runs: Sequence[KeptRun], drawn: Sequence[DrawnArm]) -> str:
    """What the selected runs came to, or how many of them are drawn."""
    if len(runs) == 1:
        (run,) = runs
        return run.message or run.finding or "Nothing was measured"
    shown = {each.run.key for each in drawn}
    subjects = {subject_text(each.run) for each in drawn}
    said = f"{len(shown)} runs" if len(shown) != 1 else "1 run"
    if len(subjects) == 1:
        said = f"{said}: {next(iter(subjects))}."
    elif subjects:
        said = f"{said} of different models or data: their accuracies are not to be compared."
    left_out = len(runs) - len(shown)
    return (
        f"{said} {left_out} more not drawn: another kind of curve, nothing measured, or too many." if left_out else said
    )


def _means(values: Iterable[tuple[int, float]]) -> tuple[list[int], list[float]]:
    """The mean over the seeds at each epoch."""
    at: dict[int, list[float]] = {}
    for epoch, value in values:
        at.setdefault(epoch, []).append(value)
    return sorted(at), [fmean(at[epoch]) for epoch in sorted(at)]
