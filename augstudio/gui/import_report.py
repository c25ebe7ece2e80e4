"""What an import could not take over, and how what it took over differs."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from augstudio.export.importing.reading import Imported
from augstudio.gui.elements.scrolling import Scroll
from augstudio.gui.elements.text import TextStyle, label
from augstudio.gui.theme import SPACE


class ImportReport(QDialog):
    """Everything that is not a step now, with its place, and the notes."""

    def __init__(self, imported: Imported, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("importReport")
        self.setWindowTitle("Import")
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(SPACE.XL, SPACE.L, SPACE.XL, SPACE.XL)
        self._column.setSpacing(SPACE.S)
        if imported.unrecognised:
            self._add("Not recognised", TextStyle.HEADING)
            self._add("These have no equal among the transforms and are left out.", TextStyle.QUIET)
            for each in imported.unrecognised:
                self._add(f"{each.name}", TextStyle.STRONG)
                self._add(f"{each.place}, line {each.line}, column {each.column}: {each.reason}")
        if imported.notes:
            self._add("To know", TextStyle.HEADING)
            for note in imported.notes:
                self._add(note)
        self._column.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Scroll(content, reads_as="What was imported"))
        self.resize(560, 440)

    def _add(self, text: str, style: TextStyle = TextStyle.BODY) -> None:
        made = label(text, style)
        made.setWordWrap(True)
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._column.addWidget(made)
