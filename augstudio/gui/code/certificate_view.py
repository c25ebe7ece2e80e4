"""The proof beside the code: what each step does in the real framework."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from augstudio.gui.elements.buttons import GhostButton, secondary_button
from augstudio.gui.elements.scrolling import Scroll
from augstudio.gui.elements.text import TextStyle, label
from augstudio.gui.icons import paint_icon
from augstudio.gui.theme import ICON_SIZE, SPACE, Colours, colours
from augstudio.preview.wording import op_title

if TYPE_CHECKING:
    from augstudio.export.verify.certificate import Certificate
    from augstudio.export.verify.verdicts import VerifiedStep

_WIDTH = 300
_ICONS = {"exact": "check", "approximate": "info", "unsupported": "warning", "failed": "error"}
_WORDS = {
    "exact": "Exact: the code does what the preview shows",
    "approximate": "Approximate, within the bounds that the code states",
    "unsupported": "Some steps cannot be said",
    "failed": "The code does something else than the preview",
}


def verdict_colour(verdict: str, tokens: Colours) -> QColor:
    """Green, blue, amber, red; the icon says the same."""
    return {
        "exact": tokens.success,
        "approximate": tokens.accent,
        "unsupported": tokens.warning,
        "failed": tokens.danger,
    }[verdict]


class CertificateView(QWidget):
    """A line for each step and for both chains as a whole.

    Signals:
        closed: The user has seen enough.
        cancel_requested: The verification that runs is to stop.
    """

    closed = Signal()
    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("certificateView")
        self.setAccessibleName("Verification")
        self.setFixedWidth(_WIDTH)
        self.title = label("", TextStyle.STRONG)
        self.title.setObjectName("verdict")
        self.title.setWordWrap(True)
        self.where = label("", TextStyle.CAPTION)
        self.where.setWordWrap(True)
        self.cancel = secondary_button("Cancel", parent=self)
        self.cancel.setObjectName("cancelVerification")
        self.cancel.clicked.connect(self.cancel_requested)
        close = GhostButton("close", "Close", self)
        close.clicked.connect(self.closed)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(SPACE.XS)
        self._lay_out(close)
        self.rows: list[VerdictRow] = []

    def _lay_out(self, close: QWidget) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(self.title, 1)
        head.addWidget(close)
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(SPACE.M, SPACE.S, SPACE.S, SPACE.M)
        inside.setSpacing(SPACE.XS)
        inside.addLayout(head)
        inside.addWidget(self.where)
        inside.addWidget(self.cancel)
        inside.addSpacing(SPACE.S)
        inside.addLayout(self._rows)
        inside.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Scroll(content, reads_as="Certificate"))

    def begin(self, where: str) -> None:
        """A verification has begun."""
        for row in self.rows:
            row.hide()
            row.deleteLater()
        self.rows = []
        self.title.setText("Verifying…")
        self.where.setText(where)
        self.cancel.show()

    def add(self, step: "VerifiedStep") -> None:
        """Shows what is known of one step."""
        row = VerdictRow(step, self)
        self._rows.addWidget(row)
        self.rows.append(row)

    def show_certificate(self, certificate: "Certificate") -> None:
        """Shows the verdict on the whole."""
        self.title.setText(_WORDS[certificate.verdict.value])
        versions = ", ".join(f"{name} {version}" for name, version in certificate.versions)
        self.where.setText(f"Run in {versions}, on {certificate.images} images of {certificate.data}")
        self.cancel.hide()

    def fail(self, message: str) -> None:
        """Says why there is no verdict."""
        self.title.setText("Not verified")
        self.where.setText(f"{message[:1].upper()}{message[1:]}")
        self.cancel.hide()

    def outdate(self) -> None:
        """Says that the code is another one by now."""
        if self.rows and not self.cancel.isVisibleTo(self):
            self.title.setText("Verified before the last change")


class VerdictRow(QWidget):
    """One step: its name, its verdict, how far its values are off, and why."""

    def __init__(self, step: "VerifiedStep", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._verdict = step.verdict.value
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        is_chain = step.op == "chain"
        name = {"train": "Training as a whole", "eval": "Evaluation as a whole"}.get(step.id, step.id)
        title = label(name if is_chain else op_title(step.op), TextStyle.STRONG if is_chain else TextStyle.BODY)
        words = label(_finding(step), TextStyle.CAPTION)
        words.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(ICON_SIZE + SPACE.S, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(title)
        column.addWidget(words)
        self.setToolTip(step.how)
        self.setAccessibleName(f"{name}: {_finding(step)}")

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(0, 2 * ICON_SIZE))

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = colours(self)
        painter = QPainter(self)
        place = QRectF(0, 2, ICON_SIZE, ICON_SIZE)
        paint_icon(painter, place, _ICONS[self._verdict], verdict_colour(self._verdict, tokens))


def _finding(step: "VerifiedStep") -> str:
    parts = [step.verdict.value]
    if step.difference is not None:
        parts.append(f"off by {step.difference.maximum:.2g} at most")
    if step.draws is not None:
        parts.append(f"draws compared over {step.draws.runs} runs")
    text = ", ".join(parts)
    return f"{text}: {step.reason}" if step.reason else text
