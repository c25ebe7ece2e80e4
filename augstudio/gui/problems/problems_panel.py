"""The linter's findings, each with its remedy, and a button that applies it."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from augstudio.gui.elements.buttons import secondary_button
from augstudio.gui.elements.empty_state import EmptyState
from augstudio.gui.elements.scrolling import Scroll
from augstudio.gui.elements.text import TextStyle, label
from augstudio.gui.icons import paint_icon
from augstudio.gui.studio import Studio
from augstudio.gui.theme import ICON_SIZE, RADIUS, SPACE, Colours, colours
from augstudio.gui.wording import step_title
from augstudio.pipeline.model import Pipeline
from augstudio.pipeline.problems import Problem, Severity
from augstudio.transforms.catalogue import OPS


def severity_icon(severity: Severity, tokens: Colours) -> tuple[str, QColor]:
    """The icon and colour of a severity."""
    match severity:
        case Severity.ERROR:
            return "error", tokens.danger
        case Severity.WARNING:
            return "warning", tokens.warning
        case Severity.ADVICE:
            return "info", tokens.text_quiet


class ProblemRow(QWidget):
    """One problem; a click selects its step.

    Signals:
        chosen: The row was clicked.
        fix_requested: Its button was clicked.
    """

    chosen = Signal()
    fix_requested = Signal()

    def __init__(self, problem: Problem, pipeline: Pipeline, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.problem = problem
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        where = step_title(pipeline.step(problem.step_id), pipeline) if problem.step_id else "Pipeline"
        self.setAccessibleName(f"{problem.severity}: {where}: {problem.message}")
        title = label(where, TextStyle.STRONG)
        message = label(_sentence(problem.message), TextStyle.BODY)
        remedy = label(_sentence(problem.remedy), TextStyle.QUIET)
        for each in (message, remedy):
            each.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(2)
        for each in (title, message, remedy):
            words.addWidget(each)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.M + ICON_SIZE + SPACE.S, SPACE.S, SPACE.M, SPACE.S)
        row.setSpacing(SPACE.L)
        row.addLayout(words, 1)
        self.fix = secondary_button("Fix", "fix", self)
        self.fix.setToolTip(problem.remedy)
        self.fix.setVisible(problem.fix is not None)
        self.fix.clicked.connect(self.fix_requested)
        row.addWidget(self.fix, 0, Qt.AlignmentFlag.AlignVCenter)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.chosen.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = colours(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.hasFocus():
            painter.setPen(tokens.accent if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(tokens.hover if self.underMouse() else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(4.5, 0.5, -4.5, -0.5), RADIUS.FIELD, RADIUS.FIELD)
        name, colour = severity_icon(self.problem.severity, tokens)
        paint_icon(painter, QRectF(SPACE.M, SPACE.S + 1, ICON_SIZE, ICON_SIZE), name, colour)


def _sentence(text: str) -> str:
    """With a capital letter, unless it begins with the name of an op."""
    return text if text.split(" ", maxsplit=1)[0] in OPS else f"{text[:1].upper()}{text[1:]}"


class ProblemsPanel(QWidget):
    """All problems, in the order of the steps."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("problemsPanel")
        self._studio = studio
        self._problems: tuple[Problem, ...] = ()
        self._rows: list[ProblemRow] = []
        self._empty = EmptyState("No problems", "The order of the steps and the labels look safe.")
        self._content = QWidget()
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(0, SPACE.XS, 0, SPACE.S)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        scroll = Scroll(self._content)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(scroll)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)

    @property
    def rows(self) -> list[ProblemRow]:
        """One row a problem, from top to bottom."""
        return self._rows

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        """Lists these problems."""
        if problems == self._problems:
            return
        self._problems = problems
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [self._make(problem) for problem in problems]
        for position, row in enumerate(self._rows):
            self._column.insertWidget(position, row)
        self._stack.setCurrentIndex(1 if problems else 0)

    def _make(self, problem: Problem) -> ProblemRow:
        row = ProblemRow(problem, self._studio.pipeline)
        row.chosen.connect(lambda: self._studio.select(problem.step_id))
        row.fix_requested.connect(lambda: self._fix(problem))
        return row

    def _fix(self, problem: Problem) -> None:
        """Applies the remedy, unless the pipeline has changed since it was found."""
        if problem.fix is not None and problem in self._problems:
            self._studio.document.edit(problem.fix, f"Fix: {problem.remedy}")
