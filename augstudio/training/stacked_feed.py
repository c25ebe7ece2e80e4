"""Batches of several courses of training side by side."""

from collections.abc import Sequence
from itertools import groupby

import torch
from torch import Tensor
from torch.nn import functional
from torch.nn.utils.rnn import pad_sequence

from augstudio.training.experiment import Arm, Experiment
from augstudio.training.feed import AugmentedFeed, PreparedFeed

Batch = tuple[int, Tensor]
"""An epoch, from 1, and the rows (B,) of one of its batches."""


class PreparedStack:
    """Batches without augmentation."""

    def __init__(self, experiment: Experiment, arm: Arm) -> None:
        self._images = arm.prepared
        self._labels = experiment.labels
        self._nothing = experiment.data.classes
        device = experiment.labels.device
        self._answers = torch.eye(self._nothing + 1, self._nothing, device=device)

    def fill(self, batches: Sequence[Batch], images: Tensor, answers: Tensor) -> None:
        """Writes the next batch of every course; where a batch is short, there is nothing to learn.

        Args:
            batches: One of each course.
            images: To be filled: (C, B, pixels) float32.
            answers: To be filled: class probabilities (C, B, K) float32, zero where there is no image.
        """
        lengths = torch.tensor([len(rows) for _, rows in batches])
        rows = pad_sequence([rows for _, rows in batches], batch_first=True)
        rows = functional.pad(rows, (0, images.shape[1] - rows.shape[1]))
        self._images.take_into(rows.flatten(), images.flatten(0, 1))
        labels = self._labels[rows.to(self._labels.device)]
        padding = torch.arange(rows.shape[1]) >= lengths[:, None]
        labels = labels.masked_fill(padding.to(labels.device), self._nothing)
        torch.index_select(self._answers, 0, labels.flatten(), out=answers.flatten(0, 1))


class AugmentedStack:
    """Batches that a pipeline draws anew; those of one repetition are drawn together, since each image is drawn by itself."""

    def __init__(self, experiment: Experiment, arm: Arm, repetitions: Sequence[int]) -> None:
        """Looks images up.

        Args:
            experiment: What is fixed.
            arm: Which.
            repetitions: Of each course.
        """
        self._classes = experiment.data.classes
        self._parts: list[tuple[AugmentedFeed, int]] = []
        for repetition, group in groupby(repetitions):
            feed = experiment.feed(arm, repetition)
            assert isinstance(feed, AugmentedFeed), "the caller asked"  # noqa: S101 -- told to the type checker
            count = len(list(group))
            self._parts += [(feed, 1)] * count if feed.mixes else [(feed, count)]

    def fill(self, batches: Sequence[Batch], images: Tensor, answers: Tensor) -> None:
        """As `PreparedStack.fill`."""
        answers.zero_()
        course = 0
        for feed, count in self._parts:
            part = batches[course : course + count]
            lengths = [len(rows) for _, rows in part]
            epochs = torch.tensor([epoch for epoch, _ in part]).repeat_interleave(torch.tensor(lengths))
            made, targets = feed.batch(torch.cat([rows for _, rows in part]), epochs)
            if not targets.is_floating_point():
                targets = functional.one_hot(targets, self._classes).float()
            for image, answer in zip(torch.split(made, lengths), torch.split(targets, lengths), strict=True):
                images[course, : len(image)] = image.flatten(1)
                answers[course, : len(answer)] = answer
                course += 1


StackedFeed = PreparedStack | AugmentedStack


def stacked_feed(experiment: Experiment, arm: Arm, repetitions: Sequence[int]) -> StackedFeed:
    """How an arm sees the batches of several courses, each of a repetition."""
    if isinstance(experiment.feed(arm), PreparedFeed):
        return PreparedStack(experiment, arm)
    return AugmentedStack(experiment, arm, repetitions)
