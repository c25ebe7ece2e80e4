"""The selected step, explained: what it does, what one sets once, what becomes of it in evaluation, which labels are at risk."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from augstudio.errors import PipelineError
from augstudio.gui.edits import size_at
from augstudio.gui.elements.empty_state import EmptyState
from augstudio.gui.elements.scrolling import Scroll
from augstudio.gui.elements.text import TextStyle, label
from augstudio.gui.stack.parameter_form import ParameterForm, detail_fields
from augstudio.gui.studio import Studio
from augstudio.gui.theme import SPACE
from augstudio.gui.wording import size_text, step_title
from augstudio.pipeline.evaluation import evaluation_twin
from augstudio.pipeline.model import Pipeline, Step
from augstudio.pipeline.sizes import sizes_after
from augstudio.preview.wording import op_title


class Inspector(Scroll):
    """Details of the selected step."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent, reads_as="Details of the selected step")
        self.setObjectName("inspector")
        self._studio = studio
        self._shown: tuple[str, str] = ("", "")
        self._form: ParameterForm | None = None
        self._size: QLabel | None = None
        for change in (studio.selection_changed, studio.pipeline_changed, studio.source_changed):
            change.connect(self._show)
        self._build(None)

    @property
    def form(self) -> ParameterForm | None:
        """The editors of the selected step's details; None where there are none."""
        return self._form

    def _show(self, *_change: object) -> None:
        step = self._studio.selected_step
        shown = (step.id, step.op) if step else ("", "")
        if shown != self._shown:
            self._shown = shown
            self._build(step)
        elif step and self._size:
            if self._form:
                self._form.show_step(step)
            self._size.setText(sizes_of(self._studio, step))

    def _build(self, step: Step | None) -> None:
        self._form = self._size = None
        if step is None:
            self.setWidget(EmptyState("No step selected", "Click a card to see what it does and to set its details."))
            return
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(SPACE.L, SPACE.M, SPACE.L, SPACE.L)
        column.setSpacing(SPACE.S)
        column.addWidget(label(step_title(step, self._studio.pipeline), TextStyle.TITLE))
        self._size = label(sizes_of(self._studio, step), TextStyle.CAPTION)
        column.addWidget(self._size)
        if fields := detail_fields(step):
            self._form = ParameterForm(self._studio, step, fields)
            column.addSpacing(SPACE.XS)
            column.addWidget(self._form)
            column.addSpacing(SPACE.XS)
        for paragraph in explanation(step):
            column.addWidget(_prose(paragraph))
        for risk in step.transform.label_risks:
            column.addSpacing(SPACE.XS)
            heading = label("Label risk: " + ", ".join(sorted(each.value for each in risk.traits)), TextStyle.STRONG)
            heading.setWordWrap(True)
            column.addWidget(heading)
            column.addWidget(_prose(f"{risk.reason[:1].upper()}{risk.reason[1:]}: {risk.remedy}."))
        column.addStretch(1)
        self.setWidget(content)


def _prose(text: str) -> QLabel:
    made = label(text, TextStyle.QUIET)
    made.setWordWrap(True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def explanation(step: Step) -> list[str]:
    """The transform's documentation, a paragraph each, and what becomes of the step in evaluation."""
    documentation = type(step.transform).__doc__ or ""
    paragraphs = [" ".join(part.split()).replace("`", "") for part in documentation.split("\n\n")]
    twins = tuple(twin.transform for twin in evaluation_twin(Pipeline((replace(step, enabled=True),))))
    names = ", ".join(op_title(twin.op).lower() for twin in twins)
    kept = len(twins) == 1 and twins[0] == step.transform
    becomes = "kept as it is" if kept else f"replaced by {names}" if twins else "left out"
    return [*paragraphs, f"For evaluation it is {becomes}."]


def sizes_of(studio: Studio, step: Step) -> str:
    """The size of images before and after a step, as far as it is known."""
    size = studio.image_size
    pipeline: Pipeline = studio.pipeline
    if size is None:
        return f"{step.op} · id {step.id}"
    before = size_at(pipeline, pipeline.path(step.id)[0], size)
    try:
        made = sizes_after(Pipeline((replace(step, probability=1.0, enabled=True),)), before)
    except PipelineError as error:
        return f"{step.op} · {error.message}"
    after = made[0] if len(made) == 1 else before  # of a group that makes several, the linter speaks
    return (
        f"{step.op} · {size_text(before)} → {size_text(after)}"
        if before != after
        else f"{step.op} · {size_text(before)}"
    )
