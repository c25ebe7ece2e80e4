"""Accuracy and loss over the same epochs: two plots that every view of a training over epochs fills."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from augstudio.gui.training.curve_plot import CurvePlot, LineKey, Measure
from augstudio.gui.training.plot_options import PlotOptions, Shown
from augstudio.gui.training.smoothing import smoothed
from augstudio.gui.training.value_axis import ValueAxis

_MEASURED = {Measure.VALIDATION: Measure.MEASURED_VALIDATION, Measure.TRAIN: Measure.MEASURED_TRAIN}


class EpochPlots:
    """The two plots, and how the user wants to see them.

    Attributes:
        accuracy: The plot of accuracy.
        loss: The plot of loss.
    """

    def __init__(self, accuracy_name: str, loss_name: str) -> None:
        """Makes the plots under these object names."""
        self.accuracy = _plot(accuracy_name, "Accuracy", lambda value: f"{100 * value:.4g} %")
        self.loss = _plot(loss_name, "Loss", lambda value: f"{value:.3g}")
        self._options = PlotOptions()

    def set_options(self, options: PlotOptions) -> None:
        """Shows what is wanted on the axes that are wanted; curves are smoothed when they are drawn next."""
        self._options = options
        self.accuracy.setVisible(options.shown is not Shown.LOSS)
        self.loss.setVisible(options.shown is not Shown.ACCURACY)
        self.accuracy.set_logarithmic(x=options.logarithmic_epochs, y=False)
        self.loss.set_logarithmic(x=options.logarithmic_epochs, y=options.logarithmic_loss)

    def draw(self, plot: CurvePlot, key: LineKey, epochs: Sequence[float], values: Sequence[float]) -> None:
        """Gives a line its points, smoothed; what was measured is drawn faintly where that is something else."""
        weight = self._options.smoothing
        plot.draw_line(key, epochs, smoothed(values, weight) if weight else values)
        if key.measure in _MEASURED:
            measured = values if weight else ()
            plot.draw_line(replace(key, measure=_MEASURED[key.measure]), epochs if weight else (), measured)

    def settle(self, epochs: int, *, losses_from: int = 1) -> None:
        """Gives both plots the range that the lines need.

        Args:
            epochs: How many the longest training has.
            losses_from: Where losses begin: the running loss begins before the end of the first epoch.
        """
        self.accuracy.focus(rising=True)
        self.loss.focus(rising=False)
        self.accuracy.set_reach(1, max(2, epochs))
        self.loss.set_reach(losses_from, max(losses_from + 1, epochs))


def _plot(name: str, title: str, write: Callable[[float], str]) -> CurvePlot:
    plot = CurvePlot(
        ValueAxis("bottom", lambda value: f"{value:.3g}", whole=True), ValueAxis("left", write), "Epoch", title
    )
    plot.setObjectName(name)
    plot.setAccessibleName(f"{title} over epochs")
    return plot
