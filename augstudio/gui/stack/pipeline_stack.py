"""The pipeline: its name, its steps from top to bottom, and the way to add one."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from augstudio.gui.elements.buttons import secondary_button
from augstudio.gui.elements.empty_state import EmptyState
from augstudio.gui.elements.scrolling import Scroll
from augstudio.gui.stack.card_column import CardColumn, op_of
from augstudio.gui.stack.pipeline_header import PipelineHeader
from augstudio.gui.stack.step_card import StepCard
from augstudio.gui.studio import Studio
from augstudio.gui.theme import SPACE
from augstudio.pipeline.model import Pipeline
from augstudio.pipeline.problems import Problem, Severity

_EDGE = 36
"""How near to the edge a dragged card makes the stack scroll (px)."""


class PipelineStack(QWidget):
    """Cards that are read from top to bottom.

    Keys: Up and Down select, Alt+Up and Alt+Down move, Left and Right collapse and expand, Space switches, Delete removes, Ctrl+D
    duplicates.

    Signals:
        add_requested: The user wants to choose a step to add.
    """

    add_requested = Signal()

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pipelineStack")
        self.setAcceptDrops(True)
        self._studio = studio
        self.column = CardColumn(studio)
        self.empty_state = EmptyState(
            "No steps yet",
            "Double-click a transform on the left, drag it here, or press Ctrl+K and type its name.",
        )
        self._scroll = Scroll()
        self._lay_out()
        self.column.dragging.connect(self._scroll_towards)
        studio.pipeline_changed.connect(self._follow)
        studio.selection_changed.connect(self._show_selection)
        self._show(studio.pipeline)

    def _lay_out(self) -> None:
        content = QWidget()
        inside = self._content = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 0, SPACE.S)
        inside.setSpacing(SPACE.XS)
        inside.addWidget(self.column)
        inside.addWidget(self.empty_state)
        add = secondary_button("Add step", "plus")
        add.setObjectName("addStepButton")
        add.setToolTip("Choose a transform by its name (Ctrl+K)")
        add.clicked.connect(self.add_requested)
        row = QHBoxLayout()
        row.setContentsMargins(SPACE.M, 0, SPACE.M, 0)
        row.addWidget(add)
        row.addStretch(1)
        inside.addLayout(row)
        inside.addStretch(1)
        self._scroll.setWidget(content)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(PipelineHeader(self._studio))
        column.addWidget(self._scroll, 1)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if op_of(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Beside the cards, what is dropped goes to the end."""
        if op := op_of(event.mimeData()):
            self._studio.select(self._studio.edits.add(op))
            event.acceptProposedAction()

    @property
    def cards(self) -> list[StepCard]:
        """The cards from top to bottom."""
        return self.column.cards

    def _follow(self, new: Pipeline, _old: Pipeline) -> None:
        self._show(new)

    def _show(self, pipeline: Pipeline) -> None:
        self.column.show_pipeline(pipeline)
        self.column.setVisible(len(pipeline) > 0)
        self.empty_state.setVisible(len(pipeline) == 0)
        selected = self._studio.selected_step
        self._show_selection(selected.id if selected else "")

    def _show_selection(self, step_id: str) -> None:
        for card in self.cards:
            card.set_selected(card.step_id == step_id)
        QTimer.singleShot(0, self, self._reveal_selected)

    def _reveal_selected(self) -> None:
        """Scrolls to the selected card, once a new one has found its place."""
        step = self._studio.selected_step
        card = self.column.card(step.id) if step else None
        if card is not None:
            self.column.arrange()
            self._content.activate()
            self._scroll.ensureWidgetVisible(card, 0, SPACE.S)

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        """Marks the cards of steps that are wrong or risky; advice stays in the list of problems."""
        for card in self.cards:
            mine = [each for each in problems if each.step_id == card.step_id and each.severity is not Severity.ADVICE]
            card.header.show_problems(mine)

    def _scroll_towards(self, where: QPointF) -> None:
        y = self._scroll.viewport().mapFromGlobal(where).y()
        bar = self._scroll.verticalScrollBar()
        if y < _EDGE:
            bar.setValue(bar.value() - SPACE.L)
        elif y > self._scroll.viewport().height() - _EDGE:
            bar.setValue(bar.value() + SPACE.L)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = self._studio.selected_step
        handler = self._key_handler(event)
        if step is None or handler is None:
            super().keyPressEvent(event)
        else:
            handler(self._studio.pipeline.position(step.id))

    def _key_handler(self, event: QKeyEvent) -> Callable[[int], None] | None:
        """What a key does to the step at a position; None where it does nothing."""
        alt, control = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
        modifiers = event.modifiers() & (alt | control)
        plain = {
            Qt.Key.Key_Up: lambda position: self._select_at(position - 1),
            Qt.Key.Key_Down: lambda position: self._select_at(position + 1),
            Qt.Key.Key_Left: lambda position: self.cards[position].set_collapsed(True),
            Qt.Key.Key_Right: lambda position: self.cards[position].set_collapsed(False),
            Qt.Key.Key_Space: self._toggle,
            Qt.Key.Key_Delete: self._remove,
            Qt.Key.Key_Backspace: self._remove,
        }
        moving = {
            Qt.Key.Key_Up: lambda position: self._move(position, position - 1),
            Qt.Key.Key_Down: lambda position: self._move(position, position + 1),
        }
        chosen = {alt: moving, control: {Qt.Key.Key_D: self._duplicate}}.get(modifiers, plain)
        return chosen.get(Qt.Key(event.key()))

    def _toggle(self, position: int) -> None:
        step = self._studio.pipeline.steps[position]
        self._studio.edits.set_enabled(step.id, enabled=not step.enabled)

    def _move(self, position: int, to: int) -> None:
        self._studio.edits.move(self._studio.pipeline.steps[position].id, to)

    def _duplicate(self, position: int) -> None:
        self._studio.select(self._studio.edits.duplicate(self._studio.pipeline.steps[position].id))

    def _remove(self, position: int) -> None:
        """Removes a step and selects the one that takes its place, so that Delete can be pressed again."""
        self._studio.edits.remove(self._studio.pipeline.steps[position].id)
        left = len(self._studio.pipeline)
        if left:
            self._select_at(min(position, left - 1))
        else:
            self._studio.select("")

    def _select_at(self, position: int) -> None:
        cards = self.cards
        if 0 <= position < len(cards):
            cards[position].setFocus(Qt.FocusReason.OtherFocusReason)
            self._studio.select(cards[position].step_id)

    def follow_focus(self, widget: QWidget | None) -> None:
        """Selects the card that the focus went into."""
        while widget is not None and widget is not self:
            if isinstance(widget, StepCard):
                self._studio.select(widget.step_id)
                return
            widget = widget.parentWidget()
