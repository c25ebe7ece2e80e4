"""New, open, save and import: what happens between the document and files. Asking is separate from doing, so that doing can be scripted."""

from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from augstudio.errors import AugStudioError
from augstudio.gui.message_bar import MessageBar
from augstudio.gui.settings import RecentFiles
from augstudio.gui.studio import Studio
from augstudio.pipeline.model import Pipeline
from augstudio.pipeline.presets import preset
from augstudio.pipeline.yaml_format import load, read_text

if TYPE_CHECKING:
    from augstudio.export.importing.reading import Imported

FILTER = "Pipelines (*.augstudio.yaml *.yaml *.yml);;All files (*)"
IMPORT_FILTER = "Code and configurations (*.py *.yaml *.yml *.json);;All files (*)"
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
        self.open_design(preset(name))

    def open_design(self, pipeline: Pipeline) -> None:
        """Starts from a design that has no file of its own here, once unsaved edits are dealt with."""
        self.after_saving(lambda: self._replace(pipeline, None))

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
        self._choose("Import steps", QFileDialog.AcceptMode.AcceptOpen, self.import_steps, IMPORT_FILTER)

    def import_steps(self, path: Path) -> bool:
        """Appends the steps of another pipeline file, or of code or configuration of another library; returns whether it could."""
        from augstudio.export.importing.reading import read_foreign  # noqa: PLC0415 -- 0.1 s that starting need not wait for

        try:
            imported = read_foreign(read_text(path), path.name)
            self._check_found(imported, path.name)
            self._studio.edits.insert(imported.pipeline.steps, f"Import {path.name}")
        except AugStudioError as error:
            self._messages.report(str(error))
            return False
        self._tell(imported, f"from {path.name}")
        return True

    def paste(self) -> None:
        """Adds the steps that the clipboard says, after the selected one: YAML of ours, or code or configuration of another library."""
        from augstudio.export.importing.reading import OURS, read_foreign  # noqa: PLC0415 -- as above

        text = QGuiApplication.clipboard().text()
        selected = self._studio.selected_step
        try:
            imported = read_foreign(as_file(text), "clipboard")
            self._check_found(imported, "the clipboard")
            after = selected.id if selected else ""
            pasted = self._studio.edits.insert(imported.pipeline.steps, "Paste steps", after)
        except AugStudioError as error:
            self._messages.report(f"Nothing to paste: {error}")
            return
        self._studio.select(pasted)
        if imported.kind != OURS:
            self._tell(imported, "from the clipboard")

    def _check_found(self, imported: "Imported", source: str) -> None:
        """Refuses what holds no step; what it holds instead is shown.

        Raises:
            AugStudioError: There is no step in it.
        """
        if imported.pipeline.steps:
            return
        if imported.unrecognised:
            self.show_report(imported)
        raise AugStudioError(f"{source} holds no step that is known here")

    def _tell(self, imported: "Imported", origin: str) -> None:
        steps = _counted(len(imported.pipeline), "step")
        undo = self._studio.document.undo
        if not imported.unrecognised and not imported.notes:
            self._messages.offer(f"Added {steps} {origin}", "Undo", undo)
            return
        left_out = f"{_counted(len(imported.unrecognised), 'entry', 'entries')} not recognised"
        news = left_out if imported.unrecognised else _counted(len(imported.notes), "note")
        self._messages.offer(f"Added {steps} {origin}; {news}", "Show", lambda: self.show_report(imported))

    def show_report(self, imported: "Imported") -> None:
        """Lists what was not recognised, and the notes, beside the window."""
        from augstudio.gui.import_report import ImportReport  # noqa: PLC0415 -- as above

        report = ImportReport(imported, self._window)
        report.finished.connect(report.deleteLater)
        report.show()

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

    def _choose(
        self, title: str, mode: QFileDialog.AcceptMode, chosen: Callable[[Path], object], files: str = FILTER
    ) -> None:
        dialog = QFileDialog(self._window, title, str(self._folder()), files)
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


def as_file(text: str) -> str:
    """A list of steps as the text of a pipeline file; any other text as it is."""
    return f"augstudio: 1\nsteps:\n{text}" if text.lstrip().startswith("- op:") else text


def _counted(count: int, one: str, many: str = "") -> str:
    return f"1 {one}" if count == 1 else f"{count} {many or one + 's'}"
