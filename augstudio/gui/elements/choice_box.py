"""A list to choose one name from."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from augstudio.gui.theme import FIELD_HEIGHT, RADIUS, SPACE, colours


class ChoiceBox(QComboBox):
    """A combo box painted from the tokens; the wheel scrolls the panel, not the choice."""

    def __init__(self, names: list[str], accessible_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        for name in names:
            self.addItem(name.replace("_", " ").capitalize(), name)
        self.setAccessibleName(accessible_name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        widest = max((self.fontMetrics().horizontalAdvance(self.itemText(i)) for i in range(self.count())), default=40)
        return QSize(widest + 2 * SPACE.S + SPACE.L, FIELD_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = colours(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(tokens.accent if self.hasFocus() else tokens.border, 1))
        painter.setBrush(tokens.hover if self.underMouse() and self.isEnabled() else tokens.field)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS.FIELD, RADIUS.FIELD)
        painter.setPen(tokens.text if self.isEnabled() else tokens.text_faint)
        inside = self.rect().adjusted(SPACE.S, 0, -SPACE.L - SPACE.XS, 0)
        text = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter, text)
        painter.setPen(QPen(tokens.text_quiet, 1.3, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
        x, y = self.width() - SPACE.M, self.height() / 2 - 1.5
        painter.drawPolyline([QPointF(x - 3.5, y), QPointF(x, y + 3.5), QPointF(x + 3.5, y)])
