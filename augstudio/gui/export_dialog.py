"""The pipeline as code: chosen, seen, saved or copied."""

from pathlib import Path

from PySide6.QtCore import QThread, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog, QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from augstudio.atomic_file import write_atomically
from augstudio.data.source import Source
from augstudio.data.statistics import channel_statistics
from augstudio.errors import AugStudioError
from augstudio.export.chain import Chains
from augstudio.export.exporter import Format, Framework, export
from augstudio.gui.elements.buttons import GhostButton, primary_button, secondary_button
from augstudio.gui.elements.number_field import FieldEdit
from augstudio.gui.elements.scrolling import quiet_scroll_bars
from augstudio.gui.elements.segmented import Segmented
from augstudio.gui.elements.text import TextStyle, label
from augstudio.gui.fonts import code_font
from augstudio.gui.studio import Studio
from augstudio.gui.theme import FONT, SPACE
from augstudio.pipeline.evaluation import needs_statistics, resolve_statistics

_FRAMEWORKS = {Framework.TORCH: "PyTorch", Framework.TF: "TensorFlow"}
_FORMATS = {Format.PYTHON: "Python", Format.YAML: "YAML"}
_CHAINS = {Chains.BOTH: "Both", Chains.TRAIN: "Training", Chains.EVAL: "Evaluation"}
_SIDE = 260

Statistics = tuple[tuple[float, ...], tuple[float, ...]]


class _Measuring(QThread):
    """Reads a data set for its mean and standard deviation."""

    measured = Signal(object, object)
    failed = Signal(str)

    def __init__(self, source: Source, parent: QWidget) -> None:
        super().__init__(parent)
        self._source = source

    def run(self) -> None:
        try:
            statistics = channel_statistics(self._source)
        except AugStudioError as error:
            self.failed.emit(str(error))
        else:
            self.measured.emit(self._source, statistics)


class ExportDialog(QDialog):
    """Follows the pipeline while it is open; nothing in the window is blocked."""

    def __init__(self, studio: Studio, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("exportDialog")
        self.setWindowTitle("Export code")
        self._studio = studio
        self._statistics: tuple[Source, Statistics] | None = None
        self._measuring: _Measuring | None = None
        self._folder = folder
        self._own_path = False
        self.framework = Segmented(list(_FRAMEWORKS.values()), "Framework")
        self.format = Segmented(list(_FORMATS.values()), "Format")
        self.chains = Segmented(list(_CHAINS.values()), "Content")
        self.path = FieldEdit()
        self.path.setAccessibleName("File")
        self.code = QPlainTextEdit()
        self.message = label("", TextStyle.QUIET)
        self.message.setObjectName("exportMessage")
        self.message.setWordWrap(True)
        self._save = primary_button("Save", "save")
        self._copy = secondary_button("Copy", "copy")
        self._lay_out()
        self._connect()
        self.resize(1000, 640)
        self.refresh()

    def _lay_out(self) -> None:
        side = QVBoxLayout()
        side.setContentsMargins(SPACE.L, SPACE.L, SPACE.L, SPACE.L)
        side.setSpacing(SPACE.XS)
        for title, widget in (("Framework", self.framework), ("Format", self.format), ("Content", self.chains)):
            side.addWidget(label(title, TextStyle.QUIET))
            side.addWidget(widget)
            side.addSpacing(SPACE.M)
        side.addWidget(label("File", TextStyle.QUIET))
        row = QHBoxLayout()
        row.setSpacing(SPACE.XS)
        row.addWidget(self.path, 1)
        browse = GhostButton("folder", "Choose a file")
        browse.clicked.connect(self._browse)
        row.addWidget(browse)
        side.addLayout(row)
        side.addSpacing(SPACE.M)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE.S)
        buttons.addWidget(self._save)
        buttons.addWidget(self._copy)
        buttons.addStretch(1)
        side.addLayout(buttons)
        side.addSpacing(SPACE.S)
        side.addWidget(self.message)
        side.addStretch(1)
        left = QWidget()
        left.setFixedWidth(_SIDE)
        left.setLayout(side)
        self.code.setReadOnly(True)
        self.code.setFrameShape(QFrame.Shape.NoFrame)
        self.code.setFont(code_font(FONT.BODY))
        self.code.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.code.setAccessibleName("Exported code")
        self.code.document().setDocumentMargin(SPACE.L)
        quiet_scroll_bars(self.code)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(left)
        whole.addWidget(self.code, 1)

    def _connect(self) -> None:
        for choice in (self.framework, self.format, self.chains):
            choice.chosen.connect(lambda _position: self.refresh())
        self.path.textEdited.connect(self._keep_path)
        self._save.clicked.connect(lambda: self.save_to(Path(self.path.text()).expanduser()))
        self._copy.clicked.connect(self.copy)
        self._studio.pipeline_changed.connect(lambda _new, _old: self.refresh())
        self._studio.source_changed.connect(lambda _source: self.refresh())
        self.finished.connect(lambda _result: self.finish())

    @property
    def text(self) -> str:
        """The exported code; empty where it cannot be written."""
        return self.code.toPlainText()

    def refresh(self) -> None:
        """Writes the code anew."""
        framework, format_ = list(_FRAMEWORKS)[self.framework.current], list(_FORMATS)[self.format.current]
        if not self._own_path:
            self.path.setText(str(self._folder / f"augment_{framework}.{'py' if format_ is Format.PYTHON else 'yaml'}"))
        pipeline = self._studio.pipeline
        try:
            if needs_statistics(pipeline):
                statistics = self._known_statistics()
                if statistics is None:
                    return
                pipeline = resolve_statistics(pipeline, *statistics)
            mode = list(_CHAINS)[self.chains.current]
            text = export(pipeline, framework=framework, format=format_, mode=mode)
        except AugStudioError as error:
            self._show("", str(error))
        else:
            self._show(text, "")

    def _show(self, text: str, message: str) -> None:
        bar = self.code.verticalScrollBar()
        place = bar.value()
        self.code.setPlainText(text)
        bar.setValue(place)
        self._say(message, is_error=bool(message))
        self._save.setEnabled(bool(text))
        self._copy.setEnabled(bool(text))

    def _say(self, message: str, *, is_error: bool) -> None:
        roles = self.message.palette().ColorRole
        self.message.setForegroundRole(roles.BrightText if is_error else roles.WindowText)
        self.message.setText(message)

    def _known_statistics(self) -> Statistics | None:
        """The open data's mean and std; None while they are being measured, and then the code is written once they are known."""
        source = self._studio.source
        if source is None:
            self._show("", "Normalize takes the data's statistics: open data first, or write numbers.")
            return None
        if self._statistics is not None and self._statistics[0] is source:
            return self._statistics[1]
        self._show("", "")
        self._say("Reading the data for their mean and standard deviation…", is_error=False)
        if self._measuring is None:
            self._measuring = _Measuring(source, self)
            self._measuring.measured.connect(self._keep_statistics)
            self._measuring.failed.connect(lambda message: self._show("", message))
            self._measuring.finished.connect(self._forget)
            self._measuring.start()
        return None

    @Slot(object, object)
    def _keep_statistics(self, source: Source, statistics: Statistics) -> None:
        self._statistics = (source, statistics)

    @Slot()
    def _forget(self) -> None:
        if self._measuring is not None:
            self._measuring.deleteLater()
            self._measuring = None
        if self._statistics is not None:
            self.refresh()

    def save_to(self, path: Path) -> bool:
        """Writes the code to a file, whole or not at all; returns whether it could."""
        try:
            write_atomically(path, self.text)
        except (AugStudioError, OSError) as error:
            self._say(f"Not saved: {error}", is_error=True)
            return False
        self._say(f"Saved {path}", is_error=False)
        return True

    def copy(self) -> None:
        """Puts the code on the clipboard."""
        QGuiApplication.clipboard().setText(self.text)
        self._say("Copied", is_error=False)

    def finish(self) -> None:
        """Waits for what runs in the background: for a window that is closing."""
        if self._measuring is not None:
            self._measuring.wait()

    def _keep_path(self) -> None:
        self._own_path = True

    def _browse(self) -> None:
        dialog = QFileDialog(self, "Export to", str(Path(self.path.text()).parent))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.selectFile(Path(self.path.text()).name)
        dialog.fileSelected.connect(self._take_path)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def _take_path(self, name: str) -> None:
        self._own_path = True
        self.path.setText(name)
