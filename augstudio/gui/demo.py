"""The demonstration: the whole job in the window, from a recipe to two curves and code, with nobody at the mouse."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from augstudio.errors import AugStudioError, TrainingError
from augstudio.gui.application import INTERRUPTED_PROPERTY, start_application
from augstudio.pipeline.evaluation import needs_statistics, resolve_statistics
from augstudio.pipeline.presets import preset
from augstudio.training.config import TrainingConfig

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance

    from augstudio.gui.main_window import MainWindow
    from augstudio.gui.training.training_panel import TrainingPanel

_SAMPLES = 6
_VARIANTS = 5
_UNSEEN_SIZE = (1440, 900)
"""Of the window where there is no screen (px): Qt's offscreen platform believes in a small one."""


@dataclass(frozen=True, slots=True)
class DemoPlan:
    """What the demonstration does.

    Attributes:
        preset: The pipeline.
        data: The images, labelled.
        learning: The training over epochs.
        sizes: The trainings on growing shares of the images.
        repetitions: Of each size, on other images from other initial weights.
    """

    preset: str
    data: str
    learning: TrainingConfig
    sizes: TrainingConfig
    repetitions: int


DEMO_PLAN = DemoPlan(
    preset="gentle-digits",
    data="mnist-5k",
    learning=TrainingConfig(model="lecture-cnn", epochs=20, baseline=True, limit=1_000),
    sizes=TrainingConfig(model="lecture-cnn", epochs=6, baseline=True),
    repetitions=2,
)
"""What `augstudio demo` does."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the demonstration is.

    Attributes:
        stage: What is being done.
        detail: How far that is; empty when the stage begins.
    """

    stage: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class DemoResult:
    """What the demonstration came to.

    Attributes:
        is_complete: Nobody closed the window before the end.
        findings: A sentence for each curve.
    """

    is_complete: bool
    findings: tuple[str, ...] = ()


def run_demo(
    out: Path,
    tell: Callable[[Progress], None],
    finished: Callable[[DemoResult], None],
    *,
    headless: bool,
    plan: DemoPlan = DEMO_PLAN,
) -> int:
    """Runs the demonstration; with a display the window then stays open until it is closed.

    Args:
        out: The folder for its files, made when it is not there; files of an earlier demonstration are replaced.
        tell: Told of progress.
        finished: Told what it came to, when all files are written.
        headless: Do without a display even where there is one.
        plan: What to do.

    Returns:
        The process's exit status.

    Raises:
        AugStudioError: A file cannot be written, or a training failed.
        MissingDependencyError: Qt lacks system libraries.
        KeyboardInterrupt: Ctrl-C, while it ran.
    """
    _make_folder(out)
    if headless or not has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = start_application()
    from augstudio.gui.welcome import build_window  # noqa: PLC0415 -- Qt, once it is known that it will not abort

    window = build_window(None, complete=False)
    is_seen = application.platformName() != "offscreen"
    if not is_seen:
        window.resize(*_UNSEEN_SIZE)
    window.show()
    try:
        demonstration = _Demonstration(window, out, tell, plan)
        finished(DemoResult(is_complete=True, findings=demonstration.run()))
    except _WindowClosed:
        finished(DemoResult(is_complete=False))
        return 0
    except BaseException:  # a failed training, a full disk, Ctrl-C: no thread may outlive the window
        window.hide()
        window.shut_down()
        raise
    if is_seen:
        return application.exec()
    window.close()
    return 0


def _make_folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise AugStudioError(f"{out}: the folder cannot be made: {(error.strerror or str(error)).lower()}") from error
    if not os.access(out, os.W_OK):
        raise AugStudioError(f"{out}: cannot be written to: permission denied")


def has_display() -> bool:
    """Whether there is a screen to show a window on."""
    if os.environ.get("QT_QPA_PLATFORM") in {"offscreen", "minimal"}:
        return False
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


class _WindowClosed(Exception):  # noqa: N818 -- not an error: the user has seen enough
    """The window was closed while the demonstration ran."""


class _Demonstration:
    """Drives the window as a user would, one stage after the other."""

    def __init__(self, window: "MainWindow", out: Path, tell: Callable[[Progress], None], plan: DemoPlan) -> None:
        self._plan = plan
        self._window = window
        self._out = out
        self._tell = tell
        self._stage = ""
        self._detail = ""

    def run(self) -> tuple[str, ...]:
        """Does the whole job; the findings of both curves."""
        self._open()
        panel = self._training_panel()
        learning = self._train(panel)
        sizes = self._measure(panel)
        self._show_off(panel)
        return learning, sizes

    def _open(self) -> None:
        from augstudio.data.statistics import channel_statistics  # noqa: PLC0415 -- loads NumPy
        from augstudio.preview.contact_sheet import write_contact_sheet  # noqa: PLC0415 -- loads torch

        self._begin("Open the pipeline and preview it")
        window = self._window
        window.data.open_now(self._plan.data)
        source = window.studio.source
        assert source is not None  # noqa: S101 -- just opened
        pipeline = preset(self._plan.preset)
        if needs_statistics(pipeline):
            mean, std = channel_statistics(source)
            pipeline = resolve_statistics(pipeline, [round(each, 4) for each in mean], [round(each, 4) for each in std])
        window.document.replace(pipeline)
        if window.preview.is_busy or window.preview.grid is None or not window.preview.grid.complete:
            self._wait_for(window.preview.rendered)
        out = self._out / "preview.png"
        write_contact_sheet(pipeline, source, samples=_SAMPLES, variants=_VARIANTS, out=out)

    def _training_panel(self) -> "TrainingPanel":
        self._window.complete()
        panel = self._window.training
        assert panel is not None  # noqa: S101 -- `complete` built it
        panel.keep_runs_in(self._out)
        return panel

    def _train(self, panel: "TrainingPanel") -> str:
        self._begin("Train with the pipeline and without")
        self._window.show_panel(panel.objectName())
        panel.form.set_training_config(self._plan.learning)
        panel.start_training()
        return self._follow(panel)

    def _measure(self, panel: "TrainingPanel") -> str:
        self._begin("Measure accuracy against the number of images")
        panel.form.set_training_config(self._plan.sizes)
        panel.form.set_repetitions(self._plan.repetitions)
        panel.start_size_curve()
        return self._follow(panel)

    def _show_off(self, panel: "TrainingPanel") -> None:
        """Leaves the window as one would like to find it, and keeps a picture of it."""
        self._begin("Picture the window")
        panel.keep_runs_in(None)
        panel.form.set_training_config(self._plan.learning)
        panel.show_learning_curve()
        self._pause(400)
        self._window.grab().save(str(self._out / "window.png"))

    def _follow(self, panel: "TrainingPanel") -> str:
        """Waits for a training to end, and says how far it is; the sentence that it ends with."""
        from PySide6.QtCore import QTimer  # noqa: PLC0415 -- Qt, once it is known that it will not abort

        timer = QTimer()
        timer.timeout.connect(lambda: self._report(panel.status))
        timer.start(500)
        try:
            self._wait_for(panel.training_finished, panel.training_failed, panel.training_stopped)
        finally:
            timer.stop()
        if panel.message:
            raise TrainingError(panel.message)
        return panel.finding

    def _begin(self, stage: str) -> None:
        self._stage, self._detail = stage, ""
        self._tell(Progress(stage))
        self._pause(0)

    def _report(self, detail: str) -> None:
        if detail and detail != self._detail:
            self._detail = detail
            self._tell(Progress(self._stage, detail))

    def _wait_for(self, *signals: "SignalInstance") -> None:
        from PySide6.QtCore import QEventLoop  # noqa: PLC0415 -- Qt, once it is known that it will not abort
        from PySide6.QtGui import QGuiApplication  # noqa: PLC0415

        loop = QEventLoop()
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)  # noqa: S101 -- there is one, as there is a window
        ends = (*signals, application.lastWindowClosed)
        for signal in ends:
            signal.connect(loop.quit)
        loop.exec()
        for signal in ends:
            signal.disconnect(loop.quit)
        self._check_open()

    def _pause(self, milliseconds: int) -> None:
        """Lets the window paint and answer."""
        from PySide6.QtCore import QEventLoop, QTimer  # noqa: PLC0415 -- Qt, once it is known that it will not abort

        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()
        self._check_open()

    def _check_open(self) -> None:
        from PySide6.QtCore import QCoreApplication  # noqa: PLC0415 -- Qt, once it is known that it will not abort

        application = QCoreApplication.instance()
        if application is not None and application.property(INTERRUPTED_PROPERTY):
            raise KeyboardInterrupt
        if not self._window.isVisible():
            raise _WindowClosed
