"""The part of the data panel that needs every image to be read: progress first, then the numbers."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from augstudio.data.statistics import DatasetStatistics
from augstudio.gui.data_panel import facts
from augstudio.gui.elements.buttons import GhostButton, secondary_button
from augstudio.gui.elements.text import TextStyle, label
from augstudio.gui.theme import SPACE, colours
from augstudio.gui.wording import images_text


class ThinProgress(QWidget):
    """A line that fills up."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFixedHeight(4)
        self._share = 0.0

    def set_share(self, share: float) -> None:
        """How much is done, 0..1."""
        self._share = min(1.0, max(0.0, share))
        self.setAccessibleDescription(f"{self._share:.0%}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = colours(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.track)
        painter.drawRoundedRect(QRectF(self.rect()), 2, 2)
        painter.setBrush(tokens.accent)
        painter.drawRoundedRect(QRectF(0, 0, self.width() * self._share, self.height()), 2, 2)


class StatisticsView(QWidget):
    """Mean and standard deviation, unreadable files, duplicates.

    Signals:
        scan_requested: Read all images.
        cancel_requested: Stop reading.
        normalize_requested: Use mean and std in the design.
    """

    scan_requested = Signal()
    cancel_requested = Signal()
    normalize_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mean = _value("meanValue", "Mean per channel", self)
        self._std = _value("stdValue", "Standard deviation per channel", self)
        self.normalize_button = secondary_button("Use mean and std in normalize", "", self)
        self.normalize_button.setObjectName("useStatistics")
        self.normalize_button.setToolTip("Sets normalize in the pipeline, or adds it at the end; undo takes it back")
        self.normalize_button.clicked.connect(self.normalize_requested)
        self.scan_button = secondary_button("Read all images", "", self)
        self.scan_button.setObjectName("scanData")
        self.scan_button.clicked.connect(self.scan_requested)
        self.cancel_button = GhostButton("close", "Stop reading", self)
        self.cancel_button.setObjectName("cancelScan")
        self.cancel_button.clicked.connect(self.cancel_requested)
        self._bar = ThinProgress("Images read", self)
        self._status = label("", TextStyle.CAPTION, self)
        self._problem_title = label("", TextStyle.STRONG, self)
        self._problems = label("", TextStyle.CAPTION, self)
        self._problems.setWordWrap(True)
        self._problems.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._lay_out()
        self.show_nothing()

    @property
    def status(self) -> str:
        """What is said about the reading."""
        return self._status.text()

    @property
    def problems(self) -> str:
        """What is said about unreadable and duplicate files, title first."""
        return f"{self._problem_title.text()}\n{self._problems.text()}".strip()

    def show_nothing(self, status: str = "") -> None:
        """No statistics yet; they can be asked for."""
        self._set_values((), ())
        self._set_scanning(scanning=False)
        self.scan_button.show()
        self._status.setText(status)
        self._status.setVisible(bool(status))
        self._problem_title.clear()
        self._problems.clear()

    def show_progress(self, done: int, total: int) -> None:
        """Images are being read."""
        self._set_scanning(scanning=True)
        self._bar.set_share(done / max(1, total))
        self._status.setText(f"{done:,} of {images_text(total)} read")
        self._status.show()

    def show_statistics(self, statistics: DatasetStatistics) -> None:
        """Everything is read."""
        self._set_scanning(scanning=False)
        self.scan_button.hide()
        self._status.hide()
        self._set_values(statistics.mean, statistics.std)
        self._problem_title.setText(facts.problem_title(statistics))
        self._problems.setText("\n".join(facts.problem_lines(statistics)))

    def _set_values(self, mean: tuple[float, ...], std: tuple[float, ...]) -> None:
        self._mean.setText(facts.numbers_words(mean))
        self._std.setText(facts.numbers_words(std))
        self.normalize_button.setEnabled(bool(mean))

    def _set_scanning(self, *, scanning: bool) -> None:
        self._bar.setVisible(scanning)
        self.cancel_button.setVisible(scanning)
        if scanning:
            self.scan_button.hide()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE.L)
        grid.setVerticalSpacing(SPACE.XS)
        for row, (name, value) in enumerate((("Mean", self._mean), ("Std", self._std))):
            grid.addWidget(label(name, TextStyle.QUIET, self), row, 0)
            grid.addWidget(value, row, 1)
        grid.setColumnStretch(1, 1)
        progress = QHBoxLayout()
        progress.setSpacing(SPACE.S)
        progress.addWidget(self._bar, 1)
        progress.addWidget(self.cancel_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.S)
        column.addWidget(label("Statistics", TextStyle.HEADING, self))
        column.addLayout(grid)
        column.addLayout(progress)
        column.addWidget(self._status)
        column.addWidget(self.scan_button)
        column.addWidget(self.normalize_button)
        column.addSpacing(SPACE.S)
        column.addWidget(self._problem_title)
        column.addWidget(self._problems)
        column.addStretch(1)


def _value(object_name: str, accessible_name: str, parent: QWidget) -> QLabel:
    made = label("—", TextStyle.BODY, parent)
    made.setObjectName(object_name)
    made.setAccessibleName(accessible_name)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    return made
