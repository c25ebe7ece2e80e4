"""The line at the bottom: what is open, what the pipeline is, how fast it renders."""

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from augstudio.data.source import Source
from augstudio.gui.elements.text import TextStyle, label
from augstudio.gui.studio import Studio
from augstudio.gui.theme import SPACE, colours
from augstudio.gui.wording import images_text, size_text
from augstudio.pipeline.model import Pipeline

_HEIGHT = 26


class StatusLine(QWidget):
    """Quiet facts."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusLine")
        self.setFixedHeight(_HEIGHT)
        self._studio = studio
        self.data_text = label("", TextStyle.CAPTION)
        self.pipeline_text = label("", TextStyle.CAPTION)
        self.speed_text = label("", TextStyle.CAPTION)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.M, 0, SPACE.M, 0)
        row.setSpacing(SPACE.XL)
        row.addWidget(self.data_text)
        row.addWidget(self.pipeline_text)
        row.addStretch(1)
        row.addWidget(self.speed_text)
        studio.source_changed.connect(self._show_source)
        studio.pipeline_changed.connect(self._show_pipeline)
        self._show_source(studio.source)
        self._show_pipeline(studio.pipeline)

    def show_speed(self, images: int, seconds: float) -> None:
        """Says how fast the preview rendered last; nothing where nothing was rendered."""
        speed = images / max(seconds, 1e-6)
        self.speed_text.setText(f"{speed:,.0f} images/s" if speed >= 1 else "under 1 image/s" if images else "")

    def _show_source(self, source: Source | None) -> None:
        if source is None:
            self.data_text.setText("No data open")
            return
        size = self._studio.image_size
        facts = [source.name, images_text(len(source)), size_text(size) if size else ""]
        if source.classes:
            facts.append(f"{len(source.classes)} classes")
        self.data_text.setText("  ·  ".join(fact for fact in facts if fact))

    def _show_pipeline(self, pipeline: Pipeline, _old: Pipeline | None = None) -> None:
        count = len(pipeline)
        off = count - len(pipeline.active)
        text = "1 step" if count == 1 else f"{count} steps"
        self.pipeline_text.setText(f"{text}, {off} off" if off else text)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(0, 0, self.width(), 1, colours(self).border)
