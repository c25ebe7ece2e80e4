"""What a training is asked to do: frozen values that make it repeatable."""

from dataclasses import dataclass
from enum import StrEnum

BASELINE = "none"
"""The arm without augmentation: images prepared as for evaluation, in training as well."""


class Optimiser(StrEnum):
    """What moves the weights."""

    ADAMW = "adamw"
    SGD = "sgd"


class Schedule(StrEnum):
    """How the learning rate goes over the steps."""

    ONE_CYCLE = "one-cycle"
    COSINE = "cosine"
    CONSTANT = "constant"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingConfig:
    """How to train one model, once per arm.

    Attributes:
        model: A name in `augstudio.training.models.MODELS`, or `package.module:factory`.
        epochs: Passes over the training images.
        batch_size: Images per optimiser step.
        learning_rate: Peak learning rate; None takes the model's own default.
        baseline: Also train the arm `none`, without augmentation, on the same images from the same initial weights.
        seed: Of the split, the initial weights and the order of the images; the draws have the pipeline's own.
        device: `auto` (cuda, then mps, then cpu), or one of them by name.
        validation: Share of the labelled images that is held out to choose by, where the data has no official split.
        test: Share that is held out to be read once at the end, where the data has no official split.
        limit: Use at most this many training images; None uses all.
        optimiser: AdamW, or SGD with Nesterov's momentum.
        schedule: Up and down once, down along a cosine, or the same throughout.
        weight_decay: None takes the model's own for AdamW, and 5e-4 for SGD.
        label_smoothing: Share of each answer that is spread over all classes, 0 to below 1.
        patience: Stop an arm after so many epochs in a row without a better validation accuracy; None goes on to the end. A size curve,
            whose runs all take the same steps, has none.
    """

    model: str = "softmax"
    epochs: int = 10
    batch_size: int = 128
    learning_rate: float | None = None
    baseline: bool = False
    seed: int = 0
    device: str = "auto"
    validation: float = 0.2
    test: float = 0.1
    limit: int | None = None
    optimiser: Optimiser = Optimiser.ADAMW
    schedule: Schedule = Schedule.ONE_CYCLE
    weight_decay: float | None = None
    label_smoothing: float = 0.0
    patience: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveConfig:
    """How to measure accuracy against the number of training images.

    Attributes:
        training: What each run does; its `epochs` set the optimiser steps of the largest size, which every size gets.
        sizes: Training-set sizes, rising; empty chooses eight between 2 % and all.
        seeds: How many repetitions, each with its own subsets and initial weights; the arms share both.
    """

    training: TrainingConfig
    sizes: tuple[int, ...] = ()
    seeds: int = 3
