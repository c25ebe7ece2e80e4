"""Pixels to Qt's images and onto the screen."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

if TYPE_CHECKING:
    from augstudio.preview.values import Pixels


def to_image(pixels: "Pixels") -> QImage:
    """(H, W, C) uint8, contiguous, as an image that owns its memory, in the format that paints fastest."""
    height, width, channels = pixels.shape
    layout = QImage.Format.Format_Grayscale8 if channels == 1 else QImage.Format.Format_RGB888
    return QImage(pixels.data, width, height, width * channels, layout).convertToFormat(QImage.Format.Format_RGB32)


def shown_rect(cell: QRectF, width: int, height: int, ratio: float) -> QRectF:
    """Where an image is painted in a cell: centred, as large as fits, enlarged only by whole numbers once that is at least twice.

    Args:
        cell: The room (logical px).
        width: Of the image (px).
        height: Of the image (px).
        ratio: Device pixels per logical pixel.
    """
    factor = min(cell.width(), cell.height()) * ratio / max(width, height)
    if factor >= 2:
        factor = int(factor)
    shown_width, shown_height = width * factor / ratio, height * factor / ratio
    left = cell.left() + (cell.width() - shown_width) / 2
    top = cell.top() + (cell.height() - shown_height) / 2
    return QRectF(round(left * ratio) / ratio, round(top * ratio) / ratio, shown_width, shown_height)


def paint_tile(painter: QPainter, cell: QRectF, image: QImage, *, flush_left: bool = False) -> QRectF:
    """Paints an image into a cell: small ones with crisp pixels, large ones smoothly. Returns where."""
    ratio = painter.device().devicePixelRatioF()
    target = shown_rect(cell, image.width(), image.height(), ratio)
    if flush_left:
        target.moveLeft(cell.left())
    crisp = target.width() * ratio >= 2 * image.width()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not crisp)
    painter.drawImage(target, image)
    return target
