"""Every key there is."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from augstudio.gui.actions import plain_text, shortcut_text
from augstudio.gui.commands import COMMANDS
from augstudio.gui.elements.scrolling import Scroll
from augstudio.gui.elements.text import TextStyle, label
from augstudio.gui.theme import SPACE

PIPELINE_KEYS = (
    ("Up, Down", "Select the step before or after"),
    ("Alt+Up, Alt+Down", "Move the selected step"),
    ("Alt+Left, Alt+Right", "Move it out of its group, or into the group above"),
    ("Left, Right", "Collapse or expand its card"),
    ("Space", "Switch it on or off"),
    ("Delete", "Remove it"),
    ("Ctrl+D", "Duplicate it"),
)
SLIDER_KEYS = (
    ("Left, Right", "One step"),
    ("Page Up, Page Down", "Ten steps"),
    ("Up, Down", "The other handle of a range"),
    ("Shift+drag", "Both handles, evenly around the neutral value"),
    ("Double-click", "Back to the default"),
)


class ShortcutsDialog(QDialog):
    """A list of keys, from the commands and from the panels."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("shortcutsDialog")
        self.setWindowTitle("Keyboard shortcuts")
        content = QWidget()
        grid = QGridLayout(content)
        grid.setContentsMargins(SPACE.XL, SPACE.L, SPACE.XL, SPACE.XL)
        grid.setHorizontalSpacing(SPACE.XL)
        grid.setVerticalSpacing(SPACE.S)
        commands = tuple(
            (shortcut_text(command), plain_text(command).rstrip("…")) for command in COMMANDS if command.shortcut
        )
        row = 0
        for title, keys in (("Anywhere", commands), ("In the pipeline", PIPELINE_KEYS), ("On a slider", SLIDER_KEYS)):
            heading = label(title, TextStyle.HEADING)
            heading.setContentsMargins(0, SPACE.M if row else 0, 0, 0)
            grid.addWidget(heading, row, 0, 1, 2)
            row += 1
            for key, meaning in keys:
                grid.addWidget(label(key, TextStyle.QUIET), row, 0, Qt.AlignmentFlag.AlignLeft)
                grid.addWidget(label(meaning), row, 1)
                row += 1
        grid.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Scroll(content, reads_as="Keyboard shortcuts"))
        self.resize(520, 640)
