"""The bottom panel that answers: does this pipeline help?"""

from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QCloseEvent, QDesktopServices, QPalette, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from augstudio.gui.elements.buttons import GhostButton, primary_button, secondary_button
from augstudio.gui.elements.segmented import Segmented
from augstudio.gui.elements.text import TextStyle, label, set_text_style
from augstudio.gui.elements.two_line_label import TwoLineLabel
from augstudio.gui.studio import Studio
from augstudio.gui.theme import SPACE
from augstudio.gui.training.curve_menu import CurveMenu
from augstudio.gui.training.plot_options_menu import PlotOptionsMenu
from augstudio.gui.training.run_location import new_run_folder, pick_runs_folder
from augstudio.gui.training.thin_progress import ThinProgress
from augstudio.gui.training.training_form import TrainingForm
from augstudio.gui.training.training_jobs import Subject, learning_curve_job, size_curve_job
from augstudio.gui.training.training_session import TrainingSession
from augstudio.gui.training.training_words import status_line, verdict
from augstudio.gui.wording import images_text

if TYPE_CHECKING:
    from augstudio.gui.training.curve_view import CurveView

_FORM_WIDTH = 256
_BUTTON_HEIGHT = 32
_WIDE = 820
"""From this width on the legend has room beside the switch, and the verdict is written large (px)."""


class Curve(Enum):
    """The two views of the panel; the values are their places."""

    LEARNING = 0
    SIZE = 1


class TrainingPanel(QWidget):
    """Trains with the pipeline of the document on the open data, in the background, and draws what comes of it.

    Call `shutdown` when the window closes.

    Signals:
        training_started: A training has begun, of either kind.
        training_progressed: How much of it is done, 0..1.
        training_finished: It came to its end.
        training_stopped: The user stopped it.
        training_failed: It could not be done; one line, also shown beside the buttons.
        curve_shown: Another view came to the front, a `Curve`.
    """

    training_started = Signal()
    training_progressed = Signal(float)
    training_finished = Signal()
    training_stopped = Signal()
    training_failed = Signal(str)
    curve_shown = Signal(object)

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        # pyqtgraph takes 0.6 s to load: the window is on the screen by the time this panel is built
        from augstudio.gui.training.curve_view import CurveView  # noqa: PLC0415
        from augstudio.gui.training.learning_curves import LearningCurves  # noqa: PLC0415
        from augstudio.gui.training.size_curves import SizeCurves  # noqa: PLC0415

        super().__init__(parent)
        self.setObjectName("trainingPanel")
        self._studio = studio
        self._session = TrainingSession(self)
        self.form = TrainingForm()
        self.learning_view = CurveView(LearningCurves())
        self.size_view = CurveView(SizeCurves())
        self._running_view = self.learning_view
        self._run_folder: Path | None = None
        self._fixed_folder: Path | None = None
        self._build_buttons()
        self._build_words()
        self._lay_out()
        self._connect()
        self.show_learning_curve()
        self._describe_empty()

    @property
    def is_training(self) -> bool:
        """A training runs that has not been stopped."""
        return self._session.is_running

    @property
    def status(self) -> str:
        """The line under the curves."""
        return self._status.text()

    @property
    def finding(self) -> str:
        """What the last run came to, in words; empty before the first."""
        return verdict(self._session.record)

    @property
    def message(self) -> str:
        """What went wrong last; empty when nothing did."""
        return self._message.text()

    @property
    def run_folder(self) -> Path | None:
        """Where the last training is kept; None before the first, and where it came to nothing."""
        return self._run_folder if self._run_folder is not None and self._run_folder.exists() else None

    @property
    def running_folder(self) -> Path | None:
        """Where the training that runs is kept; None while none runs."""
        return self._run_folder if self.is_training else None

    def keep_runs_in(self, folder: Path | None) -> None:
        """Puts runs from now on into this very folder, over what is there; None gives each a folder of its own again."""
        self._fixed_folder = folder

    def show_learning_curve(self) -> None:
        """Brings accuracy over the epochs to the front."""
        self._show(Curve.LEARNING)

    def show_size_curve(self) -> None:
        """Brings accuracy against the number of training images to the front."""
        self._show(Curve.SIZE)

    def start_training(self) -> None:
        """Trains as the form says; a training that runs is stopped first."""
        self.show_learning_curve()
        self._start(Curve.LEARNING)

    def start_size_curve(self) -> None:
        """Measures the size curve as the form says; a training that runs is stopped first."""
        self.show_size_curve()
        self._start(Curve.SIZE)

    def stop_training(self) -> None:
        """Stops at once as far as the eye can see; the batch under way ends in the background."""
        self._session.stop()

    def shutdown(self) -> None:
        """Stops and waits for the last batch: afterwards no thread is left. For a window that is closing and already hidden."""
        self._session.shutdown()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wanted, other = (self._head, self._below_head) if self._is_wide() else (self._below_head, self._head)
        if wanted.indexOf(self._legends) < 0:
            other.removeWidget(self._legends)
            wanted.insertWidget(min(1, wanted.count()), self._legends, 1)
            self._style_status()

    def _is_wide(self) -> bool:
        return self.width() >= _WIDE

    def _style_status(self) -> None:
        set_text_style(
            self._status, TextStyle.STRONG if self._is_wide() and not self.is_training else TextStyle.CAPTION
        )

    def closeEvent(self, event: QCloseEvent) -> None:
        self.hide()
        self.shutdown()
        super().closeEvent(event)

    def _build_buttons(self) -> None:
        self._train = primary_button("Train", "play")
        self._train.setObjectName("trainButton")
        self._train.setToolTip("Train a model with this pipeline, in the background")
        self._measure = primary_button("Measure size curve", "play")
        self._measure.setObjectName("sizeCurveButton")
        self._measure.setToolTip("Train on growing shares of the data, several times each, in the background")
        self._stop = secondary_button("Stop", "stop")
        self._stop.setObjectName("stopButton")
        self._stop.setToolTip("Stop the training; what was measured stands")
        for button in (self._train, self._measure, self._stop):
            button.setAccessibleName(button.text())
            button.setFixedHeight(_BUTTON_HEIGHT)
        for button in (self._train, self._measure):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._stop.setEnabled(False)
        self._switch = Segmented(["Learning curve", "Size curve"], "Curve")
        self._switch.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._menu = CurveMenu(self._shown_view, self)
        self._options_menu = PlotOptionsMenu(self)
        self._options = GhostButton("sliders", "Choose plots, axes and smoothing")
        self._options.setObjectName("plotOptionsButton")
        self._options.clicked.connect(
            lambda: self._options_menu.popup(self._options.mapToGlobal(QPoint(0, self._options.height())))
        )
        self._more = GhostButton("export", "Save or copy the curves")
        self._more.setObjectName("curveMenuButton")
        self._more.clicked.connect(lambda: self._menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height()))))

    def _build_words(self) -> None:
        self._message = label("")
        self._message.setObjectName("trainingMessage")
        self._message.setWordWrap(True)
        self._message.setForegroundRole(QPalette.ColorRole.BrightText)
        self._message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._message.hide()
        self._status = TwoLineLabel("", TextStyle.STRONG)
        self._status.setFixedHeight(
            self._status.sizeHint().height()
        )  # also for the smaller words of a running training
        self._status.setObjectName("trainingStatus")
        self._status.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._progress = ThinProgress()
        self._open_folder = GhostButton("folder", "Open the folder that keeps this run", text="Open folder")
        self._open_folder.setObjectName("openRunFolderButton")
        self._open_folder.hide()

    def _lay_out(self) -> None:
        columns = QHBoxLayout(self)
        columns.setContentsMargins(SPACE.M, SPACE.S, SPACE.M, SPACE.S)
        columns.setSpacing(SPACE.XL)
        left = QWidget()
        left.setFixedWidth(_FORM_WIDTH)
        left.setLayout(self._left_column())
        columns.addWidget(left)
        columns.addLayout(self._right_column(), 1)

    def _left_column(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.S)
        column.addWidget(self.form)
        column.addSpacing(SPACE.XS)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE.S)
        for button in (self._train, self._measure, self._stop):
            buttons.addWidget(button)
        column.addLayout(buttons)
        column.addStretch(1)
        return column

    def _right_column(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(SPACE.XS)
        self._legends = QStackedWidget()
        self._legends.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._views = QStackedWidget()
        for view in (self.learning_view, self.size_view):
            self._legends.addWidget(view.legend)
            self._views.addWidget(view)
            view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            view.customContextMenuRequested.connect(self._open_menu)
        head = QHBoxLayout()
        head.setSpacing(SPACE.L)
        head.addWidget(self._switch)
        head.addWidget(self._legends, 1)
        head.addStretch(0)
        head.addWidget(self._options)
        head.addSpacing(SPACE.XS - SPACE.L)
        head.addWidget(self._more)
        column.addLayout(head)
        self._head, self._below_head = head, QHBoxLayout()
        column.addLayout(self._below_head)
        column.addWidget(self._views, 1)
        column.addWidget(self._progress)
        foot = QHBoxLayout()
        foot.addWidget(self._message, 1)
        foot.addWidget(self._status, 1)
        foot.addWidget(self._open_folder)
        column.addLayout(foot)
        return column

    def _connect(self) -> None:
        self._train.clicked.connect(self.start_training)
        self._measure.clicked.connect(self.start_size_curve)
        self._stop.clicked.connect(self.stop_training)
        self._switch.chosen.connect(lambda place: self._show(Curve(place)))
        self._menu.failed.connect(self._say)
        for view in (self.learning_view, self.size_view):
            view.set_options(self._options_menu.options)
            self._options_menu.changed.connect(view.set_options)
        self._menu.runs_folder_picked.connect(pick_runs_folder)
        self._open_folder.clicked.connect(self._show_run_folder)
        self._session.progressed.connect(self._refresh)
        self._session.finished.connect(self._finish)
        self._session.stopped.connect(self._settle_stopped)
        self._session.failed.connect(self._fail)
        self._studio.source_changed.connect(self._describe_empty)
        self._studio.pipeline_changed.connect(self._describe_empty)

    def _show(self, curve: Curve) -> None:
        changed = self._views.currentIndex() != curve.value
        self._views.setCurrentIndex(curve.value)
        self._legends.setCurrentIndex(curve.value)
        if self._switch.current != curve.value:
            self._switch.choose(curve.value)
        self._train.setVisible(curve is Curve.LEARNING)
        self._measure.setVisible(curve is Curve.SIZE)
        self.form.show_repetitions(shown=curve is Curve.SIZE)
        if not self.is_training:
            self._show_verdict()
        if changed:
            self.curve_shown.emit(curve)

    def _start(self, curve: Curve) -> None:
        source = self._studio.source
        if source is None:
            self._fail("Open data first: a training needs labelled images.")
            return
        self._session.stop()
        pipeline = self._studio.pipeline
        fixed = self._fixed_folder
        self._run_folder = fixed or new_run_folder(pipeline.name, datetime.now().astimezone())
        subject = Subject(source, pipeline, self._run_folder, replace=fixed is not None)
        if curve is Curve.LEARNING:
            job = learning_curve_job(self.form.training_config(), subject)
        else:
            job = size_curve_job(self.form.curve_config(), subject)
        self._say("")
        self._running_view = self._view_of(curve)
        self._running_view.begin(self._session.start(job, (source.name, self.form.training_config().model)))
        self._set_running(running=True)
        self._refresh()
        self.training_started.emit()

    def _refresh(self) -> None:
        self._running_view.refresh()
        share = self._session.record.share_done
        self._progress.set_share(share if self._session.is_running else None)
        self.training_progressed.emit(share)
        self._status.setText(status_line(self._session.record, self._session.elapsed))

    def _finish(self) -> None:
        self._settle()
        self.training_finished.emit()

    def _settle_stopped(self) -> None:
        self._settle()
        self.training_stopped.emit()

    def _fail(self, message: str) -> None:
        self._settle()
        self._say(message)
        self.training_failed.emit(message)

    def _settle(self) -> None:
        """Nothing runs any more: the last points, and what it came to."""
        self._running_view.end()
        self._progress.set_share(None)
        self._running_view.setAccessibleDescription(self.finding)
        self._show_verdict()
        self._open_folder.setVisible(self.run_folder is not None)
        self._set_running(running=False)

    def _show_verdict(self) -> None:
        """What the run in the view at the front came to."""
        self._status.setText(self._shown_view().accessibleDescription())

    def _set_running(self, *, running: bool) -> None:
        self._train.setEnabled(not running)
        self._measure.setEnabled(not running)
        self._stop.setEnabled(running)
        self._style_status()

    def _show_run_folder(self) -> None:
        if self.run_folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.run_folder)))

    def _say(self, message: str) -> None:
        self._message.setText(message)
        self._message.setVisible(bool(message))
        self._status.setVisible(not message)

    def _shown_view(self) -> "CurveView":
        return self._view_of(Curve(self._views.currentIndex()))

    def _view_of(self, curve: Curve) -> "CurveView":
        return self.learning_view if curve is Curve.LEARNING else self.size_view

    def _open_menu(self, position: QPoint) -> None:
        self._menu.popup(self._shown_view().mapToGlobal(position))

    def _describe_empty(self) -> None:
        source, name = self._studio.source, self._studio.pipeline.name
        data = f"the {images_text(len(source))} of {source.name}" if source is not None else "your labelled images"
        self.learning_view.set_empty_text(
            "Does this pipeline help?",
            f"Train fits a small model on {data}, once with {name} and once without, and draws both learning curves here.",
        )
        self.size_view.set_empty_text(
            "Would more images help?",
            f"Measure trains on growing shares of {data}, with {name} and without, and draws how accuracy grows.",
        )
