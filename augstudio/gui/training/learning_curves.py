"""Accuracy and loss over the epochs, with augmentation and without."""

from collections.abc import Callable

from augstudio.gui.training.curve_plot import CurvePlot, LineKey, Measure
from augstudio.gui.training.curve_view import comma_separated, short_title, slot_of
from augstudio.gui.training.epoch_plots import EpochPlots
from augstudio.gui.training.legend import LegendEntry
from augstudio.gui.training.plot_options import PlotOptions
from augstudio.gui.training.readout import ReadoutRow, readout
from augstudio.gui.training.run_record import RunRecord
from augstudio.training.events import EpochFinished, RunStarted
from augstudio.training.findings import arm_title, percent


class LearningCurves:
    """Two plots over the same epochs."""

    def __init__(self) -> None:
        self._plots = EpochPlots("learningCurvePlot", "lossCurvePlot")
        self._shown: RunRecord | None = None
        self._plots.accuracy.set_readout(self._describe_accuracy)
        self._plots.loss.set_readout(self._describe_loss)

    @property
    def plots(self) -> tuple[tuple[CurvePlot, int], ...]:
        """Accuracy, then loss."""
        return (self._plots.accuracy, 3), (self._plots.loss, 2)

    def set_options(self, options: PlotOptions) -> None:
        """Draws as the user wants it from the next time on."""
        self._plots.set_options(options)

    def draw(self, record: RunRecord, *, previous: bool) -> None:
        """Gives every line its points."""
        for arm, rows in record.epochs.items():
            self._draw_epochs(slot_of(arm), rows, previous=previous)
        if previous:
            return
        self._shown = record
        for arm, trace in record.losses.items():
            self._plots.draw(self._plots.loss, LineKey(slot_of(arm), Measure.RUNNING), trace.epochs, trace.losses)
        if isinstance(record.started, RunStarted):
            self._plots.settle(record.started.epochs, losses_from=0)

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
        accuracy, loss = self._plots.accuracy, self._plots.loss
        self._plots.draw(accuracy, train, epochs, [row.train_accuracy for row in rows])
        self._plots.draw(accuracy, validation, epochs, [row.val_accuracy for row in rows])
        self._plots.draw(loss, train, epochs, [row.train_loss for row in rows])
        self._plots.draw(loss, validation, epochs, [row.val_loss for row in rows])

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
            ReadoutRow(self._plots.accuracy.colour(slot_of(arm)), arm_title(arm), *values(at[arm]))
            for arm in sorted(at, key=slot_of)
        ]
        return float(epoch), readout(f"Epoch {epoch}", rows)


def _reached(record: RunRecord, arm: str) -> str:
    rows = record.epochs.get(arm)
    return percent(rows[-1].val_accuracy) if rows else ""
