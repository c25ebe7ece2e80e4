"""What each step of a pipeline costs on the images that are looked at."""

from augstudio.data.source import Source
from augstudio.errors import AugStudioError
from augstudio.lazy import torch
from augstudio.pipeline.model import Mode, Pipeline
from augstudio.preview.chains import as_tensor, runnable

_IMAGES = 16
_RUNS = 3
"""The fastest of so many counts: whatever else the machine does only makes a step slower."""


def step_costs(pipeline: Pipeline, source: Source, indices: tuple[int, ...]) -> dict[str, float]:
    """Seconds an image for each step of the training chain, by id; empty where it cannot be run on these images.

    Args:
        pipeline: The design.
        source: The data.
        indices: Samples to run it on; the first few are taken.
    """
    from augstudio.engine.augmenter import Augmenter  # noqa: PLC0415 -- imports torch: seconds, in the worker's thread

    if not indices or not pipeline.active:
        return {}
    fastest: dict[str, float] = {}
    try:
        augmenter = Augmenter(runnable(pipeline, Mode.TRAIN))
        images = [as_tensor(source.image(index)) for index in (indices * _IMAGES)[:_IMAGES]]
        with torch.inference_mode():
            for run in range(_RUNS):
                for trace in augmenter.trace(images, epoch=run):
                    if trace.step is not None:
                        seconds = trace.seconds / len(images)
                        fastest[trace.step.id] = min(seconds, fastest.get(trace.step.id, seconds))
    except AugStudioError:
        return {}
    return fastest
