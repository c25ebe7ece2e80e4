"""The slim bar above the pictures."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSlider, QSpinBox, QWidget

from augstudio.gui.elements.buttons import GhostButton
from augstudio.gui.elements.choice_box import ChoiceBox
from augstudio.gui.elements.focus_ring import FocusRing
from augstudio.gui.elements.text import TextStyle, label
from augstudio.gui.preview.grid_layout import LARGEST_TILE, SMALLEST_TILE
from augstudio.gui.theme import FIELD_HEIGHT, SPACE

MOST_VARIANTS = 12
_WIDE = 620
"""From this width on the controls have captions (px)."""


class PreviewHeader(QWidget):
    """How many variants, how large, of which class, training or evaluation.

    Signals:
        variants_changed: The new number of variants.
        tile_changed: The tile size asked for (px); None to fit the window.
        evaluation_toggled: Whether the evaluation view is on.
        class_changed: The class to show, as a position in the classes; None for all.
        reshuffle_requested: Other samples, please.
    """

    variants_changed = Signal(int)
    tile_changed = Signal(object)
    evaluation_toggled = Signal(bool)
    class_changed = Signal(object)
    reshuffle_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.variants = QSpinBox(self)
        self.variants.setObjectName("previewVariants")
        self.variants.setAccessibleName("Variants of each sample")
        self.variants.setToolTip("Variants of each sample")
        self.variants.setRange(1, MOST_VARIANTS)
        self.variants.setValue(4)
        self.variants.setFixedSize(52, FIELD_HEIGHT)
        self.variants.valueChanged.connect(self.variants_changed)
        self.tile_size = QSlider(Qt.Orientation.Horizontal, self)
        self.tile_size.setObjectName("previewTileSize")
        self.tile_size.setAccessibleName("Size of the pictures")
        self.tile_size.setToolTip("Size of the pictures")
        self.tile_size.setRange(SMALLEST_TILE, LARGEST_TILE)
        self.tile_size.setPageStep(32)
        self.tile_size.setMinimumWidth(48)
        self.tile_size.setMaximumWidth(110)
        self.tile_size.valueChanged.connect(self._on_tile_size)
        FocusRing(self.tile_size)
        self.fit = GhostButton("", "Choose the size that fits the window", self, text="Fit")
        self.fit.setCheckable(True)
        self.fit.setChecked(True)
        self.fit.toggled.connect(self._on_fit)
        self.classes = ChoiceBox([], "Class to show", self)
        self.classes.setObjectName("previewClass")
        self.classes.setToolTip("Show samples of one class only")
        self.classes.setMaximumWidth(160)
        self.classes.currentIndexChanged.connect(self._on_class)
        self.reshuffle = GhostButton("grid", "Other samples", self, text="Shuffle")
        self.reshuffle.setObjectName("previewReshuffle")
        self.reshuffle.clicked.connect(self.reshuffle_requested)
        self.evaluation = GhostButton(
            "", "Show what the model sees in evaluation: nothing drawn by chance", self, text="Evaluation view"
        )
        self.evaluation.setObjectName("previewEvaluation")
        self.evaluation.setCheckable(True)
        self.evaluation.toggled.connect(self.evaluation_toggled)
        self._captions = tuple(label(text, TextStyle.CAPTION, self) for text in ("Variants", "Size"))
        self._status = label("", TextStyle.CAPTION, self)
        self._status.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._status.hide()
        self._lay_out()

    def set_classes(self, names: Sequence[str]) -> None:
        """Offers the classes of other data; all are shown."""
        with QSignalBlocker(self.classes):
            self.classes.clear()
            self.classes.addItem("All classes")
            self.classes.addItems(list(names))
            self.classes.setVisible(bool(names))

    def show_tile_size(self, side: int) -> None:
        """Moves the slider to the size that is shown, without asking for it."""
        with QSignalBlocker(self.tile_size):
            self.tile_size.setValue(side)

    def say(self, text: str) -> None:
        """Says what is awaited; nothing where the text is empty."""
        self._status.setText(text)
        self._status.setVisible(bool(text) and self._is_wide())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for caption in self._captions:
            caption.setVisible(self._is_wide())

    def minimumSizeHint(self) -> QSize:
        # What can be spared is hidden in a narrow window, so it must not keep the window wide.
        spare = sum(caption.sizeHint().width() + SPACE.S for caption in self._captions if caption.isVisibleTo(self))
        return super().minimumSizeHint() - QSize(spare, 0)

    def _is_wide(self) -> bool:
        return self.width() >= _WIDE

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.M, SPACE.XS, SPACE.S, SPACE.XS)
        row.setSpacing(SPACE.S)
        row.addWidget(self._captions[0])
        row.addWidget(self.variants)
        row.addSpacing(SPACE.S)
        row.addWidget(self._captions[1])
        row.addWidget(self.tile_size)
        row.addWidget(self.fit)
        row.addStretch(1)
        row.addWidget(self._status)
        row.addSpacing(SPACE.XS)
        row.addWidget(self.classes)
        row.addWidget(self.reshuffle)
        row.addWidget(self.evaluation)

    def _on_tile_size(self, side: int) -> None:
        with QSignalBlocker(self.fit):
            self.fit.setChecked(False)
        self.tile_changed.emit(side)

    def _on_fit(self, checked: bool) -> None:
        self.tile_changed.emit(None if checked else self.tile_size.value())

    def _on_class(self, position: int) -> None:
        self.class_changed.emit(position - 1 if position > 0 else None)
