"""Every way in which the window changes the design, with the words that the undo menu uses. Knows nothing of Qt."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from augstudio.errors import PipelineError
from augstudio.gui.wording import op_title, parameter_title, step_title
from augstudio.pipeline.model import Pipeline, Step
from augstudio.pipeline.sizes import sizes_after
from augstudio.project.document import Document
from augstudio.transforms.catalogue import transform_class
from augstudio.transforms.stage import ImageSize

TYPICAL_SIZE = ImageSize(224, 224, 3)
"""What a new step starts from while no data are open."""


class Edits:
    """Edits of the open document.

    Args:
        document: What is edited.
        image_size: The size of the images that go into the pipeline; None while no data are open.
    """

    def __init__(self, document: Document, image_size: Callable[[], ImageSize | None]) -> None:
        self._document = document
        self._image_size = image_size

    def add(self, op: str, position: int | None = None) -> str:
        """Adds a step at a position, by default where it makes sense; returns its id."""
        pipeline = self._document.pipeline
        where = default_position(pipeline, op) if position is None else position
        transform = transform_class(op)
        size = size_at(pipeline, where, self._image_size() or TYPICAL_SIZE)
        step = Step.of(transform.create(transform.starting_parameters(size)))
        new = pipeline.inserted(where, step)
        self._document.edit(new, f"Add {op_title(op)}")
        return new.steps[where].id

    def append(self, steps: tuple[Step, ...], description: str) -> None:
        """Adds steps of another pipeline at the end, under ids of their own."""
        pipeline = self._document.pipeline
        self._document.edit(pipeline.inserted(len(pipeline), *(step.without_ids() for step in steps)), description)

    def remove(self, step_id: str) -> None:
        """Takes a step out."""
        pipeline = self._document.pipeline
        self._document.edit(pipeline.without(step_id), f"Remove {self._title(step_id)}")

    def duplicate(self, step_id: str) -> str:
        """Puts a copy after a step; returns the copy's id."""
        pipeline = self._document.pipeline
        *above, position = pipeline.path(step_id)
        parent = pipeline.parent(step_id)
        copy = pipeline.step(step_id).without_ids()
        new = pipeline.inserted(position + 1, copy, parent=parent.id if parent else None)
        self._document.edit(new, f"Duplicate {self._title(step_id)}")
        return new.at((*above, position + 1)).id

    def move(self, step_id: str, position: int) -> None:
        """Moves a step so that it ends up at a position among its siblings; does nothing beyond either end."""
        pipeline = self._document.pipeline
        parent = pipeline.parent(step_id)
        if 0 <= position < len(parent.steps if parent else pipeline.steps):
            moved = pipeline.moved(step_id, position, parent.id if parent else None)
            self._document.edit(moved, f"Move {self._title(step_id)}")

    def set_enabled(self, step_id: str, *, enabled: bool) -> None:
        """Switches a step on or off."""
        pipeline = self._document.pipeline
        verb = "Turn on" if enabled else "Turn off"
        step = replace(pipeline.step(step_id), enabled=enabled)
        self._document.edit(pipeline.with_step(step), f"{verb} {self._title(step_id)}")

    def set_probability(self, step_id: str, probability: float, *, gesture: str = "") -> None:
        """Changes how likely a step is.

        Raises:
            PipelineError: It is outside 0 to 1.
        """
        pipeline = self._document.pipeline
        step = replace(pipeline.step(step_id), probability=probability)
        self._document.edit(pipeline.with_step(step), f"{self._title(step_id)}: probability", gesture=gesture)

    def set_parameters(self, step_id: str, changes: dict[str, Any], *, gesture: str = "") -> None:
        """Changes parameters of a step.

        Raises:
            PipelineError: The transform refuses them; the design is as it was.
        """
        pipeline = self._document.pipeline
        step = pipeline.step(step_id)
        changed = replace(step, transform=step.transform.replaced(**changes))
        what = parameter_title(next(iter(changes))).lower() if len(changes) == 1 else "parameters"
        self._document.edit(pipeline.with_step(changed), f"{self._title(step_id)}: {what}", gesture=gesture)

    def rename(self, name: str) -> None:
        """Changes the pipeline's name."""
        self._document.edit(replace(self._document.pipeline, name=name), "Rename pipeline")

    def set_seed(self, seed: float) -> None:
        """Changes the seed of all draws.

        Raises:
            PipelineError: It is no whole number, or out of bounds.
        """
        if not float(seed).is_integer():
            raise PipelineError(f"the seed is a whole number, got {seed}", field="seed")
        self._document.edit(replace(self._document.pipeline, seed=int(seed)), "Change seed")

    def _title(self, step_id: str) -> str:
        pipeline = self._document.pipeline
        return step_title(pipeline.step(step_id), pipeline)


def default_position(pipeline: Pipeline, op: str) -> int:
    """Where a new step goes: at the end, but before a normalize that ends the pipeline."""
    end = len(pipeline)
    if op != "normalize" and end and pipeline.steps[-1].op == "normalize":
        return end - 1
    return end


def size_at(pipeline: Pipeline, position: int, size: ImageSize) -> ImageSize:
    """The size of images as they reach a position, as far as the steps before it can be applied and always make one size."""
    for step in pipeline.steps[:position]:
        try:
            made = sizes_after(Pipeline((step,)), size)
        except PipelineError:
            return size
        size = made[0] if len(made) == 1 else size
    return size
