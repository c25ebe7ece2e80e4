"""Which part of a pipeline image files can hold."""

from dataclasses import dataclass

from augstudio.errors import PipelineError
from augstudio.pipeline.model import Pipeline, Step
from augstudio.transforms.base import Category


@dataclass(frozen=True, slots=True)
class WritablePart:
    """A pipeline as it can be written.

    Attributes:
        pipeline: The design without the steps whose values no image file holds.
        left_out: The ids of those steps.
        notes: What the user should know about that; one line each.
    """

    pipeline: Pipeline
    left_out: tuple[str, ...]
    notes: tuple[str, ...]


def writable_part(pipeline: Pipeline) -> WritablePart:
    """Leaves out what normalises: files hold values from 0 to 255, and training normalises them when it reads them.

    Raises:
        PipelineError: A step mixes the images of a batch, and their labels with them.
    """
    active = [step for top in pipeline.active for step in top.walk()]
    mixing = next((step for step in active if step.transform.category is Category.BATCH), None)
    if mixing is not None:
        raise PipelineError(
            f"{mixing.op} mixes the labels of a batch, and a file has one label: switch the step off, and mix in training",
            place=f"step {mixing.id}",
        )
    left_out = [step for step in active if step.transform.category is Category.TENSOR]
    rest = pipeline
    for step in left_out:
        rest = rest.without(step.id)
    return WritablePart(rest, tuple(step.id for step in left_out), _notes(active, left_out))


def _notes(active: list[Step], left_out: list[Step]) -> tuple[str, ...]:
    if not left_out:
        return ()
    names = ", ".join(step.id for step in left_out)
    notes = [f"left out, since image files hold plain values: {names}; normalise when you train on the files"]
    first = active.index(left_out[0])
    after = [step.id for step in active[first:] if step not in left_out and step.group is None]
    if after:
        notes.append(f"meant for normalised values, applied to plain ones from 0 to 1: {', '.join(after)}")
    return tuple(notes)
