"""What the tests of the training panel share: tiny real data, and a panel that is really on the (offscreen) screen."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from augstudio.data.detection import open_source
from augstudio.gui.studio import Studio
from augstudio.gui.training import run_location
from augstudio.gui.training.training_panel import TrainingPanel
from augstudio.pipeline.presets import preset
from augstudio.project.document import Document
from augstudio.training.config import TrainingConfig

PATIENCE = 60_000
"""How long a training may take on a crowded machine (ms)."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support", extend=True))


@pytest.fixture(autouse=True)
def user_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where runs are kept during the test."""
    folder = tmp_path / "user-data"
    monkeypatch.setattr(run_location, "user_data_path", lambda *arguments, **options: folder)
    return folder


@pytest.fixture
def digits_studio(qapp: object) -> Iterator[Studio]:
    """Handwritten digits, 8 x 8 px, under the recipe of the first lecture."""
    state = Studio(Document(preset("lecture-1")))
    state.set_source(open_source("digits"))
    yield state
    state.deleteLater()


@pytest.fixture
def panel(qtbot: QtBot, digits_studio: Studio) -> TrainingPanel:
    """Closed, and with it its training, when the test is over."""
    made = TrainingPanel(digits_studio)
    made.resize(1100, 280)
    made.form.set_training_config(TrainingConfig(epochs=3, batch_size=64, baseline=True, device="cpu"))
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def until(qtbot: QtBot) -> Callable[[Callable[[], bool]], None]:
    """Runs the event loop until something is so; fails when it never comes to be."""

    def wait(condition: Callable[[], bool]) -> None:
        qtbot.waitUntil(condition, timeout=PATIENCE)

    return wait
