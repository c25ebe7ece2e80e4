"""A tile taken apart: a picture a step, with what was drawn under it."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from augstudio.gui.elements.text import TextStyle, style_font
from augstudio.gui.icons import paint_icon
from augstudio.gui.preview.tile_images import paint_tile, to_image
from augstudio.gui.theme import ICON_SIZE, RADIUS, SPACE, Colours, colours
from augstudio.preview.step_strip import StepStrip, StripFrame
from augstudio.preview.wording import draw_texts, fault_text, op_title, share_text, time_text

PICTURE = 96
_LINE = 15
_TEXT_LINES = 5
_CELL_WIDTH = 132
_HEIGHT = SPACE.S + PICTURE + SPACE.S + _TEXT_LINES * _LINE + SPACE.S
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_WRAPPED = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap


class StripView(QWidget):
    """Paints a `StepStrip`; a click on a picture selects its step.

    Signals:
        step_chosen: The id of the step whose picture was clicked.
    """

    step_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stepStrip")
        self.setAccessibleName("Every step of the chosen tile")
        self.setSizePolicy(QSizePolicy.Policy.MinimumExpanding, QSizePolicy.Policy.Fixed)
        self._strip: StepStrip | None = None
        self._images: tuple[QImage, ...] = ()
        self._selected = ""

    @property
    def strip(self) -> StepStrip | None:
        """What is shown."""
        return self._strip

    def set_strip(self, strip: StepStrip | None) -> None:
        """Shows a tile's steps."""
        self._strip = strip
        self._images = () if strip is None else tuple(to_image(frame.pixels) for frame in strip.frames)
        self.setMinimumWidth(self.sizeHint().width())
        self.setAccessibleDescription("; ".join(_lines(strip)) if strip else "")
        self.updateGeometry()
        self.update()

    def set_selected(self, step_id: str) -> None:
        """Marks the picture of a step."""
        self._selected = step_id
        self.update()

    def sizeHint(self) -> QSize:
        count = 0 if self._strip is None else len(self._strip.frames) + (self._strip.fault is not None)
        return QSize(2 * SPACE.M + count * _CELL_WIDTH, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = colours(self)
        painter = QPainter(self)
        painter.fillRect(self.rect(), tokens.canvas)
        if self._strip is None:
            return
        for position, frame in enumerate(self._strip.frames):
            self._paint_frame(painter, tokens, position, frame)
        if self._strip.fault is not None:
            self._paint_fault(painter, tokens, len(self._strip.frames))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        frame = self._frame_at(event.position())
        if frame is not None and frame.step_id:
            self.step_chosen.emit(frame.step_id)
        else:
            super().mousePressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            frame = self._frame_at(QPointF(self.mapFromGlobal(self.cursor().pos())))
            self.setToolTip("\n".join((*_frame_lines(frame), *_measures(frame))) if frame else "")
        return super().event(event)

    def _frame_at(self, point: QPointF) -> StripFrame | None:
        position = int((point.x() - SPACE.M) // _CELL_WIDTH)
        if self._strip is None or not 0 <= position < len(self._strip.frames):
            return None
        return self._strip.frames[position]

    def _cell(self, position: int) -> QRectF:
        return QRectF(SPACE.M + position * _CELL_WIDTH, SPACE.S, _CELL_WIDTH - SPACE.M, self.height() - SPACE.S)

    def _paint_frame(self, painter: QPainter, tokens: Colours, position: int, frame: StripFrame) -> None:
        cell = self._cell(position)
        picture = QRectF(cell.left(), cell.top(), PICTURE, PICTURE)
        painter.setOpacity(1.0 if frame.hit else 0.45)
        shown = paint_tile(painter, picture, self._images[position], flush_left=True)
        painter.setOpacity(1.0)
        if frame.step_id and frame.step_id == self._selected:
            painter.setPen(QPen(tokens.accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(shown.adjusted(-2, -2, 2, 2), RADIUS.FIELD, RADIUS.FIELD)
        top = picture.bottom() + SPACE.S
        title, *details = _frame_lines(frame)
        measures = _measures(frame)
        painter.setFont(style_font(TextStyle.CAPTION))
        painter.setPen(tokens.text if frame.hit else tokens.text_quiet)
        painter.drawText(QRectF(cell.left(), top, cell.width(), _LINE), _LEFT, title)
        painter.setPen(tokens.text_quiet)
        room = QRectF(cell.left(), top + _LINE, cell.width(), (_TEXT_LINES - 1 - len(measures)) * _LINE)
        painter.drawText(room, _WRAPPED, ", ".join(details))
        painter.setPen(tokens.text_faint)
        for number, text in enumerate(reversed(measures), start=1):
            line = QRectF(cell.left(), top + (_TEXT_LINES - number) * _LINE, cell.width(), _LINE)
            painter.drawText(line, _LEFT, text)

    def _paint_fault(self, painter: QPainter, tokens: Colours, position: int) -> None:
        assert self._strip is not None  # noqa: S101 -- for the type checker
        assert self._strip.fault is not None  # noqa: S101 -- for the type checker
        cell = self._cell(position)
        painter.fillRect(QRectF(cell.left(), cell.top(), PICTURE, PICTURE), tokens.window)
        middle = (PICTURE - ICON_SIZE) / 2
        icon = QRectF(cell.left() + middle, cell.top() + middle, ICON_SIZE, ICON_SIZE)
        paint_icon(painter, icon, "error", tokens.danger)
        painter.setFont(style_font(TextStyle.CAPTION))
        painter.setPen(tokens.text_quiet)
        room = QRectF(cell.left(), cell.top() + PICTURE + SPACE.S, cell.width(), _TEXT_LINES * _LINE)
        text = fault_text(self._strip.fault.message, self._strip.fault.step_id)
        painter.drawText(room, _WRAPPED, text)


def _lines(strip: StepStrip) -> list[str]:
    return [", ".join((*_frame_lines(frame), *_measures(frame))) for frame in strip.frames]


def _measures(frame: StripFrame) -> list[str]:
    """What a step cost, and what it did to the values and the area; one or two lines."""
    if not frame.step_id or not frame.hit:
        return []
    losses = []
    if frame.clipped > 0:
        losses.append(f"{share_text(frame.clipped)} clipped")
    if frame.invented > 0:
        losses.append(f"{share_text(frame.invented)} invented")
    return [*([", ".join(losses)] if losses else []), time_text(frame.seconds)]


def _frame_lines(frame: StripFrame) -> list[str]:
    size = f"{frame.size[1]} × {frame.size[0]} px"
    if not frame.step_id:
        return ["Input", size]
    if not frame.hit:
        return [op_title(frame.op), "not applied"]
    return [op_title(frame.op), *(draw_texts(frame.op, frame.draws) or (size,))]
