"""What a panel says while it has nothing to show: what is missing, and what to do about it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from augstudio.gui.elements.text import TextStyle, label
from augstudio.gui.theme import SPACE


class EmptyState(QWidget):
    """A title, a sentence, and perhaps a button, in the middle."""

    def __init__(self, title: str, text: str, button: QPushButton | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.XL, SPACE.XL, SPACE.XL, SPACE.XL)
        column.setSpacing(SPACE.XS)
        column.addStretch(1)
        self._title = label(title, TextStyle.STRONG)
        self._text = label(text, TextStyle.QUIET)
        for each in (self._title, self._text):
            each.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            each.setWordWrap(True)
            column.addWidget(each)
        if button is not None:
            column.addSpacing(SPACE.S)
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    def show_text(self, title: str, text: str) -> None:
        """Says something else."""
        self._title.setText(title)
        self._text.setText(text)
