"""A line that fills."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from augstudio.gui.theme import colours

_THICKNESS = 3


class ThinProgress(QWidget):
    """How much is done, as a line of three pixels; nothing is painted while nothing runs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share: float | None = None
        self.setFixedHeight(_THICKNESS)
        self.setAccessibleName("Progress of the training")

    @property
    def share(self) -> float | None:
        """How much is done, 0..1; None while nothing runs."""
        return self._share

    def set_share(self, share: float | None) -> None:
        """Fills up to a share, or empties."""
        if share != self._share:
            self._share = share
            self.setAccessibleDescription("" if share is None else f"{share:.0%}")
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._share is None:
            return
        tokens = colours(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        radius = self.height() / 2
        for colour, share in ((tokens.track, 1.0), (tokens.accent, self._share)):
            painter.setBrush(colour)
            painter.drawRoundedRect(QRectF(0, 0, max(2 * radius, self.width() * share), self.height()), radius, radius)
