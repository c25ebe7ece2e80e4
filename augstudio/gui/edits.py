"""Every way in which the window changes the design, with the words that the undo menu uses. Knows nothing of Qt."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from augstudio.errors import PipelineError
from augstudio.gui.wording import parameter_title, step_title
from augstudio.pipeline.model import Pipeline, Step
from augstudio.pipeline.sizes import sizes_after
from augstudio.pipeline.yaml_format import dumps
from augstudio.preview.wording import op_title
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

    def add(self, op: str, position: int | None = None, group: str = "") -> str:
        """Adds a step at a position, by default where it makes sense; returns its id.

        Args:
            op: What it does.
            position: Where, among the steps of the group or of the pipeline.
            group: The id of the group to add it to; empty for the pipeline.

        Raises:
            PipelineError: The group cannot hold such a step.
        """
        pipeline = self._document.pipeline
        if position is None:
            position = len(pipeline.step(group).steps) if group else default_position(pipeline, op)
        above = pipeline.path(group) if group else ()
        transform = transform_class(op)
        size = size_at(pipeline, above[0] if above else position, self._image_size() or TYPICAL_SIZE)
        step = Step.of(transform.create(transform.starting_parameters(size)))
        new = pipeline.inserted(position, step, parent=group or None)
        self._document.edit(new, f"Add {op_title(op)}")
        return new.at((*above, position)).id

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

    def move_to(self, step_id: str, gap: int, group: str = "") -> None:
        """Moves a step to before another one, of any group; does nothing where it is there already.

        Args:
            step_id: What to move.
            gap: The position, as things are, of the step that it is to come before.
            group: The id of the group; empty for the pipeline.

        Raises:
            PipelineError: The group cannot hold it.
        """
        pipeline = self._document.pipeline
        parent = pipeline.parent(step_id)
        stays = (parent.id if parent else "") == group
        position = gap - 1 if stays and gap > pipeline.position(step_id) else gap
        self._document.edit(pipeline.moved(step_id, position, group or None), f"Move {self._title(step_id)}")

    def move_out(self, step_id: str) -> None:
        """Moves a step out of its group, to after it; does nothing where it is in none."""
        pipeline = self._document.pipeline
        parent = pipeline.parent(step_id)
        if parent is not None:
            above = pipeline.parent(parent.id)
            self.move_to(step_id, pipeline.position(parent.id) + 1, above.id if above else "")

    def move_in(self, step_id: str) -> None:
        """Moves a step into the group right above it, to its end; does nothing where there is none.

        Raises:
            PipelineError: The group cannot hold it.
        """
        pipeline = self._document.pipeline
        parent, position = pipeline.parent(step_id), pipeline.position(step_id)
        siblings = parent.steps if parent else pipeline.steps
        if position and siblings[position - 1].group is not None:
            group = siblings[position - 1]
            self.move_to(step_id, len(group.steps), group.id)

    def wrap(self, step_id: str, op: str) -> str:
        """Puts a step into a new group in its place; returns the group's id.

        Args:
            step_id: What to put into it.
            op: Which kind of group.

        Raises:
            PipelineError: It cannot be in a group.
        """
        pipeline = self._document.pipeline
        path, parent = pipeline.path(step_id), pipeline.parent(step_id)
        group = Step.of(transform_class(op).create({}), pipeline.step(step_id))
        above = parent.id if parent else None
        new = pipeline.without(step_id).inserted(path[-1], group, parent=above)
        self._document.edit(new, f"Group {self._title(step_id)}")
        return new.at(path).id

    def unwrap(self, group_id: str) -> None:
        """Puts the steps of a group in its place; does nothing to what is no group."""
        pipeline = self._document.pipeline
        group, parent = pipeline.step(group_id), pipeline.parent(group_id)
        if group.group is not None:
            above = parent.id if parent else None
            position = pipeline.position(group_id)
            new = pipeline.without(group_id).inserted(position, *group.steps, parent=above)
            self._document.edit(new, f"Ungroup {self._title(group_id)}")

    def copied(self, step_id: str) -> str:
        """A step as the text of a pipeline file, for the clipboard."""
        pipeline = self._document.pipeline
        return dumps(replace(pipeline, steps=(pipeline.step(step_id),)))

    def insert(self, steps: tuple[Step, ...], description: str, after: str = "") -> str:
        """Adds steps of another pipeline, under ids of their own; returns the id of the last.

        Args:
            steps: At least one.
            description: For the undo menu.
            after: The id of the step that they come after, in its group; empty for the end of the pipeline.

        Raises:
            PipelineError: The steps cannot be there.
        """
        pipeline = self._document.pipeline
        *above, position = pipeline.path(after) if after else (len(pipeline) - 1,)
        parent = pipeline.parent(after) if after else None
        copies = (step.without_ids() for step in steps)
        new = pipeline.inserted(position + 1, *copies, parent=parent.id if parent else None)
        self._document.edit(new, description)
        return new.at((*above, position + len(steps))).id

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
