"""What is in the open data, and where other data are opened."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from augstudio.data.source import ArrayBackedSource, Source
from augstudio.data.statistics import DatasetStatistics
from augstudio.gui.data_panel import facts
from augstudio.gui.data_panel.class_histogram import ClassHistogram
from augstudio.gui.data_panel.data_scan import DataScan, Overview
from augstudio.gui.data_panel.normalizing import with_statistics
from augstudio.gui.data_panel.opening import data_menu, data_opening, dropped_path
from augstudio.gui.data_panel.statistics_view import StatisticsView
from augstudio.gui.elements.buttons import GhostButton
from augstudio.gui.elements.elided_label import ElidedLabel
from augstudio.gui.elements.empty_state import EmptyState
from augstudio.gui.elements.scrolling import quiet_scroll_bars
from augstudio.gui.elements.surface import Hairline
from augstudio.gui.elements.text import TextStyle, label
from augstudio.gui.studio import Studio
from augstudio.gui.theme import SPACE

_READ_UNASKED = 20_000
"""Up to this many image files are read without being asked to; reading more takes minutes."""
_FACTS = ("Images", "Size", "Channels", "Classes", "Parts", "Converted", "Notes")


class DatasetPanel(QWidget):
    """Name, sizes, classes, statistics and problems of the open data. A folder or file can be dropped on it."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("datasetPanel")
        self.setAccessibleName("Data")
        self.setAcceptDrops(True)
        self._studio = studio
        self._opening = data_opening(studio)
        self._scan = DataScan(self)
        self._shown: Source | None = None
        self._statistics: DatasetStatistics | None = None
        self._name = ElidedLabel("", TextStyle.STRONG, self)
        self._message = ElidedLabel("", TextStyle.QUIET, self)
        self._message.setObjectName("dataOpening")
        self.open_button = GhostButton("folder", "Open a folder, a file or a built-in data set", self, text="Open data")
        self.open_button.setObjectName("openData")
        self.open_button.setMenu(data_menu(studio, self))
        self.open_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._values = {name: self._fact(name) for name in _FACTS}
        self._titles = {name: label(name, TextStyle.QUIET, self) for name in _FACTS}
        self.histogram = ClassHistogram(self)
        self._classes_title = label("Classes", TextStyle.HEADING, self)
        self.statistics_view = StatisticsView(self)
        self._stack = QStackedWidget(self)
        self._lay_out()
        self._connect()
        self._follow(studio.source)

    @property
    def statistics(self) -> DatasetStatistics | None:
        """What all images together are like; None until they are read."""
        return self._statistics

    @property
    def message(self) -> str:
        """What is said beside the button: what is being opened."""
        return self._message.text()

    def fact(self, name: str) -> str:
        """What is said under a name, such as "Size"."""
        return self._values[name].text()

    def use_statistics(self) -> None:
        """Puts mean and std into the design's normalize."""
        if self._statistics is None or not self._statistics.mean:
            return
        new = with_statistics(self._studio.pipeline, self._statistics.mean, self._statistics.std)
        self._studio.document.edit(new, "Normalize with the data's mean and std")
        self._studio.message_posted.emit(f"Normalize uses the mean and std of {self._statistics.name}")

    def shut_down(self) -> None:
        """Reads no more. Returns at once."""
        self._scan.stop()

    # ---------------------------------------------------------------- building

    def _fact(self, name: str) -> QLabel:
        value = label("—", TextStyle.BODY, self)
        value.setWordWrap(True)
        value.setAccessibleName(name)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return value

    def _connect(self) -> None:
        self._studio.source_changed.connect(self._follow)
        self._opening.started.connect(self._say_opening)
        self._opening.failed.connect(self._say_nothing)  # the window says why, above all panels
        self._scan.overview_ready.connect(self._show_overview)
        self._scan.progressed.connect(self.statistics_view.show_progress)
        self._scan.statistics_ready.connect(self._show_statistics)
        self._scan.cancelled.connect(self._show_cancelled)
        self._scan.failed.connect(self.statistics_view.show_nothing)
        self.statistics_view.scan_requested.connect(self._read_all)
        self.statistics_view.cancel_requested.connect(self._scan.cancel)
        self.statistics_view.normalize_requested.connect(self.use_statistics)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(SPACE.M, SPACE.XS, SPACE.S, SPACE.XS)
        head.setSpacing(SPACE.S)
        head.addWidget(self._name)
        head.addStretch(1)
        head.addWidget(self._message, 3)
        head.addWidget(self.open_button)
        scroll = QScrollArea(self)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._body())
        quiet_scroll_bars(scroll)
        text = "Open a folder with a folder for each class, or drop one here."
        self._empty = EmptyState("No data are open", text, parent=self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(scroll)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(Hairline(self))
        column.addWidget(self._stack, 1)

    def _body(self) -> QWidget:
        body = QWidget(self)
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE.L)
        grid.setVerticalSpacing(SPACE.XS)
        grid.setColumnStretch(1, 1)
        for row, name in enumerate(_FACTS):
            grid.addWidget(self._titles[name], row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(self._values[name], row, 1)
        left, middle = QVBoxLayout(), QVBoxLayout()
        for each in (left, middle):
            each.setSpacing(SPACE.S)
        left.addWidget(label("Images", TextStyle.HEADING, self))
        left.addLayout(grid)
        left.addStretch(1)
        middle.addWidget(self._classes_title)
        middle.addWidget(self.histogram)
        middle.addStretch(1)
        across = QHBoxLayout(body)
        across.setContentsMargins(SPACE.M, SPACE.M, SPACE.M, SPACE.M)
        across.setSpacing(SPACE.XXL)
        across.addLayout(left, 3)
        across.addLayout(middle, 4)
        across.addWidget(self.statistics_view, 3)
        return body

    # ---------------------------------------------------------------- following

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look()

    @Slot(object)
    def _follow(self, source: Source | None) -> None:
        self._scan.cancel()
        self._shown = None
        self._statistics = None
        self._say_nothing()
        self._name.setText(source.name if source else "Data")
        self._name.updateGeometry()
        self._stack.setCurrentIndex(0 if source is None else 1)
        self.statistics_view.show_nothing()
        self._show_facts({"Images": f"{len(source):,}"} if source else {})
        self._show_classes({})
        self._look()

    def _look(self) -> None:
        """Starts on data that are new, once the panel can be seen."""
        source = self._studio.source
        if source is None or source is self._shown or not self.isVisible():
            return
        self._shown = source
        is_small = isinstance(source, ArrayBackedSource) or len(source) <= _READ_UNASKED
        self._start(source, reads_images=is_small)

    def _start(self, source: Source, *, reads_images: bool) -> None:
        if reads_images:
            self.statistics_view.show_progress(0, len(source))
        self._scan.start(source, reads_images=reads_images)

    @Slot()
    def _read_all(self) -> None:
        if self._studio.source is not None:
            self._start(self._studio.source, reads_images=True)

    @Slot(object)
    def _show_overview(self, overview: Overview) -> None:
        self._show_classes(overview.classes)
        known = {
            "Images": self.fact("Images"),
            "Classes": f"{len(overview.classes):,}" if overview.classes else "no labels: to look at, not to train on",
            "Parts": facts.split_words(overview.splits),
            "Notes": "\n".join(overview.notes),
        }
        self._show_facts(known)

    @Slot(object)
    def _show_statistics(self, statistics: DatasetStatistics) -> None:
        self._statistics = statistics
        self.statistics_view.show_statistics(statistics)
        found = {
            "Size": facts.size_words(statistics),
            "Channels": facts.channel_words(statistics.channels),
            "Converted": "\n".join(f"{count:,}: {rule}" for rule, count in statistics.conversions.items()),
        }
        self._show_facts({name: self.fact(name) for name in _FACTS if name not in found} | found)

    @Slot()
    def _show_cancelled(self) -> None:
        if self._statistics is None:
            self.statistics_view.show_nothing("Stopped before all images were read")

    def _show_facts(self, known: dict[str, str]) -> None:
        for name in _FACTS:
            text = known.get(name, "")
            self._values[name].setText(text)
            self._values[name].setVisible(bool(text))
            self._titles[name].setVisible(bool(text))

    def _show_classes(self, counts: dict[str, int]) -> None:
        self.histogram.set_counts(counts)
        self._classes_title.setVisible(bool(counts))

    # ---------------------------------------------------------------- opening

    @Slot(str)
    def _say_opening(self, what: str) -> None:
        self._say(f"Opening {what}…")

    @Slot()
    def _say_nothing(self) -> None:
        self._say("")

    def _say(self, text: str) -> None:
        self._message.setText(text)
        self._message.setToolTip(text)
        self._message.updateGeometry()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_path(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = dropped_path(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self._opening.open(path)
