"""Under the pictures: how the chosen tile came about."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from augstudio.gui.elements.buttons import GhostButton
from augstudio.gui.elements.scrolling import quiet_scroll_bars
from augstudio.gui.elements.surface import Hairline
from augstudio.gui.elements.text import TextStyle, label
from augstudio.gui.preview.strip_view import StripView
from augstudio.gui.theme import SPACE
from augstudio.preview.step_strip import StepStrip


class TileDetails(QWidget):
    """Every step of one tile and its drawn values, to be copied, to be had as code, or to be kept as a test.

    Signals:
        closed: The user has seen enough.
        code_requested: Code that makes the tile again is wanted.
        test_requested: A test is wanted that fails when the tile changes.
        step_chosen: The id of the step whose picture was clicked.
    """

    closed = Signal()
    code_requested = Signal()
    test_requested = Signal()
    step_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tileDetails")
        self.setAccessibleName("How the chosen tile came about")
        self._text = ""
        self._title = label("", TextStyle.STRONG, self)
        self._place = label("", TextStyle.CAPTION, self)
        self.copy_button = GhostButton("copy", "Copy what was drawn as text", self, text="Copy draws")
        self.copy_button.setObjectName("copyDraws")
        self.copy_button.clicked.connect(self.copy_draws)
        self.code_button = GhostButton("code", "Copy code that makes this very picture", self, text="Copy as code")
        self.code_button.setObjectName("copyTileCode")
        self.code_button.clicked.connect(self.code_requested)
        self.star_button = GhostButton("star", "Keep as a test that fails when this picture changes", self, text="Star")
        self.star_button.setObjectName("starTile")
        self.star_button.clicked.connect(self.test_requested)
        close = GhostButton("close", "Close", self)
        close.clicked.connect(self.closed)
        self.view = StripView(self)
        self.view.step_chosen.connect(self.step_chosen)
        self._lay_out(close)

    @property
    def text(self) -> str:
        """What `Copy draws` copies."""
        return self._text

    def describe(self, title: str, place: str, text: str) -> None:
        """Says which tile this is, and what was drawn for it."""
        self._title.setText(title)
        self._place.setText(place)
        self._text = text

    def set_strip(self, strip: StepStrip | None) -> None:
        """Shows the tile's steps."""
        self.view.set_strip(strip)

    def copy_draws(self) -> None:
        """Puts what was drawn on the clipboard."""
        QGuiApplication.clipboard().setText(self._text)

    def _lay_out(self, close: QWidget) -> None:
        scroll = QScrollArea(self)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.viewport().setBackgroundRole(QPalette.ColorRole.Dark)
        scroll.setWidget(self.view)
        quiet_scroll_bars(scroll)
        scroll.setFixedHeight(self.view.sizeHint().height() + SPACE.M)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        head = QHBoxLayout()
        head.setContentsMargins(SPACE.M, SPACE.XS, SPACE.S, SPACE.XS)
        head.setSpacing(SPACE.S)
        head.addWidget(self._title)
        head.addWidget(self._place)
        head.addStretch(1)
        head.addWidget(self.copy_button)
        head.addWidget(self.code_button)
        head.addWidget(self.star_button)
        head.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Hairline(self))
        column.addLayout(head)
        column.addWidget(scroll)
