"""The pipeline as code: chosen, seen, saved or copied."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from augstudio.atomic_file import write_atomically
from augstudio.errors import AugStudioError
from augstudio.export.chain import Chains
from augstudio.export.exporter import Format, Framework, Style
from augstudio.gui.code.code_view import CodeView
from augstudio.gui.code.live_export import CodeRequest, CodeResult, export_job
from augstudio.gui.code.syntax import Language
from augstudio.gui.elements.buttons import GhostButton, primary_button, secondary_button
from augstudio.gui.elements.number_field import FieldEdit
from augstudio.gui.elements.segmented import Segmented
from augstudio.gui.elements.text import TextStyle, label
from augstudio.gui.preview.background import Background
from augstudio.gui.studio import Studio
from augstudio.gui.theme import SPACE

_FRAMEWORKS = {Framework.TORCH: "PyTorch", Framework.TF: "TensorFlow", Framework.KERAS: "Keras"}
_FORMATS = {Format.PYTHON: "Python", Format.YAML: "YAML"}
_STYLES = {Style.NATIVE: "Native", Style.EXACT: "Exact draws"}
_CHAINS = {Chains.BOTH: "Both", Chains.TRAIN: "Training", Chains.EVAL: "Evaluation"}
_SIDE = 260


class ExportDialog(QDialog):
    """Follows the pipeline while it is open; nothing in the window is blocked."""

    def __init__(self, studio: Studio, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("exportDialog")
        self.setWindowTitle("Export code")
        self._studio = studio
        self._background = Background("export-dialog", self)
        self._folder = folder
        self._own_path = False
        self.framework = Segmented(list(_FRAMEWORKS.values()), "Framework")
        self.format = Segmented(list(_FORMATS.values()), "Format")
        self.style_choice = Segmented(list(_STYLES.values()), "Style")
        self.chains = Segmented(list(_CHAINS.values()), "Content")
        self.path = FieldEdit()
        self.path.setAccessibleName("File")
        self.code = CodeView()
        self.code.setObjectName("exportCode")
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
        choices = {
            "Framework": self.framework,
            "Format": self.format,
            "Style": self.style_choice,
            "Content": self.chains,
        }
        for title, widget in choices.items():
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
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(left)
        whole.addWidget(self.code, 1)

    def _connect(self) -> None:
        for choice in (self.framework, self.format, self.style_choice, self.chains):
            choice.chosen.connect(self.refresh)
        self.path.textEdited.connect(self._keep_path)
        self._save.clicked.connect(lambda: self.save_to(Path(self.path.text()).expanduser()))
        self._copy.clicked.connect(self.copy)
        self._studio.pipeline_changed.connect(self.refresh)
        self._studio.source_changed.connect(self.refresh)
        self._background.produced.connect(self._show)
        self._background.failed.connect(self._fail)
        self.finished.connect(lambda _result: self.shut_down())
        self.destroyed.connect(self._background.close)

    @property
    def text(self) -> str:
        """The exported code; empty where it cannot be written."""
        return self.code.toPlainText()

    def request(self) -> CodeRequest:
        """What the choices ask for."""
        is_python = list(_FORMATS)[self.format.current] is Format.PYTHON
        return CodeRequest(
            self._studio.pipeline,
            list(_FRAMEWORKS)[self.framework.current],
            list(_FORMATS)[self.format.current],
            list(_CHAINS)[self.chains.current],
            list(_STYLES)[self.style_choice.current] if is_python else Style.NATIVE,
        )

    def refresh(self, *_change: object) -> None:
        """Writes the code anew."""
        request = self.request()
        self.style_choice.setEnabled(request.format is Format.PYTHON)
        if not self._own_path:
            self.path.setText(str(self._folder / request.file_name))
        self._background.submit(partial(export_job, request, self._studio.source))

    @Slot(object)
    def _show(self, result: CodeResult) -> None:
        language = Language.PYTHON if result.request.format is Format.PYTHON else Language.YAML
        self.code.show_code(result.text or "", language)
        self._say(f"{result.message[:1].upper()}{result.message[1:]}", is_error=True)
        for button in (self._save, self._copy):
            button.setEnabled(result.text is not None)

    @Slot(str)
    def _fail(self, message: str) -> None:
        self._show(CodeResult(self.request(), None, message))

    def _say(self, message: str, *, is_error: bool) -> None:
        roles = self.message.palette().ColorRole
        self.message.setForegroundRole(roles.BrightText if is_error else roles.WindowText)
        self.message.setText(message)

    @property
    def is_busy(self) -> bool:
        """The code is being written."""
        return self._background.is_busy

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

    def shut_down(self) -> None:
        """Writes no more. Returns at once."""
        self._background.close()

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
