"""Shows where the keyboard is, on widgets that do not paint that themselves."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from augstudio.gui.theme import RADIUS, colours

_KEYBOARD = {
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
    Qt.FocusReason.OtherFocusReason,
}
_PASSING = {Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason, Qt.FocusReason.MenuBarFocusReason}
"""Reasons for which the focus comes back to where it was."""


class FocusRing(QWidget):
    """A frame over a widget while it has the focus and was not given it by the mouse: a click says itself where it went.

    Args:
        target: What it lies on; it keeps the ring alive.
    """

    def __init__(self, target: QWidget) -> None:
        super().__init__(target)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._target = target
        self._by_keyboard = False
        self.hide()
        target.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        match event.type():
            case QEvent.Type.FocusIn if isinstance(event, QFocusEvent):
                self._follow(event.reason())
            case QEvent.Type.FocusOut:
                self.hide()
            case QEvent.Type.Resize:
                self._fit()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colours(self).accent, 2))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS.CARD, RADIUS.CARD)

    def _follow(self, reason: Qt.FocusReason) -> None:
        if reason not in _PASSING:
            self._by_keyboard = reason in _KEYBOARD
        self._fit()
        self.setVisible(self._by_keyboard)
        self.raise_()

    def _fit(self) -> None:
        self.setGeometry(self._target.rect())
