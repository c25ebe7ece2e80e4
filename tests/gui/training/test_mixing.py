"""A design that ends with steps that mix images trains in the panel as any other."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from augstudio.data.detection import open_source
from augstudio.gui.studio import Studio
from augstudio.gui.training.curve_plot import CurvePlot, LineKey, Measure
from augstudio.gui.training.training_panel import TrainingPanel
from augstudio.pipeline.model import Pipeline, Step
from augstudio.project.document import Document
from augstudio.transforms.catalogue import transform_class

STEPS = (
    Step(transform_class("rotate").create({"angle": [-10, 10]})),
    Step(transform_class("mixup").create({"alpha": 1})),
    Step(transform_class("cutmix").create({}), probability=0.5),
)


@pytest.fixture
def digits_studio(qapp: object) -> Iterator[Studio]:
    state = Studio(Document(Pipeline(STEPS, name="mixing")))
    state.set_source(open_source("digits"))
    yield state
    state.deleteLater()


def test_training_with_mixed_images_draws_both_arms(qtbot: QtBot, panel: TrainingPanel) -> None:
    start = panel.findChild(QPushButton, "trainButton")
    assert start is not None
    with qtbot.waitSignal(panel.training_finished, timeout=60_000):
        qtbot.mouseClick(start, Qt.MouseButton.LeftButton)
    assert panel.message == ""
    plot = panel.findChild(CurvePlot, "learningCurvePlot")
    assert plot is not None
    for slot in (0, 1):
        epochs, values = plot.line_points(LineKey(slot, Measure.VALIDATION))
        assert epochs == [1, 2, 3]
        assert values[-1] > 0.5
