"""One step as a card."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QMouseEvent
from PySide6.QtWidgets import QGraphicsOpacityEffect, QVBoxLayout, QWidget

from augstudio.gui.elements.buttons import GhostButton
from augstudio.gui.elements.focus_ring import FocusRing
from augstudio.gui.elements.surface import Surface
from augstudio.gui.stack.card_header import CardHeader
from augstudio.gui.stack.parameter_form import ParameterForm, hands_on_fields
from augstudio.gui.studio import Studio
from augstudio.gui.theme import SPACE
from augstudio.gui.wording import step_title
from augstudio.pipeline.model import Step

_LIFTED = 0.45
"""How much of a card shows while it is being dragged."""


class StepCard(Surface):
    """A header, and below it, unless it is collapsed, what one plays with; in a group's card also the steps in it.

    Args:
        studio: What the card changes.
        step: What it shows first.
        body: Shows the steps of a group; None for other steps.

    Signals:
        add_requested: The id of the group that a step is to be chosen for.
    """

    add_requested = Signal(str)

    def __init__(self, studio: Studio, step: Step, body: QWidget | None = None) -> None:
        super().__init__()
        self._studio = studio
        self._step = step
        self._collapsed = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.header = CardHeader(step)
        self.form = ParameterForm(studio, step, hands_on_fields(step))
        self.body = body
        self.inside = QWidget() if body is None else _inside(body, lambda: self.add_requested.emit(self.step_id))
        self._lay_out()
        self._connect()
        self.show_step(step)
        FocusRing(self)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.XS, 0, SPACE.XS, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        self.form.setContentsMargins(SPACE.S, 0, SPACE.S, SPACE.M)
        column.addWidget(self.form)
        column.addWidget(self.inside)

    def _connect(self) -> None:
        edits = self._studio.edits
        header = self.header
        header.pressed.connect(self._take_focus)
        header.collapse_toggled.connect(lambda: self.set_collapsed(not self._collapsed))
        header.enable_toggled.connect(lambda enabled: edits.set_enabled(self.step_id, enabled=enabled))
        header.duplicate_requested.connect(lambda: self._studio.select(edits.duplicate(self.step_id)))
        header.remove_requested.connect(lambda: edits.remove(self.step_id))

    @property
    def step_id(self) -> str:
        """The id of the step it shows."""
        return self._step.id

    @property
    def op(self) -> str:
        """The op of the step it shows."""
        return self._step.op

    @property
    def is_collapsed(self) -> bool:
        """Only the header shows."""
        return self._collapsed

    def set_collapsed(self, collapsed: bool) -> None:
        """Hides or shows what is below the header."""
        self._collapsed = collapsed
        self.show_step(self._step)

    def show_step(self, step: Step) -> None:
        """Shows the step as it is now."""
        self._step = step
        self.form.show_step(step)
        has_more = self.body is not None or not self.form.is_empty
        self.form.setVisible(not self._collapsed and not self.form.is_empty)
        self.form.setEnabled(step.enabled)
        self.inside.setVisible(not self._collapsed and self.body is not None)
        title = step_title(step, self._studio.pipeline)
        self.header.show_step(step, title, collapsed=self._collapsed, can_collapse=has_more)
        self.setAccessibleName(title if step.enabled else f"{title}, switched off")

    def set_lifted(self, lifted: bool) -> None:
        """Fades the card while it is being dragged."""
        if lifted and self.graphicsEffect() is None:
            effect = QGraphicsOpacityEffect(self)
            effect.setOpacity(_LIFTED)
            self.setGraphicsEffect(effect)
        elif not lifted:
            self.setGraphicsEffect(None)  # type: ignore[arg-type]  # Qt takes it away

    def _take_focus(self) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._studio.select(self.step_id)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._take_focus()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._studio.select(self.step_id)


def _inside(body: QWidget, add: Callable[[], None]) -> QWidget:
    """The steps of a group, and the button that adds one."""
    button = GhostButton("plus", "Choose a transform for this group", text="Add to group")
    button.setObjectName("addToGroup")
    button.clicked.connect(add)
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(SPACE.XS, 0, SPACE.XS, SPACE.S)
    column.setSpacing(SPACE.XS)
    column.addWidget(body)
    column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
    return made
