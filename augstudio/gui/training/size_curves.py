"""Accuracy against the number of training images, with augmentation and without, over seeds."""

import math

from augstudio.gui.training.curve_plot import CurvePlot, LineKey, Measure
from augstudio.gui.training.curve_view import comma_separated, short_title, slot_of
from augstudio.gui.training.legend import LegendEntry
from augstudio.gui.training.plot_options import PlotOptions
from augstudio.gui.training.readout import ReadoutRow, readout
from augstudio.gui.training.run_record import RunRecord
from augstudio.gui.training.value_axis import ValueAxis
from augstudio.gui.wording import images_text
from augstudio.training.events import CurvePointFinished, CurveStarted
from augstudio.training.findings import CurvePoint, Curves, arm_title, percent, size_curves


class SizeCurves:
    """One plot, its axis of sizes logarithmic unless the user wants it otherwise; the band reaches from the worst to the best seed."""

    def __init__(self) -> None:
        self.plot = CurvePlot(
            ValueAxis("bottom", lambda value: f"{value:,.0f}", whole=True, logarithmic=True),
            ValueAxis("left", lambda value: f"{100 * value:.4g} %"),
            "Training images",
            "Accuracy",
        )
        self.plot.setObjectName("sizeCurvePlot")
        self.plot.setAccessibleName("Accuracy against the number of training images")
        self.plot.set_readout(self._describe)
        self._shown: Curves = {}

    @property
    def plots(self) -> tuple[tuple[CurvePlot, int], ...]:
        """The one."""
        return ((self.plot, 1),)

    def set_options(self, options: PlotOptions) -> None:
        """Draws as the user wants it."""
        self.plot.set_logarithmic(x=options.logarithmic_sizes, y=False)

    def draw(self, record: RunRecord, *, previous: bool) -> None:
        """Gives every line and band its points."""
        curves = size_curves(record.points)
        for arm, curve in curves.items():
            self._draw_curve(slot_of(arm), curve, previous=previous)
        if previous:
            return
        self._shown = curves
        self.plot.fit()
        if isinstance(record.started, CurveStarted) and record.started.sizes:
            self.plot.set_reach(record.started.sizes[0], record.started.sizes[-1])

    def legend(self, record: RunRecord, previous: RunRecord | None) -> tuple[LegendEntry, ...]:
        """Arms with the accuracy at their largest size, then what the styles mean."""
        seeds = record.started.seeds if isinstance(record.started, CurveStarted) else 1
        return (
            *(
                LegendEntry(arm_title(arm), slot_of(arm), _reached(record, arm), short=short_title(arm))
                for arm in sorted(record.arms, key=slot_of)
            ),
            LegendEntry(f"validation, {seeds} seeds" if seeds > 1 else "validation", short="validation"),
            LegendEntry("training", dashed=True),
            *([LegendEntry("run before", 0, dimmed=True)] if previous is not None else []),
        )

    def numbers(self, record: RunRecord) -> str:
        """The rows of curve.csv."""
        return comma_separated(CurvePointFinished, record.points)

    def _draw_curve(self, slot: int, curve: tuple[CurvePoint, ...], *, previous: bool) -> None:
        sizes = [point.x for point in curve]
        validation = LineKey(slot, Measure.VALIDATION, previous)
        self.plot.draw_line(LineKey(slot, Measure.TRAIN, previous), sizes, [point.train for point in curve])
        self.plot.draw_line(validation, sizes, [point.validation for point in curve], dots=True)
        if len(curve) > 1:
            self.plot.draw_band(validation, sizes, [point.low for point in curve], [point.high for point in curve])

    def _describe(self, x: float, _y: float) -> tuple[float, str] | None:
        sizes = sorted({point.x for curve in self._shown.values() for point in curve})
        if not sizes:
            return None
        size = min(sizes, key=lambda each: abs(math.log(each / x)) if x > 0 else each)
        rows = [
            ReadoutRow(self.plot.colour(slot_of(arm)), arm_title(arm), _spread(point), percent(point.train))
            for arm, curve in sorted(self._shown.items(), key=lambda each: slot_of(each[0]))
            for point in curve
            if point.x == size
        ]
        return float(size), readout(images_text(size), rows)


def _spread(point: CurvePoint) -> str:
    if len(point.by_seed) == 1:
        return percent(point.validation)
    return f"{percent(point.validation)} ({100 * point.low:.1f}–{100 * point.high:.1f})"


def _reached(record: RunRecord, arm: str) -> str:
    curve = size_curves(record.points).get(arm)
    return percent(curve[-1].validation) if curve else ""
