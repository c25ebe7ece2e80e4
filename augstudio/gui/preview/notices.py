"""What is said instead of pictures, or above them."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from augstudio.gui.elements.buttons import primary_button, secondary_button
from augstudio.gui.elements.text import TextStyle, label
from augstudio.gui.icons import paint_icon
from augstudio.gui.theme import ICON_SIZE, SPACE, colours


class EmptyPreview(QWidget):
    """No data are open yet.

    Signals:
        open_requested: The user wants to open data.
    """

    open_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("emptyPreview")
        title = label("Open images to see what the pipeline does to them", TextStyle.TITLE, self)
        hint = label(
            "A folder with a folder for each class, a single image, IDX or .npz files, or a built-in data set.\n"
            "You can also drop a folder on the window.",
            TextStyle.QUIET,
            self,
        )
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        hint.setWordWrap(True)
        button = primary_button("Open data…", "folder", self)
        button.setObjectName("openDataFromPreview")
        button.clicked.connect(self.open_requested)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.XL, SPACE.XL, SPACE.XL, SPACE.XL)
        column.setSpacing(SPACE.M)
        column.addStretch(2)
        column.addWidget(title, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(hint)
        column.addSpacing(SPACE.S)
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colours(self).canvas)


class NoticeBar(QWidget):
    """One line above what it is about: what is wrong or what to do next, with at most one button.

    Signals:
        action_requested: The button was pressed.
    """

    action_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("noticeBar")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._is_error = False
        self._text = label("", TextStyle.BODY, self)
        self._text.setWordWrap(True)
        self.button = secondary_button("", "", self)
        self.button.clicked.connect(self.action_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.M + ICON_SIZE + SPACE.S, SPACE.XS, SPACE.S, SPACE.XS)
        row.addWidget(self._text, 1)
        row.addWidget(self.button)
        self.hide()

    @property
    def text(self) -> str:
        """What is said; empty when nothing is."""
        return self._text.text()

    def say(self, text: str, *, action: str = "", is_error: bool = False) -> None:
        """Says something, with a button where there is something to be done; an empty text hides the bar."""
        if (text, action, is_error) == (self.text, self.button.text(), self._is_error):
            return
        self._is_error = is_error
        self._text.setText(text)
        self.setAccessibleName(text)
        self.button.setText(action)
        self.button.setVisible(bool(action))
        self.setVisible(bool(text))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = colours(self)
        painter = QPainter(self)
        painter.fillRect(self.rect(), tokens.card)
        icon = QRectF(SPACE.M, (self.height() - ICON_SIZE) / 2, ICON_SIZE, ICON_SIZE)
        name, colour = ("error", tokens.danger) if self._is_error else ("info", tokens.text_quiet)
        paint_icon(painter, icon, name, colour)
