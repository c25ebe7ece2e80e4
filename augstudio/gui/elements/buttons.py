"""Buttons: quiet by default, one primary button a panel."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionToolButton, QToolButton, QWidget

from augstudio.gui.fonts import text_font
from augstudio.gui.icons import Tint, icon
from augstudio.gui.theme import FIELD_HEIGHT, FONT, ICON_SIZE, RADIUS, SPACE, colours


class GhostButton(QToolButton):
    """A flat button: an icon, with or without text, that gets a surface under the pointer; checked, it keeps it."""

    def __init__(
        self, icon_name: str, tooltip: str, parent: QWidget | None = None, *, text: str = "", tint: Tint = Tint.QUIET
    ) -> None:
        super().__init__(parent)
        if icon_name:
            self.setIcon(icon(icon_name, tint))
        self.setText(text)
        self.setToolTip(tooltip)
        self.setAccessibleName(tooltip)
        self.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
        self.setToolButtonStyle(
            Qt.ToolButtonStyle.ToolButtonTextBesideIcon if text else Qt.ToolButtonStyle.ToolButtonIconOnly
        )
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        if self.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly:
            width = FIELD_HEIGHT + (self._arrow_width() if self._has_menu() else 0)
            return QSize(width, FIELD_HEIGHT)
        width = self.fontMetrics().horizontalAdvance(self.text()) + 2 * SPACE.S
        if not self.icon().isNull():
            width += ICON_SIZE + SPACE.XS + 2
        return QSize(width + (self._arrow_width() if self._has_menu() else 0), FIELD_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = colours(self)
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        self._paint_surface(painter, shape, bool(option.state & QStyle.StateFlag.State_MouseOver))
        x = SPACE.S if self.text() and self.toolButtonStyle() != Qt.ToolButtonStyle.ToolButtonIconOnly else 5
        if not self.icon().isNull():
            mode = self.icon().Mode.Normal if self.isEnabled() else self.icon().Mode.Disabled
            if self.isEnabled() and (self.underMouse() or self.isChecked()):
                mode = self.icon().Mode.Active
            self.icon().paint(painter, x, (self.height() - ICON_SIZE) // 2, ICON_SIZE, ICON_SIZE, mode=mode)
            x += ICON_SIZE + SPACE.XS + 2
        if self.toolButtonStyle() != Qt.ToolButtonStyle.ToolButtonIconOnly:
            painter.setPen(tokens.text if self.isEnabled() else tokens.text_faint)
            painter.setFont(self.font())
            painter.drawText(self.rect().adjusted(x, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text())
        if self._has_menu():
            self._paint_arrow(painter, tokens.text_quiet)

    def _paint_surface(self, painter: QPainter, shape: QRectF, hovered: bool) -> None:
        tokens = colours(self)
        if self.isEnabled() and (hovered or self.isDown() or self.isChecked()):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.accent_quiet if self.isChecked() else tokens.hover)
            painter.drawRoundedRect(shape, RADIUS.FIELD, RADIUS.FIELD)
        if self.hasFocus():
            painter.setPen(QPen(tokens.accent, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(shape, RADIUS.FIELD, RADIUS.FIELD)

    def _paint_arrow(self, painter: QPainter, colour: QColor) -> None:
        painter.setPen(QPen(colour, 1.3, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
        x, y = self.width() - SPACE.M - 1, self.height() / 2 - 1
        painter.drawPolyline([QPointF(x - 3, y), QPointF(x, y + 3), QPointF(x + 3, y)])

    def _has_menu(self) -> bool:
        return self.menu() is not None

    def _arrow_width(self) -> int:
        return SPACE.L


class _FlatPushButton(QPushButton):
    """A push button painted from the tokens."""

    def __init__(self, text: str, icon_name: str, parent: QWidget | None, *, primary: bool) -> None:
        super().__init__(text, parent)
        self._primary = primary
        if icon_name:
            self.setIcon(icon(icon_name, Tint.ON_ACCENT if primary else Tint.QUIET))
        self.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
        self.setFont(text_font(FONT.BODY, text_font().weight().Medium))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.text()) + 2 * SPACE.M
        return QSize(width + (0 if self.icon().isNull() else ICON_SIZE + SPACE.XS + 2), FIELD_HEIGHT + 2)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        text = self._paint_surface(painter, QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        icon_width = 0 if self.icon().isNull() else ICON_SIZE + SPACE.XS + 2
        x = (self.width() - icon_width - self.fontMetrics().horizontalAdvance(self.text())) // 2
        if icon_width:
            mode = self.icon().Mode.Normal if self.isEnabled() else self.icon().Mode.Disabled
            self.icon().paint(painter, x, (self.height() - ICON_SIZE) // 2, ICON_SIZE, ICON_SIZE, mode=mode)
        painter.setPen(text)
        painter.setFont(self.font())
        painter.drawText(self.rect().adjusted(x + icon_width, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text())

    def _paint_surface(self, painter: QPainter, shape: QRectF) -> QColor:
        """Paints what lies under the text; returns the text's colour."""
        tokens = colours(self)
        fill, edge, text = tokens.card, tokens.border, tokens.text
        if not self.isEnabled():
            text = tokens.text_faint
        elif self._primary:
            fill, edge, text = tokens.accent, tokens.accent, tokens.accent_text
        if self.isEnabled() and (self.underMouse() or self.isDown()):
            fill = fill.lighter(108) if self._primary else tokens.hover
        painter.setPen(QPen(tokens.accent if self.hasFocus() else edge, 1))
        painter.setBrush(fill)
        painter.drawRoundedRect(shape, RADIUS.FIELD, RADIUS.FIELD)
        if self.hasFocus() and self._primary:
            painter.setPen(QPen(tokens.accent_text, 1))
            painter.drawRoundedRect(shape.adjusted(2, 2, -2, -2), RADIUS.FIELD - 1, RADIUS.FIELD - 1)
        return text


def primary_button(text: str, icon_name: str = "", parent: QWidget | None = None) -> QPushButton:
    """The one button of a panel in the accent colour."""
    return _FlatPushButton(text, icon_name, parent, primary=True)


def secondary_button(text: str, icon_name: str = "", parent: QWidget | None = None) -> QPushButton:
    """Any other button with text."""
    return _FlatPushButton(text, icon_name, parent, primary=False)
