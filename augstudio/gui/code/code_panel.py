"""The design as code: follows every edit, to be copied or saved."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from augstudio.atomic_file import write_atomically
from augstudio.errors import AugStudioError
from augstudio.export.chain import Chains
from augstudio.export.exporter import Format, Framework, Style
from augstudio.gui.code.certificate_view import CertificateView
from augstudio.gui.code.code_view import CodeView
from augstudio.gui.code.live_export import CodeRequest, CodeResult, WayOut, export_job
from augstudio.gui.code.syntax import Language
from augstudio.gui.code.verifying import Verification
from augstudio.gui.elements.buttons import GhostButton
from augstudio.gui.elements.choice_box import ChoiceBox
from augstudio.gui.elements.surface import Hairline
from augstudio.gui.preview.background import Background
from augstudio.gui.preview.notices import NoticeBar
from augstudio.gui.studio import Studio
from augstudio.gui.theme import SPACE

_REST = 120
"""How long edits have to rest before the code is written anew (ms): text that changes at every move cannot be read."""
_FRAMEWORKS = {Framework.TORCH: "PyTorch", Framework.TF: "TensorFlow", Framework.KERAS: "Keras"}
_FORMATS = {Format.PYTHON: "Python", Format.YAML: "YAML"}
_STYLES = {Style.NATIVE: "Native", Style.EXACT: "Exact draws"}
_CHAINS = {Chains.BOTH: "Training and evaluation", Chains.TRAIN: "Training", Chains.EVAL: "Evaluation"}


class CodePanel(QWidget):
    """Shows what an export would write.

    Signals:
        open_data_requested: The code needs the statistics of data, and none are open.
    """

    open_data_requested = Signal()

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("codePanel")
        self.setAccessibleName("Code")
        self._studio = studio
        self._result: CodeResult | None = None
        self._asked: tuple[CodeRequest, object] | None = None
        self._background = Background("export", self)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST)
        self.framework = _choice_box(_FRAMEWORKS, "Framework", "codeFramework")
        self.format = _choice_box(_FORMATS, "Format", "codeFormat")
        self.style_box = _choice_box(_STYLES, "Style", "codeStyle")
        self.style_box.setToolTip(
            "Native: as written by hand. Exact draws: one file that draws the very numbers of the preview"
        )
        self.chains = _choice_box(_CHAINS, "Which pipeline", "codeMode")
        self.verify_button = GhostButton("check", "Run the code in its framework and compare", self, text="Verify")
        self.verify_button.setObjectName("verifyCode")
        self.verification = Verification(self)
        self.certificate = CertificateView(self)
        self.certificate.hide()
        self.copy_button = GhostButton("copy", "Copy the code", self, text="Copy")
        self.copy_button.setObjectName("copyCode")
        self.save_button = GhostButton("save", "Save the code to a file", self, text="Save…")
        self.save_button.setObjectName("saveCode")
        self.notice = NoticeBar(self)
        self.view = CodeView(self)
        self._lay_out()
        self._connect()

    @property
    def result(self) -> CodeResult | None:
        """What is shown."""
        return self._result

    @property
    def is_busy(self) -> bool:
        """The code is being written, or about to be."""
        return self._rest.isActive() or self._background.is_busy

    def request(self) -> CodeRequest:
        """What the switches ask for."""
        return CodeRequest(
            self._studio.pipeline,
            Framework(self.framework.currentData()),
            Format(self.format.currentData()),
            Chains(self.chains.currentData()),
            Style(self.style_box.currentData()) if self.format.currentData() == Format.PYTHON else Style.NATIVE,
        )

    def choose(self, framework: Framework, format: Format) -> None:  # noqa: A002 -- the export's word
        """Sets the switches."""
        self.framework.setCurrentIndex(list(_FRAMEWORKS).index(framework))
        self.format.setCurrentIndex(list(_FORMATS).index(format))

    def copy_code(self) -> None:
        """Puts the code on the clipboard."""
        QGuiApplication.clipboard().setText(self.view.toPlainText())
        self._studio.message_posted.emit("Code copied")

    def verify_code(self) -> None:
        """Runs the code in its framework and shows what each step does there, beside the code."""
        request = self.request()
        self.verify_button.setEnabled(False)
        self.certificate.begin(f"{_FRAMEWORKS[request.framework]}, in a process of its own")
        self.certificate.show()
        self.verification.start(request, self._studio.source)

    def _close_certificate(self) -> None:
        self.verification.cancel()
        self.certificate.hide()

    def _has_code(self) -> bool:
        return self._result is not None and self._result.text is not None

    def ask_save(self) -> None:
        """Asks for a file and saves the code to it."""
        start = str(self._folder() / self.request().file_name)
        path, _ = QFileDialog.getSaveFileName(self, "Save the code", start, "Code (*.py *.yaml);;All files (*)")
        if path:
            self.save_to(path)

    def save_to(self, path: str | Path) -> None:
        """Saves the code to a file, whole or not at all."""
        if self._result is None or self._result.text is None:
            return
        try:
            write_atomically(path, self._result.text)
        except AugStudioError as error:
            self.notice.say(str(error), is_error=True)
        else:
            self._studio.message_posted.emit(f"Saved {path}")

    def shut_down(self) -> None:
        """Writes no more. Returns at once."""
        self._rest.stop()
        self._background.close()
        self.verification.shut_down()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._write()

    def _folder(self) -> Path:
        path = self._studio.document.path
        return path.parent if path else Path.cwd()

    # ---------------------------------------------------------------- building

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(SPACE.M, SPACE.XS, SPACE.S, SPACE.XS)
        head.setSpacing(SPACE.S)
        for box in (self.framework, self.format, self.style_box, self.chains):
            head.addWidget(box)
        head.addStretch(1)
        head.addWidget(self.verify_button)
        head.addWidget(self.copy_button)
        head.addWidget(self.save_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(Hairline(self))
        column.addWidget(self.notice)
        beside = QHBoxLayout()
        beside.setSpacing(0)
        beside.addWidget(self.view, 1)
        beside.addWidget(self.certificate)
        column.addLayout(beside, 1)

    def _connect(self) -> None:
        self._studio.pipeline_changed.connect(self._wait)
        self._studio.source_changed.connect(self._wait)
        self._rest.timeout.connect(self._write)
        for box in (self.framework, self.format, self.style_box, self.chains):
            box.currentIndexChanged.connect(self._write)
        self.verify_button.clicked.connect(self.verify_code)
        self.certificate.closed.connect(self._close_certificate)
        self.certificate.cancel_requested.connect(self._close_certificate)
        self.verification.step_verified.connect(self.certificate.add)
        self.verification.finished.connect(self.certificate.show_certificate)
        self.verification.failed.connect(self.certificate.fail)
        self.verification.settled.connect(lambda: self.verify_button.setEnabled(self._has_code()))
        self._background.produced.connect(self._show)
        self._background.failed.connect(self._fail)
        self.copy_button.clicked.connect(self.copy_code)
        self.save_button.clicked.connect(self.ask_save)
        self.notice.action_requested.connect(self._take_way_out)
        self.destroyed.connect(self._background.close)

    # ---------------------------------------------------------------- following

    @Slot()
    def _wait(self) -> None:
        if self.isVisible():
            self._rest.start()

    @Slot()
    def _write(self) -> None:
        self._rest.stop()
        asked = self.request(), self._studio.source
        if not self.isVisible() or asked == self._asked:
            return
        self._asked = asked
        self._background.submit(partial(export_job, *asked))

    @Slot(object)
    def _show(self, result: CodeResult) -> None:
        if self._result is not None and result.text != self._result.text:
            self.certificate.outdate()
        self._result = result
        has_code = result.text is not None
        language = Language.PYTHON if result.request.format is Format.PYTHON else Language.YAML
        self.view.show_code(result.text or "", language)
        self.notice.say(result.message, action=result.way_out.value, is_error=not has_code)
        for button in (self.copy_button, self.save_button):
            button.setEnabled(has_code)
        self.verify_button.setEnabled(has_code and not self.verification.is_busy)
        self.style_box.setEnabled(result.request.format is Format.PYTHON)

    @Slot(str)
    def _fail(self, message: str) -> None:
        self._show(CodeResult(self.request(), None, message))

    @Slot()
    def _take_way_out(self) -> None:
        if self._result is None:
            return
        match self._result.way_out:
            case WayOut.PYTHON:
                self.format.setCurrentIndex(list(_FORMATS).index(Format.PYTHON))
            case WayOut.OPEN_DATA:
                self.open_data_requested.emit()
            case WayOut.SHOW_STEP:
                self._studio.select(self._result.step_id)
            case WayOut.NOTHING:
                pass


def _choice_box(
    words: "dict[Framework, str] | dict[Format, str] | dict[Style, str] | dict[Chains, str]",
    name: str,
    object_name: str,
) -> ChoiceBox:
    box = ChoiceBox([], name)
    box.setObjectName(object_name)
    for key, text in words.items():
        box.addItem(text, key.value)
    return box
