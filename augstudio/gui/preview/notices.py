"""What is said instead of pictures, or above them."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from augstudio.gui.elements.buttons import GhostButton, primary_button
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
    """One line about the pictures as a whole: what is wrong, at which step, or what to do next.

    Signals:
        step_requested: The id of the step that the line is about.
    """

    step_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("previewNotice")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._step_id = ""
        self._is_error = False
        self._text = label("", TextStyle.BODY, self)
        self._text.setWordWrap(True)
        self._show_step = GhostButton("", "Select the step at fault", self, text="Show step")
        self._show_step.clicked.connect(lambda: self.step_requested.emit(self._step_id))
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.M + ICON_SIZE + SPACE.S, SPACE.XS, SPACE.S, SPACE.XS)
        row.addWidget(self._text, 1)
        row.addWidget(self._show_step)
        self.hide()

    @property
    def text(self) -> str:
        """What is said; empty when nothing is."""
        return self._text.text()

    def say(self, text: str, *, step_id: str = "", is_error: bool = False) -> None:
        """Says something; an empty text hides the bar."""
        self._step_id, self._is_error = step_id, is_error
        self._text.setText(text)
        self.setAccessibleName(text)
        self._show_step.setVisible(bool(step_id))
        self.setVisible(bool(text))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = colours(self)
        painter = QPainter(self)
        painter.fillRect(self.rect(), tokens.card)
        icon = QRectF(SPACE.M, (self.height() - ICON_SIZE) / 2, ICON_SIZE, ICON_SIZE)
        name, colour = ("error", tokens.danger) if self._is_error else ("info", tokens.text_quiet)
        paint_icon(painter, icon, name, colour)
