"""What a training tells while it runs: frozen values, the same for the window, the command line and a log of JSON lines."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RunStarted:
    """The data is split, the model built; training begins.

    Attributes:
        arms: Names of the pipelines, in the order they are trained; `none` is the baseline.
        steps: Optimiser steps that one arm takes in all; fewer where patience ends it.
        parameters: Trainable numbers in the model.
        skipped: Images that could not be read, one line each.
        mean: Of the training images, per channel, where the pipeline's `normalize` asks for it; else empty.
        std: Likewise.
    """

    arms: tuple[str, ...]
    model: str
    device: str
    train_count: int
    validation_count: int
    test_count: int
    epochs: int
    steps: int
    parameters: int
    skipped: tuple[str, ...] = ()
    mean: tuple[float, ...] = ()
    std: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class BatchFinished:
    """One optimiser step is done.

    Attributes:
        step: From 1, over all epochs of the arm.
        images_per_second: Over the last few steps, augmentation included.
        augment_share: Share of the time that augmentation took, 0..1.
    """

    pipeline: str
    epoch: int
    step: int
    steps: int
    train_loss: float
    images_per_second: float
    augment_share: float


@dataclass(frozen=True, slots=True)
class EpochFinished:
    """One row of metrics.csv; accuracies are 0..1, train accuracy on un-augmented images.

    Attributes:
        step: The epoch's last, from 1 over all epochs of the arm.
        train_loss: Mean over the epoch's steps, on the images as they were trained on.
        lr: Learning rate of the last step.
        images_per_second: Trained on, augmentation included, evaluation not.
        augment_seconds: What augmentation took of the epoch.
        seconds: The whole epoch, evaluation included.
    """

    pipeline: str
    seed: int
    epoch: int
    step: int
    train_loss: float
    train_accuracy: float
    val_loss: float
    val_accuracy: float
    lr: float
    images_per_second: float
    augment_seconds: float
    seconds: float


@dataclass(frozen=True, slots=True)
class CurveStarted:
    """A size curve begins: every combination of these is one run.

    Attributes:
        mean: Of the training images, per channel, where a pipeline's `normalize` asks for it; else empty.
        std: Likewise.
        skipped: Images that could not be read, one line each.
    """

    arms: tuple[str, ...]
    sizes: tuple[int, ...]
    seeds: int
    model: str
    device: str
    mean: tuple[float, ...] = ()
    std: tuple[float, ...] = ()
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CurvePointFinished:
    """One row of curve.csv; accuracies are 0..1, train accuracy on un-augmented images, all with the last step's weights."""

    pipeline: str
    size: int
    seed: int
    train_accuracy: float
    val_accuracy: float
    test_accuracy: float
    seconds: float


@dataclass(frozen=True, slots=True)
class ArmFinished:
    """One pipeline is trained; the test images were read, once, with the weights of the best epoch.

    Attributes:
        best_epoch: The epoch with the best validation accuracy.
        val_accuracy: In that epoch.
        test_accuracy: With those weights; NaN where there are no test images.
    """

    pipeline: str
    best_epoch: int
    val_accuracy: float
    test_accuracy: float
    seconds: float


@dataclass(frozen=True, slots=True)
class RunFinished:
    """Everything is done.

    Attributes:
        seconds: Wall-clock time of the run.
    """

    seconds: float


@dataclass(frozen=True, slots=True)
class RunCancelled:
    """Stopped on request; what was measured before stands."""

    seconds: float


TrainingEvent = (
    RunStarted
    | BatchFinished
    | EpochFinished
    | CurveStarted
    | CurvePointFinished
    | ArmFinished
    | RunFinished
    | RunCancelled
)
