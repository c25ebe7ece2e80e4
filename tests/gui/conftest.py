"""What every test of the window gets: no display, our fonts, settings of its own, and nothing left behind."""

import gc
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before Qt is loaded; the real window has a folder of its own

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QThread, QTimer
from PySide6.QtWidgets import QApplication

from augstudio.gui import settings
from augstudio.gui.fonts import load_fonts
from augstudio.gui.studio import Studio
from augstudio.gui.theme import ThemeChoice, apply_theme
from augstudio.pipeline.model import Pipeline, Step
from augstudio.project.document import Document
from augstudio.transforms.catalogue import transform_class

THREAD_PATIENCE = 20.0
"""How long a worker may take to end after its window has gone (s)."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.qt_log_level_fail("DEBUG"))
            # the offscreen platform has no window manager to ask
            item.add_marker(
                pytest.mark.qt_log_ignore("This plugin does not support (propagateSizeHints|raise)", extend=True)
            )


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["augstudio"]


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> QApplication:
    load_fonts(qapp)
    apply_theme(qapp, ThemeChoice.DARK)
    return qapp


@pytest.fixture(autouse=True)
def settings_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path_factory.mktemp("settings")
    monkeypatch.setattr(settings, "settings_folder", lambda: folder)
    monkeypatch.setenv("XDG_DATA_HOME", str(folder))  # where trainings are kept
    return folder


@pytest.fixture(autouse=True)
def nothing_left_behind(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fails the test that leaves a window, a running timer or a thread."""
    timers: list[QTimer] = []
    workers: list[QThread] = []
    _track(monkeypatch, QTimer, timers)
    _track(monkeypatch, QThread, workers)
    windows = set(QApplication.topLevelWidgets())
    threads = set(threading.enumerate())
    yield
    _delete_deferred()
    left = [widget for widget in set(QApplication.topLevelWidgets()) - windows if not _is_transient(widget)]
    if left:
        gc.collect()  # what only a cycle holds is no leak
        _delete_deferred()
        left = [widget for widget in left if shiboken6.isValid(widget)]
    descriptions = [f"{type(widget).__name__} {widget.objectName()!r}" for widget in left]
    for widget in left:
        widget.deleteLater()
    _delete_deferred()
    assert not descriptions, f"windows left open: {descriptions}"
    active = [timer for timer in timers if shiboken6.isValid(timer) and timer.isActive()]
    assert not active, f"timers left running: {active}, of {[timer.parent() for timer in active]}"
    assert _ended(workers, threads), f"threads left running: {set(threading.enumerate()) - threads}, {workers}"


def _track(monkeypatch: pytest.MonkeyPatch, kind: type[Any], started: list[Any]) -> None:
    start = kind.start

    def tracked(self: Any, *arguments: Any) -> None:
        started.append(self)
        start(self, *arguments)

    monkeypatch.setattr(kind, "start", tracked)


def _is_transient(widget: Any) -> bool:
    return type(widget).__name__ in {"QTipLabel", "QComboBoxPrivateContainer"}  # Qt's own, kept for the next time


def _delete_deferred() -> None:
    for _ in range(3):
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _ended(workers: list[QThread], threads: set[threading.Thread]) -> bool:
    deadline = time.monotonic() + THREAD_PATIENCE
    while time.monotonic() < deadline:
        running = [worker for worker in workers if shiboken6.isValid(worker) and worker.isRunning()]
        alive = [thread for thread in set(threading.enumerate()) - threads if not thread.daemon]
        if not running and not alive:
            return True
        time.sleep(0.01)
    return False


class ArrayImages:
    """A small data set in memory."""

    def __init__(self, images: np.ndarray, labels: list[int], classes: tuple[str, ...]) -> None:
        self._images = images
        self._labels = labels
        self.name = "tiny"
        self.classes = classes
        self.fingerprint = f"{images.shape}"

    def __len__(self) -> int:
        return len(self._images)

    def image(self, index: int) -> np.ndarray:
        return np.array(self._images[index])

    def label(self, index: int) -> int | None:
        return self._labels[index] if self.classes else None


@pytest.fixture
def source() -> ArrayImages:
    """Forty colour images of 16 x 12 px in two classes: bright at the left or at the right."""
    ramp = np.linspace(0, 255, 12, dtype=np.uint8)
    images = np.stack(
        [np.broadcast_to((ramp if index % 2 else ramp[::-1])[None, :, None], (16, 12, 3)) for index in range(40)]
    )
    return ArrayImages(images, [index % 2 for index in range(40)], ("left", "right"))


@pytest.fixture
def pipeline() -> Pipeline:
    """Flip, rotate, brightness, normalize."""
    parameters: dict[str, dict[str, Any]] = {
        "horizontal_flip": {},
        "rotate": {"angle": [-30, 30]},
        "brightness": {},
        "normalize": {"mean": 0.5, "std": 0.5},
    }
    steps = tuple(Step.of(transform_class(op).create(values)) for op, values in parameters.items())
    return Pipeline(steps, name="example")


@pytest.fixture
def studio(qapp: QApplication, pipeline: Pipeline, source: ArrayImages) -> Iterator[Studio]:
    """The window's state with a small design and small data."""
    state = Studio(Document(pipeline))
    state.set_source(source)
    yield state
    state.deleteLater()
