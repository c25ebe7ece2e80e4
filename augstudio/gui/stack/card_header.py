"""The top line of a card: what one drags, reads and switches."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QWidget

from augstudio.gui.elements.buttons import GhostButton
from augstudio.gui.elements.elided_label import ElidedLabel
from augstudio.gui.elements.switch import Switch
from augstudio.gui.elements.text import TextStyle
from augstudio.gui.icons import Tint, icon, op_icon, paint_icon
from augstudio.gui.theme import FAINT_ROLE, FIELD_HEIGHT, ICON_SIZE, SPACE, colours
from augstudio.gui.wording import step_summary
from augstudio.pipeline.model import Step
from augstudio.pipeline.problems import Problem, Severity
from augstudio.preview.wording import op_title, time_text

_GRIP_WIDTH = 14
_NO_PROBLEM = "No problem is known"
"""What the badge says while it is hidden, to tools that list hidden things too."""


class CardHeader(QWidget):
    """Grip, icon, name, summary, label risk, switch; the buttons that change the stack appear under the pointer.

    Signals:
        pressed: The header was clicked.
        dragged: The pointer is there while the header is held, in global coordinates.
        dropped: The drag is over.
        collapse_toggled, enable_toggled, duplicate_requested, remove_requested: What the buttons say.
    """

    pressed = Signal()
    dragged = Signal(QPointF)
    dropped = Signal()
    collapse_toggled = Signal()
    enable_toggled = Signal(bool)
    duplicate_requested = Signal()
    remove_requested = Signal()

    def __init__(self, step: Step, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = op_icon(step.op, step.transform.category)
        self._press: QPointF | None = None
        self._dragging = False
        self._collapsed = False
        self._can_collapse = True
        self._is_off = False
        self.title = ElidedLabel(op_title(step.op), TextStyle.STRONG)
        self.summary = ElidedLabel("", TextStyle.CAPTION)
        self.summary.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.cost = ElidedLabel("", TextStyle.CAPTION)
        self.cost.setObjectName("stepCost")
        self.cost.setForegroundRole(FAINT_ROLE)
        self.badge = GhostButton("warning", _NO_PROBLEM, tint=Tint.WARNING)
        self.badge.setObjectName("labelRisk")
        self.duplicate = GhostButton("duplicate", "Duplicate (Ctrl+D)")
        self.remove = GhostButton("trash", "Remove (Delete)")
        self.switch = Switch(f"{step.op}: enabled")
        self.chevron = GhostButton("chevron-down", "Collapse")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.XS + _GRIP_WIDTH + ICON_SIZE + SPACE.S, 0, 0, 0)
        row.setSpacing(0)
        self.title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.summary.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.cost.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        row.addWidget(self.title)
        row.addSpacing(SPACE.S)
        row.addWidget(self.summary, 1)
        row.addSpacing(SPACE.XS)
        row.addWidget(self.cost)
        row.addSpacing(SPACE.XS)
        for button in (self.badge, self.duplicate, self.remove):
            row.addWidget(button)
        row.addSpacing(SPACE.XS)
        row.addWidget(self.switch)
        row.addWidget(self.chevron)
        self.badge.hide()
        self._show_buttons(False)
        self.setFixedHeight(FIELD_HEIGHT + SPACE.S)
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def _connect(self) -> None:
        self.chevron.clicked.connect(self.collapse_toggled)
        self.switch.clicked.connect(self.enable_toggled)
        self.duplicate.clicked.connect(self.duplicate_requested)
        self.remove.clicked.connect(self.remove_requested)
        self.badge.clicked.connect(self.pressed)

    def show_step(self, step: Step, title: str, *, collapsed: bool, can_collapse: bool) -> None:
        """Shows the step as it is now."""
        self._collapsed = collapsed
        self._can_collapse = can_collapse
        self._is_off = not step.enabled
        self.title.setText(title)
        self.title.setToolTip(f"{step.op} · id {step.id}")
        self.title.setForegroundRole(_role(step))
        self.summary.setText(step_summary(step) if collapsed or not can_collapse else "")
        self.switch.setChecked(step.enabled)
        self.switch.setToolTip("Switch off (Space)" if step.enabled else "Switch on (Space)")
        self.chevron.setVisible(can_collapse)
        self.chevron.setIcon(icon("chevron-right" if collapsed else "chevron-down"))
        self.chevron.setToolTip("Expand (Right)" if collapsed else "Collapse (Left)")
        self.chevron.setAccessibleName(f"{'Expand' if collapsed else 'Collapse'} {title}")
        self.duplicate.setAccessibleName(f"Duplicate {title}")
        self.remove.setAccessibleName(f"Remove {title}")
        self.update()

    def show_cost(self, seconds: float | None) -> None:
        """Says what the step costs an image; nothing where that is not known."""
        self.cost.setText("" if seconds is None else time_text(seconds))
        self.cost.setToolTip("" if seconds is None else "What this step costs one image, measured in the preview")

    def show_problems(self, problems: list[Problem]) -> None:
        """Shows a badge that says what is wrong or risky about the step, or none."""
        message = "\n\n".join(f"{each.message}: {each.remedy}" for each in problems)
        is_error = any(each.severity is Severity.ERROR for each in problems)
        self.badge.setIcon(icon("error", Tint.DANGER) if is_error else icon("warning", Tint.WARNING))
        self.badge.setVisible(bool(message))
        self.badge.setToolTip(message or _NO_PROBLEM)
        self.badge.setAccessibleName(message or _NO_PROBLEM)

    def sizeHint(self) -> QSize:
        return QSize(240, FIELD_HEIGHT + SPACE.S)

    def _show_buttons(self, shown: bool) -> None:
        for button in (self.duplicate, self.remove):
            button.setVisible(shown)
        self.cost.setVisible(not shown)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._show_buttons(True)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._show_buttons(False)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._press = event.globalPosition()
            self.pressed.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._press is None:
            return
        distance = (event.globalPosition() - self._press).manhattanLength()
        if self._dragging or distance >= QApplication.startDragDistance():
            if not self._dragging:
                self._dragging = True
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.dragged.emit(event.globalPosition())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._press = None
        if self._dragging:
            self._dragging = False
            self.setCursor(Qt.CursorShape.OpenHandCursor)
            self.dropped.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._can_collapse:
            self.collapse_toggled.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = colours(self)
        painter = QPainter(self)
        middle = self.height() / 2
        paint_icon(painter, QRectF(1, middle - 7, 14, 14), "grip", tokens.text_faint)
        where = QRectF(SPACE.XS + _GRIP_WIDTH, middle - ICON_SIZE / 2, ICON_SIZE, ICON_SIZE)
        paint_icon(painter, where, self._icon, tokens.text_faint if self._is_off else tokens.text_quiet)


def _role(step: Step) -> QPalette.ColorRole:
    return QPalette.ColorRole.WindowText if step.enabled else FAINT_ROLE
