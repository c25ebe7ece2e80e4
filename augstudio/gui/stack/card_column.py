"""The cards, one a step, in order; where they are dragged and dropped."""

from itertools import pairwise

from PySide6.QtCore import QMimeData, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from augstudio.gui.stack.step_card import StepCard
from augstudio.gui.studio import Studio
from augstudio.gui.theme import SPACE, colours
from augstudio.pipeline.model import Pipeline

OP_MIME = "application/x-augstudio-op"
"""What is dragged out of the transform library: the op's name in UTF-8."""


def op_of(data: QMimeData) -> str:
    """The op that is being dragged; empty when it is something else."""
    return data.data(OP_MIME).toStdString() if data.hasFormat(OP_MIME) else ""


class CardColumn(QWidget):
    """Keeps one card a step: cards are kept, moved, made and thrown away as the pipeline changes.

    Signals:
        dragging: The pointer, in global coordinates, while a card is being dragged.
    """

    dragging = Signal(QPointF)

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        self._cards: dict[str, StepCard] = {}
        self._order: list[str] = []
        self._gap: int | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(SPACE.M, SPACE.XS, SPACE.M, SPACE.XS)
        self._column.setSpacing(SPACE.S)
        self._column.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setAcceptDrops(True)

    @property
    def cards(self) -> list[StepCard]:
        """The cards from top to bottom."""
        return [self._cards[step_id] for step_id in self._order]

    def card(self, step_id: str) -> StepCard | None:
        """The card of a step; None where there is none."""
        return self._cards.get(step_id)

    def show_pipeline(self, pipeline: Pipeline) -> None:
        """Makes the cards those of the pipeline."""
        wanted = [step.id for step in pipeline]
        self._order = [step_id for step_id in self._order if step_id in wanted]  # hiding a card moves the focus on
        for step_id in set(self._cards) - set(wanted):
            self._throw_away(step_id)
        for position, step in enumerate(pipeline):
            card = self._cards.get(step.id)
            if card is not None and card.op != step.op:
                self._throw_away(step.id)
                card = None
            if card is None:
                card = self._make(step.id)
            else:
                card.show_step(step)
            if self._column.indexOf(card) != position:
                self._column.insertWidget(position, card)
        self._order = wanted
        self._set_tab_order()

    def arrange(self) -> None:
        """Gives every card its place now, not at the next turn of the event loop."""
        self._column.activate()

    def _make(self, step_id: str) -> StepCard:
        card = StepCard(self._studio, self._studio.pipeline.step(step_id), self)
        card.header.dragged.connect(lambda where: self._drag(card, where))
        card.header.dropped.connect(lambda: self._drop(card))
        self._cards[step_id] = card
        return card

    def _throw_away(self, step_id: str) -> None:
        card = self._cards.pop(step_id)
        self._column.removeWidget(card)
        card.hide()
        card.deleteLater()

    def _set_tab_order(self) -> None:
        cards = self.cards
        for first, second in pairwise(cards):
            QWidget.setTabOrder(first, second)

    def _drag(self, card: StepCard, where: QPointF) -> None:
        """Moves the card among the others as it is being dragged; the design changes when it is dropped."""
        y = self.mapFromGlobal(where).y()
        others = [each for each in self.cards if each is not card]
        position = sum(1 for each in others if y > each.geometry().center().y())
        if self._order.index(card.step_id) != position:
            self._order.remove(card.step_id)
            self._order.insert(position, card.step_id)
            self._column.insertWidget(position, card)
        self.dragging.emit(where)

    def _drop(self, card: StepCard) -> None:
        self._studio.edits.move(card.step_id, self._order.index(card.step_id))

    def _gap_at(self, y: float) -> int:
        return sum(1 for each in self.cards if y > each.geometry().center().y())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if op_of(event.mimeData()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._gap = self._gap_at(event.position().y())
        event.acceptProposedAction()
        self.update()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._gap = None
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        self._gap = None
        self.update()
        op = op_of(event.mimeData())
        if op:
            self._studio.select(self._studio.edits.add(op, self._gap_at(event.position().y())))
            event.acceptProposedAction()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._gap is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours(self).accent)
        painter.drawRoundedRect(QRectF(SPACE.M, self._gap_y() - 1.5, self.width() - 2 * SPACE.M, 3), 1.5, 1.5)

    def _gap_y(self) -> float:
        cards = self.cards
        if not cards:
            return SPACE.S
        if self._gap is not None and self._gap < len(cards):
            return cards[self._gap].geometry().top() - SPACE.S / 2
        return cards[-1].geometry().bottom() + SPACE.S / 2
