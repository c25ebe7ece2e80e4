"""The painted grid: originals beside variants."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from augstudio.gui.elements.focus_ring import FocusRing
from augstudio.gui.elements.text import TextStyle, style_font
from augstudio.gui.icons import paint_icon
from augstudio.gui.preview.curtain import KEY_STEP, Curtain
from augstudio.gui.preview.grid_layout import GridLayout, TilePlace, fitting_tile, plan_layout
from augstudio.gui.preview.tile_images import paint_tile, to_image
from augstudio.gui.theme import ICON_SIZE, SPACE, Colours, colours
from augstudio.preview.values import PreviewGrid, PreviewRow, PreviewTile, TileFault
from augstudio.preview.wording import draw_texts, fault_text, op_title

_WIDEST_LABEL = 104
_MOVES = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
_TOP_CENTRE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap


class TileCanvas(QWidget):
    """Shows a `PreviewGrid`; arrows move between tiles, Enter or a click chooses one.

    With a kept design to compare with, a line across all variants follows the mouse, or Shift with the arrows.

    Signals:
        capacity_changed: Another number of samples fits, or tiles have another size.
        place_chosen: The `TilePlace` of a tile to be looked at closely.
        place_moved: The `TilePlace` that the arrows went to.
        escaped: The user wants nothing chosen.
    """

    capacity_changed = Signal()
    place_chosen = Signal(object)
    place_moved = Signal(object)
    escaped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("previewCanvas")
        self.setAccessibleName("Preview: originals beside variants")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        FocusRing(self)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._grid: PreviewGrid | None = None
        self._images: dict[TilePlace, QImage] = {}
        self._variants = 4
        self._evaluates = False
        self._fault_count = 0
        self._wanted_tile: int | None = None
        self._held_tile: int | None = None
        self._image_side = 0
        self._label_width = 0
        self._layout = self._plan()
        self._current: TilePlace | None = None
        self._chosen: TilePlace | None = None
        self._hovered: TilePlace | None = None
        self._painted: PreviewGrid | None = None
        self._curtain = Curtain()
        self.painted_frames = 0
        """How many different grids have been painted."""

    @property
    def plan(self) -> GridLayout:
        """Where everything is."""
        return self._layout

    @property
    def grid(self) -> PreviewGrid | None:
        """What is shown."""
        return self._grid

    @property
    def current(self) -> TilePlace | None:
        """Where the keyboard is."""
        return self._current

    @property
    def chosen(self) -> TilePlace | None:
        """The tile that is looked at closely."""
        return self._chosen

    def set_columns(self, variants: int, *, evaluates: bool) -> None:
        """Makes room for the original and some variants, or one evaluation view."""
        self._variants, self._evaluates = variants, evaluates
        if self._current is not None and self._current.column > variants:
            self._current = TilePlace(self._current.sample, variants)
        self._hovered = None
        self._lay_out()

    def set_tile(self, side: int | None) -> None:
        """Sets the side of a tile (logical px); None chooses one that fits the area."""
        self._wanted_tile = side
        self._lay_out()

    def hold_tile(self, *, held: bool) -> None:
        """While held, a fitting tile keeps its size if it can, so that pictures stay put when the area shrinks."""
        self._held_tile = self._layout.tile if held else None
        self._lay_out()

    def set_data(self, class_names: Sequence[str]) -> None:
        """Other data are open, with these class names."""
        metrics = QFontMetrics(style_font(TextStyle.CAPTION))
        words = [word for name in class_names for word in name.split()] or ["00000"]
        widest = max(metrics.horizontalAdvance(word) for word in words)
        names = max((metrics.horizontalAdvance(name) for name in class_names), default=0)
        self._label_width = min(_WIDEST_LABEL, max(widest, min(names, 72)) + SPACE.M)
        self._image_side = 0
        self._current = self._chosen = self._hovered = None
        self.set_grid(None)
        self._lay_out()

    def set_image_side(self, side: int) -> None:
        """Sets the longest side of the images (px), by which a fitting size of tiles is found."""
        if side != self._image_side:
            self._image_side = side
            self._lay_out()

    def set_grid(self, grid: PreviewGrid | None) -> None:
        """Shows a grid now: every finished one is painted, even while the next is being asked for."""
        self._grid = grid
        self._images = {} if grid is None else _images_of(grid)
        self._fault_count = 0 if grid is None else len(grid.faults)
        self._describe()
        if self.isVisible():
            self.repaint()

    def set_kept(self, grid: PreviewGrid | None) -> None:
        """Takes the pictures of a kept design, to be shown left of the line."""
        self._curtain.set_images({} if grid is None else _images_of(grid))
        self.update()

    def compare(self, *, enabled: bool) -> None:
        """Shows the kept design beside the current one, or the current one alone."""
        self._curtain.is_drawn = enabled
        self.update()

    def choose(self, place: TilePlace | None) -> None:
        """Marks the tile that is looked at closely."""
        self._chosen = place
        if place is not None:
            self._current = place
        self._describe()
        self.update()

    def row_at(self, place: TilePlace) -> PreviewRow | None:
        """The sample shown at a place."""
        if self._grid is None or place.sample >= len(self._grid.rows):
            return None
        return self._grid.rows[place.sample]

    def tile_at(self, place: TilePlace) -> PreviewTile | None:
        """The variant shown at a place; None for an original."""
        row = self.row_at(place)
        if row is None or not 0 < place.column <= len(row.variants):
            return None
        return row.variants[place.column - 1]

    def sizeHint(self) -> QSize:
        return QSize(720, 460)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 120)

    # ---------------------------------------------------------------- layout

    def _plan(self) -> GridLayout:
        if self._wanted_tile is not None:
            return self._plan_with(self._wanted_tile)
        if self._held_tile is not None:
            held = self._plan_with(self._held_tile)
            if held.tile == self._held_tile and held.rows > 1:
                return held
        return self._plan_with(
            fitting_tile(
                self.width(),
                self.height(),
                columns=1 + self._variants,
                label_width=self._label_width,
                image_side=self._image_side / self.devicePixelRatioF(),
            )
        )

    def _plan_with(self, tile: int) -> GridLayout:
        return plan_layout(
            self.width(), self.height(), columns=1 + self._variants, label_width=self._label_width, tile=tile
        )

    def _lay_out(self) -> None:
        before = self._layout
        self._layout = self._plan()
        if (before.samples, before.tile) != (self._layout.samples, self._layout.tile):
            self.capacity_changed.emit()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    # ---------------------------------------------------------------- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = colours(self)
        painter = QPainter(self)
        painter.fillRect(self.rect(), tokens.canvas)
        if self._grid is None:
            return
        self._paint_headings(painter, tokens)
        for sample, row in enumerate(self._grid.rows[: self._layout.samples]):
            self._paint_row(painter, tokens, sample, row)
        self._paint_marks(painter, tokens)
        if self._painted is not self._grid:
            self._painted = self._grid
            self.painted_frames += 1

    def _paint_headings(self, painter: QPainter, tokens: Colours) -> None:
        painter.setFont(style_font(TextStyle.CAPTION))
        painter.setPen(tokens.text_quiet)
        shown = len(self._grid.rows) if self._grid else 0
        for block in range(min(self._layout.blocks, shown)):
            for column in range(self._layout.columns):
                rect = self._layout.heading(block, column)
                text = painter.fontMetrics().elidedText(
                    self._column_name(column, rect), Qt.TextElideMode.ElideRight, int(rect.width())
                )
                painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)

    def _column_name(self, column: int, rect: QRectF) -> str:
        if column == 0:
            return "original"
        if self._evaluates:
            return "evaluation"
        return f"variant {column}" if rect.width() >= 52 else f"{column}"

    def _paint_row(self, painter: QPainter, tokens: Colours, sample: int, row: PreviewRow) -> None:
        self._paint_label(painter, tokens, self._layout.label(sample), row)
        for column in range(self._layout.columns):
            place = TilePlace(sample, column)
            tile = self.tile_at(place)
            fault = row.fault if column == 0 else tile.fault if tile else None
            image = self._images.get(place)
            if image is not None:
                paint_tile(painter, self._layout.cell(place), image)
                kept = self._curtain.image(place)
                if kept is not None:
                    self._curtain.paint(painter, tokens, self._layout.cell(place), kept)
            elif fault is not None:
                _paint_fault(painter, tokens, self._layout.cell(place), fault, says_all=self._fault_count > 1)
            elif row.fault is None:
                painter.fillRect(self._layout.cell(place), tokens.window)

    @staticmethod
    def _paint_label(painter: QPainter, tokens: Colours, rect: QRectF, row: PreviewRow) -> None:
        painter.setFont(style_font(TextStyle.CAPTION))
        painter.setPen(tokens.text_quiet if row.label else tokens.text_faint)
        painter.drawText(rect, _LEFT, row.label or f"{row.index}")

    def _paint_marks(self, painter: QPainter, tokens: Colours) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._hovered is not None and self.row_at(self._hovered) is not None:
            self._paint_frame(painter, self._hovered, QPen(tokens.text_faint, 1))
        if self._chosen is not None and self.row_at(self._chosen) is not None:
            self._paint_frame(painter, self._chosen, QPen(tokens.accent, 2))
        if self.hasFocus() and self._current not in (None, self._chosen):
            assert self._current is not None  # noqa: S101 -- for the type checker
            self._paint_frame(painter, self._current, QPen(tokens.accent, 1))

    def _paint_frame(self, painter: QPainter, place: TilePlace, pen: QPen) -> None:
        painter.setPen(pen)
        margin = 1 + pen.widthF() / 2  # on whole pixels
        painter.drawRoundedRect(self._layout.cell(place).adjusted(-margin, -margin, margin, margin), 3, 3)

    # ---------------------------------------------------------------- hands

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._layout.place_at(event.position())
        if place is not None and self._curtain.image(place) is not None:
            self._curtain.follow(event.position().x(), self._layout.cell(place))
            self.update()
        self._hover(place)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._layout.place_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and place is not None and self.row_at(place) is not None:
            self.place_chosen.emit(place)
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        down, right = _MOVES.get(key, (0, 0))
        if right and self._curtain.is_drawn and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._curtain.move(right * KEY_STEP)
            self.update()
        elif down or right:
            self._move(down, right)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._current is not None:
            self.place_chosen.emit(self._current)
        elif key == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._current is None and event.reason() != Qt.FocusReason.MouseFocusReason:
            self._current = TilePlace(0, 1)
        self._describe()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = self._layout.place_at(QPointF(event.pos()))
            text = "" if place is None else self._summary(place)
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def _hover(self, place: TilePlace | None) -> None:
        if place != self._hovered:
            self._hovered = place
            over_tile = place is not None and self.row_at(place) is not None
            self.setCursor(Qt.CursorShape.PointingHandCursor if over_tile else Qt.CursorShape.ArrowCursor)
            self.update()

    def _move(self, down: int, right: int) -> None:
        shown = min(len(self._grid.rows) if self._grid else 0, self._layout.samples)
        if not shown:
            return
        start = self._current or TilePlace(0, 0)
        row, block = divmod(start.sample, self._layout.blocks)
        across = block * self._layout.columns + start.column + right
        across = max(0, min(across, self._layout.blocks * self._layout.columns - 1))
        block, column = divmod(across, self._layout.columns)
        sample = (row + down) * self._layout.blocks + block
        if 0 <= sample < shown:
            self._current = TilePlace(sample, column)
            self._describe()
            self.update()
            self.place_moved.emit(self._current)

    # ---------------------------------------------------------------- words

    def _describe(self) -> None:
        place = self._chosen or self._current
        self.setAccessibleDescription("" if place is None else self._summary(place))

    def _summary(self, place: TilePlace) -> str:
        row = self.row_at(place)
        if row is None:
            return ""
        name = f"{row.label}, sample {row.index}" if row.label else f"Sample {row.index}"
        tile = self.tile_at(place)
        if tile is None:
            size = f"{row.size[1]} × {row.size[0]} px"
            return f"{name}: original, {size}" if row.fault is None else row.fault.message
        if tile.fault:
            return fault_text(tile.fault.message, tile.fault.step_id)
        lines = [f"{name}: {self._column_name(place.column, QRectF(0, 0, 99, 1))}, {tile.size[1]} × {tile.size[0]} px"]
        for step in tile.steps:
            values = ", ".join(draw_texts(step.op, step.draws))
            outcome = values if step.hit else "not applied"
            lines.append(f"{op_title(step.op)}: {outcome}" if outcome else op_title(step.op))
        return "\n".join(lines)


def _images_of(grid: PreviewGrid) -> dict[TilePlace, QImage]:
    images: dict[TilePlace, QImage] = {}
    for sample, row in enumerate(grid.rows):
        pictures = (row.original, *(tile.pixels for tile in row.variants))
        for column, pixels in enumerate(pictures):
            if pixels is not None:
                images[TilePlace(sample, column)] = to_image(pixels)
    return images


def _paint_fault(painter: QPainter, tokens: Colours, cell: QRectF, fault: TileFault, *, says_all: bool) -> None:
    """An icon, and where there is room the step at fault; the whole message where tiles differ, else it is said above them once."""
    painter.fillRect(cell, tokens.window)
    text = fault_text(fault.message, fault.step_id) if says_all or not fault.step_id else fault.step_id
    icon = QRectF(0, 0, ICON_SIZE, ICON_SIZE)
    icon.moveCenter(cell.center())
    if cell.height() >= 64:
        icon.moveTop(cell.top() + SPACE.M if says_all else cell.center().y() - ICON_SIZE - 2)
        painter.setFont(style_font(TextStyle.CAPTION))
        painter.setPen(tokens.text_quiet)
        painter.setClipRect(cell)
        room = QRectF(
            cell.left() + SPACE.XS, icon.bottom() + SPACE.XS, cell.width() - SPACE.S, cell.bottom() - icon.bottom()
        )
        painter.drawText(room, _TOP_CENTRE, text)
        painter.setClipping(False)
    paint_icon(painter, icon, "error", tokens.danger)
