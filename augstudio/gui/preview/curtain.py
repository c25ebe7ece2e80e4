"""Two designs in one tile: the kept one left of a line, the current one right of it."""

from collections.abc import Mapping

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen

from augstudio.gui.elements.text import TextStyle, style_font
from augstudio.gui.preview.grid_layout import TilePlace
from augstudio.gui.preview.tile_images import paint_tile, shown_rect
from augstudio.gui.theme import Colours

KEY_STEP = 0.1
"""What one key press moves the line by."""

_NAMED_FROM = 90
"""From this side on a tile has room to say which half is which (px)."""


class Curtain:
    """The pictures of the kept design, and how far they cover the current ones: alike in all tiles.

    Attributes:
        share: How much of a tile the kept design covers, 0 .. 1, from the left.
        is_drawn: It is shown at all.
    """

    def __init__(self) -> None:
        self.share = 0.5
        self.is_drawn = False
        self._images: Mapping[TilePlace, QImage] = {}

    def set_images(self, images: Mapping[TilePlace, QImage]) -> None:
        """Takes other pictures of the kept design."""
        self._images = images

    def image(self, place: TilePlace) -> QImage | None:
        """The kept design's picture in a place of the variants; None where there is nothing to compare."""
        return self._images.get(place) if self.is_drawn and place.column else None

    def follow(self, x: float, cell: QRectF) -> None:
        """Draws the line to a place in a tile."""
        self.share = min(1.0, max(0.0, (x - cell.left()) / cell.width()))

    def move(self, by: float) -> None:
        """Moves the line by a share of the tile."""
        self.share = min(1.0, max(0.0, self.share + by))

    def paint(self, painter: QPainter, tokens: Colours, cell: QRectF, image: QImage) -> None:
        """Covers the left of a tile that shows the current design."""
        line = round(cell.left() + self.share * cell.width())
        picture = shown_rect(cell, image.width(), image.height(), painter.device().devicePixelRatioF())
        left = QRectF(cell.left(), cell.top(), line - cell.left(), cell.height())
        painter.save()
        painter.setClipRect(left)
        painter.fillRect(left, tokens.canvas)
        paint_tile(painter, cell, image)
        painter.restore()
        painter.fillRect(QRectF(line - 1, picture.top(), 2, picture.height()), tokens.accent)
        if picture.width() >= _NAMED_FROM:
            self._name_halves(painter, tokens, picture, line)

    def _name_halves(self, painter: QPainter, tokens: Colours, picture: QRectF, line: int) -> None:
        painter.setFont(style_font(TextStyle.CAPTION))
        side = painter.fontMetrics().height()
        for name, x in (("A", line - 2 - side), ("B", line + 2)):
            box = QRectF(x, picture.bottom() - side - 2, side, side)
            if box.left() < picture.left() or box.right() > picture.right():
                continue
            painter.setPen(QPen(Qt.PenStyle.NoPen))
            painter.fillRect(box, tokens.window)
            painter.setPen(tokens.text)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)
