from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from augstudio.gui.file_commands import Answer
from augstudio.gui.main_window import MainWindow
from augstudio.pipeline.model import Pipeline
from augstudio.project.document import Document


def _discard(_title: str, answered: Callable[[Answer], None]) -> None:
    answered(Answer.DISCARD)


@pytest.fixture
def window(qtbot: QtBot, pipeline: Pipeline, source: Any) -> Iterator[MainWindow]:
    """The window over a small design and small data, shown; unsaved edits are given up when it closes."""
    made = MainWindow(Document(pipeline), complete=False)
    made.studio.set_source(source)
    made.lint.look()
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    yield made
    close(made, qtbot)


def close(window: MainWindow, qtbot: QtBot) -> None:
    """Closes a window for good."""
    window.files.ask = _discard
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    window.deleteLater()
