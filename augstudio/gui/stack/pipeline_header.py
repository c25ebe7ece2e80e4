"""What belongs to the pipeline as a whole: its name and its seed."""

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QWidget

from augstudio.errors import PipelineError
from augstudio.gui.elements.flat_edit import FlatEdit
from augstudio.gui.elements.number_field import NumberField
from augstudio.gui.elements.text import TextStyle, label
from augstudio.gui.fonts import text_font
from augstudio.gui.studio import Studio
from augstudio.gui.theme import FONT, SPACE
from augstudio.pipeline.model import Pipeline


class PipelineHeader(QWidget):
    """The name, edited in place, and the seed of all draws."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        self.name = FlatEdit()
        self.name.setFont(text_font(FONT.TITLE, QFont.Weight.DemiBold))
        self.name.setAccessibleName("Pipeline name")
        self.name.setToolTip("The pipeline's name: click to change it")
        self.seed = NumberField(0, "Pipeline seed", step=1)
        self.seed.setToolTip("Seed of all draws: the same seed gives the same images, in every framework")
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.S, SPACE.S, SPACE.M, SPACE.XS)
        row.setSpacing(SPACE.S)
        row.addWidget(self.name, 1)
        row.addWidget(label("Seed", TextStyle.CAPTION))
        row.addWidget(self.seed)
        self.name.editingFinished.connect(self._rename)
        self.seed.value_entered.connect(self._set_seed)
        self.seed.nonsense_entered.connect(lambda text: self._refuse(f"the seed is a whole number, got {text!r}"))
        studio.pipeline_changed.connect(self._show)
        self._show(studio.pipeline)

    def _show(self, pipeline: Pipeline, _old: Pipeline | None = None) -> None:
        self.name.setText(pipeline.name)
        self.seed.show_value(pipeline.seed)

    def _rename(self) -> None:
        name = self.name.text().strip()
        if name:
            self._studio.edits.rename(name)
        self.name.setText(self._studio.pipeline.name)

    def _set_seed(self, seed: float) -> None:
        try:
            self._studio.edits.set_seed(seed)
        except PipelineError as error:
            self._refuse(error.message)

    def _refuse(self, message: str) -> None:
        self.seed.show_value(self._studio.pipeline.seed)
        self._studio.message_posted.emit(f"Seed: {message}")
