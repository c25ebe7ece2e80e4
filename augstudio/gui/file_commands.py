"""New, open, save and import: what happens between the document and files. Asking is separate from doing, so that doing can be scripted."""

from collections.abc import Callable
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from augstudio.errors import AugStudioError
from augstudio.gui.message_bar import MessageBar
from augstudio.gui.settings import RecentFiles
from augstudio.gui.studio import Studio
from augstudio.pipeline.model import Pipeline
from augstudio.pipeline.presets import preset
from augstudio.pipeline.yaml_format import load

FILTER = "Pipelines (*.augstudio.yaml *.yaml *.yml);;All files (*)"
SUFFIX = ".augstudio.yaml"


class Answer(Enum):
    """What to do about edits that are not saved."""

    SAVE = "save"
    DISCARD = "discard"
    CANCEL = "cancel"


Ask = Callable[[str, Callable[[Answer], None]], None]
"""Asks about unsaved edits of a document, by its title, and calls back with the answer."""


class FileCommands(QObject):
    """Reads and writes pipeline files for the window.

    Attributes:
        ask: How the user is asked about unsaved edits; replaced in scripts and tests.

    Signals:
        path_changed: The document has another file, or is saved.
    """

    path_changed = Signal()

    def __init__(self, studio: Studio, messages: MessageBar, recent: RecentFiles, window: QWidget) -> None:
        super().__init__(window)
        self._studio = studio
        self._messages = messages
        self._window = window
        self.recent = recent
        self.ask: Ask = self._ask_with_a_box

    def new(self) -> None:
        """Starts an empty pipeline, once unsaved edits are dealt with."""
        self.after_saving(lambda: self._replace(Pipeline(), None))

    def open_preset(self, name: str) -> None:
        """Starts from a recipe, once unsaved edits are dealt with."""
        self.after_saving(lambda: self._replace(preset(name), None))

    def ask_open(self) -> None:
        """Lets the user choose a pipeline file to open."""
        self._choose("Open pipeline", QFileDialog.AcceptMode.AcceptOpen, self.open)

    def open(self, path: Path) -> None:
        """Opens a pipeline file, once unsaved edits are dealt with; a bad one is reported and nothing changes."""
        self.after_saving(lambda: self.load(path))

    def load(self, path: Path) -> bool:
        """Opens a pipeline file over whatever is open; returns whether it could."""
        try:
            pipeline = load(path)
        except AugStudioError as error:
            self._messages.report(str(error))
            return False
        self._replace(pipeline, path)
        self.recent.add(path)
        return True

    def save(self, then: Callable[[], object] | None = None) -> None:
        """Saves to the document's own file, or asks for one; then goes on, if it is saved."""
        if self._studio.document.path is None:
            self.ask_save(then)
        elif self.save_to(self._studio.document.path) and then:
            then()

    def ask_save(self, then: Callable[[], object] | None = None) -> None:
        """Lets the user choose a file to save to; then goes on, if it is saved."""

        def chosen(path: Path) -> None:
            if self.save_to(path) and then:
                then()

        self._choose("Save pipeline", QFileDialog.AcceptMode.AcceptSave, chosen)

    def save_to(self, path: Path) -> bool:
        """Saves to a file; returns whether it could."""
        try:
            self._studio.document.save(path)
        except (AugStudioError, OSError) as error:
            self._messages.report(f"Not saved: {error}")
            return False
        self.recent.add(path)
        self.path_changed.emit()
        self._messages.notify(f"Saved {path.name}")
        return True

    def ask_import(self) -> None:
        """Lets the user choose a file whose steps are appended."""
        self._choose("Import steps", QFileDialog.AcceptMode.AcceptOpen, self.import_steps)

    def import_steps(self, path: Path) -> bool:
        """Appends the steps of another pipeline file; returns whether it could."""
        try:
            pipeline = load(path, fitting=False)
        except AugStudioError as error:
            self._messages.report(str(error))
            return False
        self._studio.edits.append(pipeline.steps, f"Import {path.name}")
        steps = "1 step" if len(pipeline) == 1 else f"{len(pipeline)} steps"
        self._messages.offer(f"Added {steps} from {path.name}", "Undo", self._studio.document.undo)
        return True

    def after_saving(self, then: Callable[[], object]) -> None:
        """Goes on once unsaved edits are saved or given up; not at all when the user would rather stay."""
        if not self._studio.document.is_modified:
            then()
            return

        def answered(answer: Answer) -> None:
            match answer:
                case Answer.SAVE:
                    self.save(then)
                case Answer.DISCARD:
                    then()
                case Answer.CANCEL:
                    pass

        self.ask(self._studio.document.title, answered)

    def _replace(self, pipeline: Pipeline, path: Path | None) -> None:
        self._messages.clear()
        self._studio.document.replace(pipeline, path)
        self._studio.select(pipeline.steps[0].id if pipeline.steps else "")
        self.path_changed.emit()

    def _choose(self, title: str, mode: QFileDialog.AcceptMode, chosen: Callable[[Path], object]) -> None:
        dialog = QFileDialog(self._window, title, str(self._folder()), FILTER)
        dialog.setAcceptMode(mode)
        is_saving = mode == QFileDialog.AcceptMode.AcceptSave
        dialog.setFileMode(QFileDialog.FileMode.AnyFile if is_saving else QFileDialog.FileMode.ExistingFile)
        if is_saving:
            dialog.selectFile(f"{self._studio.pipeline.name}{SUFFIX}")
        dialog.fileSelected.connect(lambda name: chosen(with_suffix(Path(name)) if is_saving else Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _folder(self) -> Path:
        path = self._studio.document.path
        return path.parent if path else Path.cwd()

    def _ask_with_a_box(self, title: str, answered: Callable[[Answer], None]) -> None:
        box = QMessageBox(self._window)
        box.setObjectName("unsavedChanges")
        box.setText(f"Save the changes to “{title}”?")
        box.setInformativeText("They are lost otherwise.")
        answers = {
            box.addButton(QMessageBox.StandardButton.Save): Answer.SAVE,
            box.addButton(QMessageBox.StandardButton.Discard): Answer.DISCARD,
            box.addButton(QMessageBox.StandardButton.Cancel): Answer.CANCEL,
        }
        for button in box.buttons():
            button.setIcon(QIcon())  # the style brings its own, which look like no other icon here
        box.finished.connect(lambda _result: answered(answers.get(box.clickedButton(), Answer.CANCEL)))  # type: ignore[call-overload]  # a QPushButton or none
        box.finished.connect(box.deleteLater)
        box.open()


def with_suffix(path: Path) -> Path:
    """The path, with the suffix of pipeline files where it has none of YAML's."""
    return path if path.suffix in {".yaml", ".yml"} else path.with_name(path.name + SUFFIX)
