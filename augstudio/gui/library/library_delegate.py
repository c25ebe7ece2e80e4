"""How a row of the transform library looks."""

from enum import IntEnum

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView

from augstudio.gui.elements.text import TextStyle, style_font
from augstudio.gui.icons import op_icon, paint_icon
from augstudio.gui.library.effect_images import PICTURE_SIDE, EffectImages
from augstudio.gui.theme import ICON_SIZE, RADIUS, SPACE, Colours, colours

ADD_WIDTH = 28
"""Width of the plus at the end of a row (px)."""
_ROW = 34


class Role(IntEnum):
    """What an item holds beyond its text."""

    OP = Qt.ItemDataRole.UserRole
    CATEGORY = Qt.ItemDataRole.UserRole + 1
    SEARCH = Qt.ItemDataRole.UserRole + 2


class LibraryDelegate(QStyledItemDelegate):
    """A category as a heading that folds, an op as its picture and name, with a plus under the pointer."""

    def __init__(self, tree: QTreeView, images: EffectImages) -> None:
        super().__init__(tree)
        self._tree = tree
        self._images = images

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(160, _ROW if index.data(Role.OP) else _ROW - SPACE.XS)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        tokens = colours(self._tree)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(option.rect)
        if index.data(Role.OP):
            self._paint_op(painter, area, option, index, tokens)
        else:
            self._paint_category(painter, area, index, tokens)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(tokens.accent)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(0.5, 1.5, -SPACE.S - 0.5, -1.5), RADIUS.FIELD, RADIUS.FIELD)
        painter.restore()

    def _paint_category(
        self, painter: QPainter, area: QRectF, index: QModelIndex | QPersistentModelIndex, tokens: Colours
    ) -> None:
        painter.setFont(style_font(TextStyle.HEADING))
        painter.setPen(tokens.text_faint)
        is_open = self._tree.isExpanded(self._tree.model().index(index.row(), 0))
        chevron = QRectF(area.left(), area.center().y() - 5, 12, 12)
        paint_icon(painter, chevron, "chevron-down" if is_open else "chevron-right", tokens.text_faint)
        painter.drawText(
            area.adjusted(SPACE.L, 2, 0, 0), Qt.AlignmentFlag.AlignVCenter, index.data(Qt.ItemDataRole.DisplayRole)
        )

    def _paint_op(
        self,
        painter: QPainter,
        area: QRectF,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
        tokens: Colours,
    ) -> None:
        state = option.state
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        selected = bool(state & QStyle.StateFlag.State_Selected) and self._tree.hasFocus()
        row = area.adjusted(0, 1, -SPACE.S, -1)
        if hovered or selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.accent_quiet if selected else tokens.hover)
            painter.drawRoundedRect(row, RADIUS.FIELD, RADIUS.FIELD)
        picture = QRectF(row.left() + 2, row.center().y() - PICTURE_SIDE / 2, PICTURE_SIDE, PICTURE_SIDE)
        self._paint_picture(painter, picture, index, tokens)
        painter.setPen(tokens.text)
        painter.setFont(style_font(TextStyle.BODY))
        words = row.adjusted(PICTURE_SIDE + SPACE.M + 2, 0, -ADD_WIDTH if hovered else 0, 0)
        text = painter.fontMetrics().elidedText(
            index.data(Qt.ItemDataRole.DisplayRole), Qt.TextElideMode.ElideRight, int(words.width())
        )
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, text)
        if hovered:
            plus = QRectF(row.right() - ADD_WIDTH + 6, row.center().y() - 8, 16, 16)
            paint_icon(painter, plus, "plus", tokens.text_quiet)

    def _paint_picture(
        self, painter: QPainter, place: QRectF, index: QModelIndex | QPersistentModelIndex, tokens: Colours
    ) -> None:
        image = self._images.of(index.data(Role.OP))
        if image is not None:
            _paint_image(painter, place, image)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.card)
        painter.drawRoundedRect(place, RADIUS.FIELD, RADIUS.FIELD)
        margin = (PICTURE_SIDE - ICON_SIZE) / 2
        name = op_icon(index.data(Role.OP), index.data(Role.CATEGORY))
        paint_icon(painter, place.adjusted(margin, margin, -margin, -margin), name, tokens.text_quiet)


def _paint_image(painter: QPainter, place: QRectF, image: QImage) -> None:
    """The middle square of an image, with rounded corners."""
    side = min(image.width(), image.height())
    middle = QRectF((image.width() - side) / 2, (image.height() - side) / 2, side, side)
    rounded = QPainterPath()
    rounded.addRoundedRect(place, RADIUS.FIELD, RADIUS.FIELD)
    painter.save()
    painter.setClipPath(rounded)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(place, image, middle)
    painter.restore()
