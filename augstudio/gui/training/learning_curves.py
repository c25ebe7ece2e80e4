"""Accuracy and loss over the epochs, with augmentation and without."""

from collections.abc import Callable

from augstudio.gui.training.curve_plot import CurvePlot, LineKey, Measure
from augstudio.gui.training.curve_view import comma_separated, short_title, slot_of
from augstudio.gui.training.legend import LegendEntry
from augstudio.gui.training.readout import ReadoutRow, readout
from augstudio.gui.training.run_record import RunRecord
from augstudio.gui.training.value_axis import ValueAxis
from augstudio.training.events import EpochFinished, RunStarted
from augstudio.training.findings import arm_title, percent


class LearningCurves:
    """Two plots over the same epochs."""

    def __init__(self) -> None:
        self.accuracy_plot = _plot("learningCurvePlot", "Accuracy", lambda value: f"{100 * value:.4g} %")
        self.loss_plot = _plot("lossCurvePlot", "Loss", lambda value: f"{value:.3g}")
        self._shown: RunRecord | None = None
        self.accuracy_plot.set_readout(self._describe_accuracy)
        self.loss_plot.set_readout(self._describe_loss)

    @property
    def plots(self) -> tuple[tuple[CurvePlot, int], ...]:
        """Accuracy, then loss."""
        return (self.accuracy_plot, 3), (self.loss_plot, 2)

    def draw(self, record: RunRecord, *, previous: bool) -> None:
        """Gives every line its points."""
        for arm, rows in record.epochs.items():
            self._draw_epochs(slot_of(arm), rows, previous=previous)
        if previous:
            return
        self._shown = record
        for arm, trace in record.losses.items():
            self.loss_plot.draw_line(LineKey(slot_of(arm), Measure.RUNNING), trace.epochs, trace.losses)
        self.accuracy_plot.focus(rising=True)
        self.loss_plot.focus(rising=False)
        if isinstance(record.started, RunStarted):
            self.accuracy_plot.set_reach(1, max(2, record.started.epochs))
            self.loss_plot.set_reach(0, record.started.epochs)

    def legend(self, record: RunRecord, previous: RunRecord | None) -> tuple[LegendEntry, ...]:
        """Arms with the accuracy they have reached, then what the styles mean."""
        return (
            *(
                LegendEntry(arm_title(arm), slot_of(arm), _reached(record, arm), short=short_title(arm))
                for arm in sorted(record.arms, key=slot_of)
            ),
            LegendEntry("validation"),
            LegendEntry("training", dashed=True),
            *([LegendEntry("run before", 0, dimmed=True)] if previous is not None else []),
        )

    def numbers(self, record: RunRecord) -> str:
        """The rows of metrics.csv."""
        return comma_separated(EpochFinished, [row for rows in record.epochs.values() for row in rows])

    def _draw_epochs(self, slot: int, rows: list[EpochFinished], *, previous: bool) -> None:
        epochs = [row.epoch for row in rows]
        train = LineKey(slot, Measure.TRAIN, previous)
        validation = LineKey(slot, Measure.VALIDATION, previous)
        self.accuracy_plot.draw_line(train, epochs, [row.train_accuracy for row in rows])
        self.accuracy_plot.draw_line(validation, epochs, [row.val_accuracy for row in rows])
        self.loss_plot.draw_line(train, epochs, [row.train_loss for row in rows])
        self.loss_plot.draw_line(validation, epochs, [row.val_loss for row in rows])

    def _describe_accuracy(self, x: float, _y: float) -> tuple[float, str] | None:
        return self._describe(x, lambda row: (percent(row.val_accuracy), percent(row.train_accuracy)))

    def _describe_loss(self, x: float, _y: float) -> tuple[float, str] | None:
        return self._describe(x, lambda row: (f"{row.val_loss:.3f}", f"{row.train_loss:.3f}"))

    def _describe(self, x: float, values: Callable[[EpochFinished], tuple[str, str]]) -> tuple[float, str] | None:
        epoch = max(1, round(x))
        if self._shown is None:
            return None
        at = {arm: row for arm, rows in self._shown.epochs.items() for row in rows if row.epoch == epoch}
        if not at:
            return None
        rows = [
            ReadoutRow(self.accuracy_plot.colour(slot_of(arm)), arm_title(arm), *values(at[arm]))
            for arm in sorted(at, key=slot_of)
        ]
        return float(epoch), readout(f"Epoch {epoch}", rows)


def _plot(name: str, title: str, write: Callable[[float], str]) -> CurvePlot:
    plot = CurvePlot(
        ValueAxis("bottom", lambda value: f"{value:g}", whole=True), ValueAxis("left", write), "Epoch", title
    )
    plot.setObjectName(name)
    plot.setAccessibleName(f"{title} over epochs")
    return plot


def _reached(record: RunRecord, arm: str) -> str:
    rows = record.epochs.get(arm)
    return percent(rows[-1].val_accuracy) if rows else ""
