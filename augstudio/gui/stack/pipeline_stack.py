"""The pipeline: its name, its steps from top to bottom, and the way to add one."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from augstudio.errors import PipelineError
from augstudio.gui.data_panel.opening import dropped_path
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

_SUFFIXES = {".py", ".yaml", ".yml", ".json"}
_EDGE = 36
"""How near to the edge a dragged card makes the stack scroll (px)."""


class PipelineStack(QWidget):
    """Cards that are read from top to bottom.

    Keys: Up and Down select, Alt+Up and Alt+Down move, Alt+Left and Alt+Right move out of a group and into the one above, Left and Right
    collapse and expand, Space switches, Delete removes, Ctrl+D duplicates.

    Signals:
        add_requested: The user wants to choose a step to add: to the group with this id, or to the pipeline where it is empty.
        import_requested: A file with steps, ours or another library's, was dropped.
    """

    add_requested = Signal(str)
    import_requested = Signal(Path)

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
        self.column.add_requested.connect(self.add_requested)
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
        add.clicked.connect(lambda: self.add_requested.emit(""))
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
        if op_of(event.mimeData()) or _importable(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Beside the cards, what is dropped goes to the end; files are imported wherever they are dropped."""
        if op := op_of(event.mimeData()):
            self._studio.select(self._studio.edits.add(op))
            event.acceptProposedAction()
        elif path := _importable(event.mimeData()):
            self.import_requested.emit(path)
            event.acceptProposedAction()

    @property
    def cards(self) -> list[StepCard]:
        """All cards from top to bottom, each group's before those in it."""
        return list(self.column.all_cards())

    def _follow(self, new: Pipeline, _old: Pipeline) -> None:
        self._show(new)

    def _show(self, pipeline: Pipeline) -> None:
        self.column.show_steps(pipeline.steps)
        self.column.set_tab_order()
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

    def show_costs(self, seconds: dict[str, float]) -> None:
        """Says on each card what its step costs an image (s), by id."""
        for card in self.cards:
            card.header.show_cost(seconds.get(card.step_id))

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
            return
        try:
            handler(step.id)
        except PipelineError as error:
            self._studio.message_posted.emit(error.message)

    def _key_handler(self, event: QKeyEvent) -> Callable[[str], object] | None:
        """What a key does to the step with an id; None where it does nothing."""
        alt, control = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
        modifiers = event.modifiers() & (alt | control)
        edits = self._studio.edits
        plain: dict[Qt.Key, Callable[[str], object]] = {
            Qt.Key.Key_Up: lambda step_id: self._select_at(self._place(step_id) - 1),
            Qt.Key.Key_Down: lambda step_id: self._select_at(self._place(step_id) + 1),
            Qt.Key.Key_Left: lambda step_id: self._set_collapsed(step_id, collapsed=True),
            Qt.Key.Key_Right: lambda step_id: self._set_collapsed(step_id, collapsed=False),
            Qt.Key.Key_Space: self._toggle,
            Qt.Key.Key_Delete: self._remove,
            Qt.Key.Key_Backspace: self._remove,
        }
        moving: dict[Qt.Key, Callable[[str], object]] = {
            Qt.Key.Key_Up: lambda step_id: edits.move(step_id, self._studio.pipeline.position(step_id) - 1),
            Qt.Key.Key_Down: lambda step_id: edits.move(step_id, self._studio.pipeline.position(step_id) + 1),
            Qt.Key.Key_Left: lambda step_id: self._regroup(edits.move_out, step_id),
            Qt.Key.Key_Right: lambda step_id: self._regroup(edits.move_in, step_id),
        }
        copying: dict[Qt.Key, Callable[[str], object]] = {
            Qt.Key.Key_D: lambda step_id: self._studio.select(edits.duplicate(step_id))
        }
        chosen = {alt: moving, control: copying}.get(modifiers, plain)
        return chosen.get(Qt.Key(event.key()))

    def _regroup(self, move: Callable[[str], None], step_id: str) -> None:
        """Moves a step out of its group or into another; its card is a new one there, and keeps the focus."""
        move(step_id)
        self._select_at(self._place(step_id))

    def _set_collapsed(self, step_id: str, *, collapsed: bool) -> None:
        card = self.column.card(step_id)
        if card is not None:
            card.set_collapsed(collapsed)

    def _toggle(self, step_id: str) -> None:
        self._studio.edits.set_enabled(step_id, enabled=not self._studio.pipeline.step(step_id).enabled)

    def _remove(self, step_id: str) -> None:
        """Removes a step and selects the one that takes its place, so that Delete can be pressed again."""
        place = self._place(step_id)
        self._studio.edits.remove(step_id)
        left = len(self.cards)
        if left:
            self._select_at(min(place, left - 1))
        else:
            self._studio.select("")

    def _place(self, step_id: str) -> int:
        """Where the card of a step is among all cards."""
        return next(place for place, card in enumerate(self.cards) if card.step_id == step_id)

    def _select_at(self, place: int) -> None:
        cards = self.cards
        if 0 <= place < len(cards):
            cards[place].setFocus(Qt.FocusReason.OtherFocusReason)
            self._studio.select(cards[place].step_id)

    def follow_focus(self, widget: QWidget | None) -> None:
        """Selects the card that the focus went into."""
        while widget is not None and widget is not self:
            if isinstance(widget, StepCard):
                self._studio.select(widget.step_id)
                return
            widget = widget.parentWidget()


def _importable(data: QMimeData) -> Path | None:
    """The file with steps that is being dragged; None when it is something else."""
    path = dropped_path(data)
    return path if path is not None and path.suffix in _SUFFIXES else None
