"""The cards of one list of steps, in order; those of a group are in its card. Where they are dragged and dropped."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QMimeData, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from augstudio.errors import PipelineError
from augstudio.gui.elements.text import TextStyle, style_font
from augstudio.gui.stack.step_card import StepCard
from augstudio.gui.studio import Studio
from augstudio.gui.theme import RADIUS, SPACE, colours
from augstudio.pipeline.model import Step

OP_MIME = "application/x-augstudio-op"
"""What is dragged out of the transform library: the op's name in UTF-8."""

_EMPTY_HEIGHT = 44


def op_of(data: QMimeData) -> str:
    """The op that is being dragged; empty when it is something else."""
    return data.data(OP_MIME).toStdString() if data.hasFormat(OP_MIME) else ""


class CardColumn(QWidget):
    """Keeps one card a step: cards are kept, moved, made and thrown away as the steps change.

    Args:
        studio: What the cards change.
        group: The id of the group whose steps these are; empty for those of the pipeline.
        outermost: The column that this one lies in, however deep; None for the pipeline's own.

    Signals:
        dragging: The pointer, in global coordinates, while a card is being dragged.
        add_requested: The id of the group that a step is to be chosen for.
    """

    dragging = Signal(QPointF)
    add_requested = Signal(str)

    def __init__(self, studio: Studio, group: str = "", outermost: "CardColumn | None" = None) -> None:
        super().__init__()
        self._studio = studio
        self._group = group
        self._outermost = outermost or self
        self._cards: dict[str, StepCard] = {}
        self._order: list[str] = []
        self._gap: int | None = None
        self._column = QVBoxLayout(self)
        margin = SPACE.S if group else SPACE.M
        self._column.setContentsMargins(margin, SPACE.S if group else SPACE.XS, margin, SPACE.S if group else SPACE.XS)
        self._column.setSpacing(SPACE.S)
        self._column.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setAcceptDrops(True)

    @property
    def group(self) -> str:
        """The id of the group whose steps these are; empty for those of the pipeline."""
        return self._group

    @property
    def cards(self) -> list[StepCard]:
        """The cards from top to bottom, without those inside groups."""
        return [self._cards[step_id] for step_id in self._order]

    def all_cards(self) -> Iterator[StepCard]:
        """The cards from top to bottom, each group's before those in it."""
        for card in self.cards:
            yield card
            if isinstance(card.body, CardColumn):
                yield from card.body.all_cards()

    def card(self, step_id: str) -> StepCard | None:
        """The card of a step, in a group or not; None where there is none."""
        return next((card for card in self.all_cards() if card.step_id == step_id), None)

    def show_steps(self, steps: tuple[Step, ...]) -> None:
        """Makes the cards those of the steps."""
        wanted = [step.id for step in steps]
        self._order = [step_id for step_id in self._order if step_id in wanted]  # hiding a card moves the focus on
        for step_id in set(self._cards) - set(wanted):
            self._throw_away(step_id)
        for position, step in enumerate(steps):
            card = self._cards.get(step.id)
            if card is not None and card.op != step.op:
                self._throw_away(step.id)
                card = None
            if card is None:
                card = self._make(step)
            else:
                card.show_step(step)
            if isinstance(card.body, CardColumn):
                card.body.show_steps(step.steps)
            if self._column.indexOf(card) != position:
                self._column.insertWidget(position, card)
        self._order = wanted
        self.setMinimumHeight(_EMPTY_HEIGHT if self._group and not wanted else 0)
        self.update()

    def set_tab_order(self) -> None:
        """Lets Tab go from card to card, into groups and out again."""
        for first, second in pairwise(self.all_cards()):
            QWidget.setTabOrder(first, second)

    def arrange(self) -> None:
        """Gives every card its place now, not at the next turn of the event loop."""
        self._column.activate()
        for card in self.cards:
            if isinstance(card.body, CardColumn):
                card.body.arrange()

    def _make(self, step: Step) -> StepCard:
        body = CardColumn(self._studio, step.id, self._outermost) if step.group is not None else None
        card = StepCard(self._studio, step, body)
        card.header.dragged.connect(lambda where: self._outermost.drag(card, where))
        card.header.dropped.connect(lambda: self._outermost.drop(card))
        card.add_requested.connect(self._outermost.add_requested)
        self._cards[step.id] = card
        return card

    def _throw_away(self, step_id: str) -> None:
        card = self._cards.pop(step_id)
        self._column.removeWidget(card)
        card.hide()
        card.deleteLater()

    # ---------------------------------------------------------------- dragging cards

    def drag(self, card: StepCard, where: QPointF) -> None:
        """Shows where a card that is being dragged would go; the design changes when it is dropped.

        Args:
            card: One of this column or of a group in it.
            where: The pointer, in global coordinates.
        """
        card.set_lifted(True)
        target = self.column_at(where, card)
        for column in self._columns():
            column.show_gap(column.gap_at(where) if column is target else None)
        self.dragging.emit(where)

    def drop(self, card: StepCard) -> None:
        """Moves the step of a card to where it was dragged."""
        card.set_lifted(False)
        for column in self._columns():
            gap = column.take_gap()
            if gap is not None:
                self._attempt(partial(self._studio.edits.move_to, card.step_id, gap, column.group))
                return

    def gap_at(self, where: QPointF) -> int:
        """Before which card something would be dropped, at a place in global coordinates."""
        y = self.mapFromGlobal(where).y()
        return sum(1 for each in self.cards if y > each.geometry().center().y())

    def show_gap(self, gap: int | None) -> None:
        """Marks the place before a card, or none."""
        if gap != self._gap:
            self._gap = gap
            self.update()

    def take_gap(self) -> int | None:
        """The place that is marked, which then is none."""
        gap, self._gap = self._gap, None
        self.update()
        return gap

    def _columns(self) -> "Iterator[CardColumn]":
        yield self
        for card in self.all_cards():
            if isinstance(card.body, CardColumn):
                yield card.body

    def column_at(self, where: QPointF, dragged: StepCard) -> "CardColumn":
        """The innermost column at a place, but none that is being dragged along."""
        for card in self.cards:
            body = card.body
            if card is dragged or not isinstance(body, CardColumn) or not body.isVisible():
                continue
            if QRectF(body.rect()).contains(body.mapFromGlobal(where)):
                return body.column_at(where, dragged)
        return self

    def _attempt(self, edit: Callable[[], object]) -> None:
        """Does an edit; what the design refuses is said in passing."""
        try:
            edit()
        except PipelineError as error:
            self._studio.message_posted.emit(error.message)

    # ---------------------------------------------------------------- dropping from the library

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if op_of(event.mimeData()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self.show_gap(self.gap_at(self.mapToGlobal(event.position())))
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.show_gap(None)

    def dropEvent(self, event: QDropEvent) -> None:
        self.show_gap(None)
        op = op_of(event.mimeData())
        if op:
            gap = self.gap_at(self.mapToGlobal(event.position()))
            self._attempt(lambda: self._studio.select(self._studio.edits.add(op, gap, self._group)))
            event.acceptProposedAction()

    # ---------------------------------------------------------------- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = colours(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._group:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.window)
            painter.drawRoundedRect(QRectF(self.rect()), RADIUS.CARD, RADIUS.CARD)
        if self._group and not self._order:
            painter.setPen(QPen(tokens.border, 1, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(4, 4, -4, -4), RADIUS.FIELD, RADIUS.FIELD)
            painter.setFont(style_font(TextStyle.CAPTION))
            painter.setPen(tokens.text_quiet)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "Drop transforms here")
        if self._gap is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.accent)
            margin = self._column.contentsMargins().left()
            painter.drawRoundedRect(QRectF(margin, self._gap_y() - 1.5, self.width() - 2 * margin, 3), 1.5, 1.5)

    def _gap_y(self) -> float:
        cards = self.cards
        if not cards:
            return self.height() / 2 if self._group else SPACE.S
        if self._gap is not None and self._gap < len(cards):
            return cards[self._gap].geometry().top() - SPACE.S / 2
        return cards[-1].geometry().bottom() + SPACE.S / 2
