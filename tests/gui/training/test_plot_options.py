import math
from collections.abc import Sequence

import pytest
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from augstudio.gui.settings import open_settings
from augstudio.gui.stack.track_slider import ValueSlider
from augstudio.gui.studio import Studio
from augstudio.gui.training.curve_plot import CurvePlot, LineKey, Measure
from augstudio.gui.training.plot_options import PlotOptions, Shown
from augstudio.gui.training.plot_options_menu import PlotOptionsMenu
from augstudio.gui.training.run_record import RunRecord
from augstudio.gui.training.smoothing import smoothed
from augstudio.gui.training.training_panel import TrainingPanel
from augstudio.training.events import CurvePointFinished, CurveStarted, EpochFinished, RunStarted

VALIDATION, MEASURED = LineKey(0, Measure.VALIDATION), LineKey(0, Measure.MEASURED_VALIDATION)


def record(losses: Sequence[float]) -> RunRecord:
    made = RunRecord(("tiny", "cnn"))
    made.absorb([RunStarted(("mine",), "cnn", "cpu", 100, 10, 10, len(losses), 50, 650)])
    rows = [
        EpochFinished("mine", 0, epoch, 5, loss, 0.5, loss, 0.5 + epoch % 2 / 10, 0.1, 1e3, 0.1, 0.2)
        for epoch, loss in enumerate(losses, start=1)
    ]
    made.absorb(rows)
    return made


def plot(panel: TrainingPanel, name: str) -> CurvePlot:
    found = panel.findChild(CurvePlot, name)
    assert found is not None
    return found


def choose(panel: TrainingPanel, text: str) -> None:
    menu = panel.findChild(PlotOptionsMenu)
    assert menu is not None
    (action,) = [each for each in menu.findChildren(QAction) if each.text() == text]
    action.trigger()


def ticks(of: CurvePlot, name: str) -> list[str]:
    axis = of.getPlotItem().getAxis(name)
    low, high = axis.range
    return [text for step, values in axis.tickValues(low, high, 300) for text in axis.tickStrings(values, 1, step)]


def test_smoothing_keeps_length_ends_and_constants() -> None:
    assert smoothed([], 0.9) == []
    assert smoothed([3.0] * 5, 0.9) == pytest.approx([3.0] * 5)
    assert smoothed([1.0, 2.0, 4.0], 0.0) == [1.0, 2.0, 4.0]
    rough = [0.0, 1.0] * 20
    smooth = smoothed(rough, 0.9)
    assert len(smooth) == len(rough)
    assert smooth[0] == rough[0]
    assert max(smooth[10:]) - min(smooth[10:]) < 0.3


def test_accuracy_and_loss_are_shown_together_or_alone(panel: TrainingPanel) -> None:
    panel.learning_view.begin(record([1.0, 0.5]))
    shown = {}
    for text in ("Accuracy alone", "Loss alone", "Accuracy and loss"):
        choose(panel, text)
        shown[text] = (
            plot(panel, "learningCurvePlot").isVisible(),
            plot(panel, "lossCurvePlot").isVisible(),
        )
    assert shown == {"Accuracy alone": (True, False), "Loss alone": (False, True), "Accuracy and loss": (True, True)}


def test_smoothing_leaves_what_was_measured_in_view(panel: TrainingPanel, qtbot: QtBot) -> None:
    run = record([1.0, 0.5, 0.9, 0.4, 0.8])
    panel.learning_view.begin(run)
    loss = plot(panel, "lossCurvePlot")
    measured = loss.line_points(VALIDATION)
    assert loss.line_points(MEASURED) == ([], [])
    menu = panel.findChild(PlotOptionsMenu)
    assert menu is not None
    slider = menu.findChild(ValueSlider)
    assert slider is not None
    slider.setValue(0.8)
    assert menu.options.smoothing == 0.8
    assert loss.line_points(MEASURED) == measured
    smooth = loss.line_points(VALIDATION)[1]
    assert max(smooth[2:]) - min(smooth[2:]) < 0.2
    slider.setValue(0.0)
    assert loss.line_points(VALIDATION) == measured
    assert loss.line_points(MEASURED) == ([], [])


def test_a_logarithmic_loss_is_told_in_its_own_numbers(panel: TrainingPanel) -> None:
    panel.learning_view.begin(record([100.0, 10.0, 1.0, 0.1, 0.0]))
    loss = plot(panel, "lossCurvePlot")
    choose(panel, "Logarithmic loss")
    drawn = loss._lines[VALIDATION].getData()
    assert drawn[1] == pytest.approx([2, 1, 0, -1]), "a loss of zero has no logarithm"
    assert {"0.1", "1"} <= set(ticks(loss, "left"))
    assert loss.line_points(VALIDATION)[1] == [100.0, 10.0, 1.0, 0.1, 0.0]
    choose(panel, "Logarithmic loss")
    assert loss._lines[VALIDATION].getData()[1] == pytest.approx([100.0, 10.0, 1.0, 0.1, 0.0])


def test_logarithmic_epochs_hold_for_both_plots_and_the_readout(panel: TrainingPanel) -> None:
    panel.learning_view.begin(record([1.0] * 100))
    choose(panel, "Logarithmic epochs")
    for name in ("learningCurvePlot", "lossCurvePlot"):
        low, high = plot(panel, name).getPlotItem().getViewBox().viewRange()[0]
        assert low == pytest.approx(0, abs=0.1)
        assert high == pytest.approx(2, abs=0.1)
    accuracy = plot(panel, "learningCurvePlot")
    box = accuracy.getPlotItem().getViewBox()
    middle = box.sceneBoundingRect().center()
    accuracy._point_at(middle)
    epoch = round(10 ** box.mapSceneToView(middle).x())
    assert f"Epoch {epoch}<" in accuracy._readout.text()
    assert accuracy._cursor.value() == pytest.approx(math.log10(epoch))


def test_sizes_may_be_evenly_spaced(panel: TrainingPanel) -> None:
    run = RunRecord(("tiny", "cnn"))
    run.absorb([CurveStarted(("mine",), (10, 100, 1000), 1, "cnn", "cpu")])
    run.absorb([CurvePointFinished("mine", size, 0, 1.0, 0.5, 0.5, 0.1) for size in (10, 100, 1000)])
    panel.show_size_curve()
    panel.size_view.begin(run)
    sizes = plot(panel, "sizeCurvePlot")
    assert sizes._lines[VALIDATION].getData()[0] == pytest.approx([1, 2, 3])
    choose(panel, "Logarithmic numbers of images")
    assert sizes._lines[VALIDATION].getData()[0] == pytest.approx([10, 100, 1000])
    low, high = sizes.getPlotItem().getViewBox().viewRange()[0]
    assert low < 10
    assert high > 1000


def test_the_options_are_remembered(panel: TrainingPanel, digits_studio: Studio, qtbot: QtBot) -> None:
    choose(panel, "Accuracy alone")
    choose(panel, "Logarithmic epochs")
    again = TrainingPanel(digits_studio)
    qtbot.addWidget(again)
    menu = again.findChild(PlotOptionsMenu)
    assert menu is not None
    assert menu.options == PlotOptions(shown=Shown.ACCURACY, logarithmic_epochs=True)
    checked = {action.text() for action in menu.findChildren(QAction) if action.isChecked()}
    assert checked == {"Accuracy alone", "Logarithmic epochs", "Logarithmic numbers of images"}
    assert plot(again, "lossCurvePlot").isHidden()


@pytest.mark.parametrize("stored", ["", "{", '{"smoothing": "much"}', "[]"])
def test_options_that_went_bad_are_forgotten(digits_studio: Studio, qtbot: QtBot, stored: str) -> None:
    open_settings().setValue("training/plot_options", stored)
    panel = TrainingPanel(digits_studio)
    qtbot.addWidget(panel)
    menu = panel.findChild(PlotOptionsMenu)
    assert menu is not None
    assert menu.options == PlotOptions()
