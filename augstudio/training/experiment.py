"""What the arms of a run share: data, split, device, model; and what sets them apart: how they see the training images."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn

from augstudio.data.source import Source
from augstudio.errors import TrainingError
from augstudio.pipeline.evaluation import evaluation_twin, needs_statistics, resolve_statistics
from augstudio.pipeline.model import SEED_LIMIT, Pipeline
from augstudio.training.cancellation import CancelToken
from augstudio.training.config import BASELINE, TrainingConfig
from augstudio.training.device import choose_device
from augstudio.training.feed import AugmentedFeed, Feed, ImageStore, PreparedFeed, PreparedImages
from augstudio.training.fit import Fit
from augstudio.training.models import ModelKind, model_kind
from augstudio.training.randomness import shuffled
from augstudio.training.recipe import Recipe
from augstudio.training.training_data import TrainingData, load_training_data, training_statistics


@dataclass(frozen=True, slots=True, eq=False)
class Arm:
    """One way to see the training images.

    Attributes:
        name: The pipeline's, made unique; `none` is the baseline.
        pipeline: What augments, with the statistics filled in; for the baseline, the one whose twin prepares its images.
        augmented: False for the baseline.
        prepared: All images as the evaluation twin makes them.
    """

    name: str
    pipeline: Pipeline
    augmented: bool
    prepared: PreparedImages


@dataclass(frozen=True, slots=True, eq=False)
class Experiment:
    """Everything that is fixed before the first step.

    Attributes:
        labels: (N,) of all rows, on the device.
        mean: Per channel, that `normalize: dataset` was resolved with; empty where no pipeline asks.
        std: Likewise.
    """

    config: TrainingConfig
    data: TrainingData
    store: ImageStore
    labels: Tensor
    kind: ModelKind
    device: torch.device
    arms: tuple[Arm, ...]
    mean: tuple[float, ...]
    std: tuple[float, ...]

    @property
    def recipe(self) -> Recipe:
        """How the weights of every model are moved."""
        return Recipe.of(self.config, self.kind)

    def feed(self, arm: Arm, repetition: int = 0) -> Feed:
        """How an arm sees the training images; every repetition draws anew.

        A pipeline that is its own evaluation twin draws nothing: its images are prepared already.
        """
        if not arm.augmented or evaluation_twin(arm.pipeline).steps == arm.pipeline.active:
            return PreparedFeed(arm.prepared, self.labels)
        seed = (arm.pipeline.seed + repetition) % SEED_LIMIT
        pipeline = replace(arm.pipeline, seed=seed)
        return AugmentedFeed(self.store, pipeline, self.data.positions, self.labels, self.data.classes)

    def model(self, arm: Arm, repetition: int = 0) -> nn.Module:
        """A model on the CPU; arms of one repetition start from the same weights where their images have the same size."""
        return self.kind.create(arm.prepared.shape, self.data.classes, self.config.seed + repetition)

    def fit(self, arm: Arm, steps: int, repetition: int = 0) -> Fit:
        """A model to train."""
        return Fit(self.model(arm, repetition), self.recipe, steps=steps, device=self.device)

    def batches(self, rows: Tensor, epoch: int, repetition: int = 0) -> tuple[Tensor, ...]:
        """The rows of an epoch in its own order, cut into batches of nearly equal size, none above the batch size."""
        order = rows[shuffled(len(rows), self.config.seed + repetition, epoch)]
        return order.tensor_split(self.steps_per_epoch(len(rows)))

    def steps_per_epoch(self, images: int) -> int:
        """Batches that so many images make."""
        return math.ceil(images / self.config.batch_size)

    def warm_up(self, arm: Arm, feed: Feed, rows: Tensor) -> None:
        """One step with a model that is thrown away: what is slow the first time (allocations, kernel choice) happens here.

        Raises:
            TrainingError: Training and evaluation images differ in size.
        """
        images, targets = feed.batch(rows, 1)
        if images.shape[1:] != arm.prepared.shape:
            (_, height, width), (_, eval_height, eval_width) = images.shape[1:], arm.prepared.shape
            raise TrainingError(
                f"the pipeline {arm.name!r} makes {width}×{height} images to train on but {eval_width}×{eval_height} ones to "
                "evaluate on; give its crops and resizes the same size, with probability 1"
            )
        self.fit(arm, 1).step(images, targets)


def open_experiment(
    config: TrainingConfig, source: Source, pipelines: Sequence[Pipeline], *, baseline: bool, cancel: CancelToken
) -> Experiment:
    """Loads the data, resolves the pipelines, and prepares the images for evaluation.

    Args:
        config: What is asked for.
        source: Labelled images.
        pipelines: One arm each.
        baseline: Also an arm `none`, first, that sees what the first pipeline's evaluation twin makes.
        cancel: Looked at while images are read and prepared.

    Raises:
        TrainingError: The configuration, the data or the pipelines do not allow it.
        DataError: The data cannot be read.
        PipelineError: A step can never be applied to these images.
        Cancelled: It was asked to stop.
    """
    kind = model_kind(config.model)
    device = choose_device(config.device)
    data = load_training_data(source, config, cancel)
    mean: tuple[float, ...] = ()
    std: tuple[float, ...] = ()
    if any(needs_statistics(pipeline) for pipeline in pipelines):
        mean, std = training_statistics(source, data)
        pipelines = [resolve_statistics(pipeline, mean, std) for pipeline in pipelines]
    store = ImageStore(data, device)
    arms = _arms(pipelines, store, baseline=baseline, cancel=cancel)
    return Experiment(config, data, store, data.labels.to(device), kind, device, arms, mean, std)


def arm_names(pipelines: Sequence[Pipeline], *, baseline: bool) -> tuple[str, ...]:
    """What the arms are called: the pipelines' names, numbered where they repeat, after `none` for the baseline."""
    names = [BASELINE] if baseline else []
    for pipeline in pipelines:
        name, number = pipeline.name, 2
        while name in names:
            name, number = f"{pipeline.name}-{number}", number + 1
        names.append(name)
    return tuple(names)


def _arms(pipelines: Sequence[Pipeline], store: ImageStore, *, baseline: bool, cancel: CancelToken) -> tuple[Arm, ...]:
    prepared: list[PreparedImages] = []
    for pipeline in pipelines:
        twin = evaluation_twin(pipeline).steps
        same = next((each for each in prepared if evaluation_twin(each.pipeline).steps == twin), None)
        prepared.append(same or PreparedImages(store, pipeline, cancel))
    names = iter(arm_names(pipelines, baseline=baseline))
    arms = []
    if baseline:
        arms.append(Arm(next(names), pipelines[0], augmented=False, prepared=prepared[0]))
    arms += [
        Arm(name, pipeline, augmented=True, prepared=images)
        for name, pipeline, images in zip(names, pipelines, prepared, strict=True)
    ]
    return tuple(arms)
