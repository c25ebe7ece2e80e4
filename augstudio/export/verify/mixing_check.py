"""Whether exported code mixes batches as the preview does with the same draws, which labels and pixels show."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from augstudio.engine.augmenter import Augmenter
from augstudio.engine.mixing import mix, mix_labels
from augstudio.export.verify.draw_comparison import compare_columns
from augstudio.export.verify.frameworks import Job, Outcome
from augstudio.export.verify.trial import Finding
from augstudio.export.verify.verdicts import COLOUR, EXACT_COPY, Mismatch, measured
from augstudio.pipeline.model import Pipeline
from augstudio.transforms.batch.cutmix import Cutmix
from augstudio.transforms.batch_transform import BatchTransform

if TYPE_CHECKING:
    from numpy.typing import NDArray

_COUNT = 600
_HEIGHT, _WIDTH = 13, 10


@dataclass(frozen=True, slots=True, eq=False)
class MixedBatch:
    """One batch of made-up images, no two values at one place alike, each of a class of its own."""

    pipeline: Pipeline
    transform: BatchTransform
    source: str
    channels: int

    how = "draws read from labels and pixels"

    @property
    def jobs(self) -> tuple[Job, ...]:
        return (Job(self.source, _channels_last(self._batch), call="mix"),)

    @property
    def _batch(self) -> Tensor:
        return torch.rand(_COUNT, self.channels, _HEIGHT, _WIDTH, generator=torch.Generator().manual_seed(1))

    def finding(self, found: Sequence[Outcome]) -> Finding:
        given = self._batch
        images = torch.from_numpy(found[0].array("images")).permute(0, 3, 1, 2)
        labels = torch.from_numpy(found[0].array("labels"))
        if images.shape != given.shape or labels.shape != (_COUNT, _COUNT):
            raise Mismatch(f"a batch of shape {tuple(given.shape)} came out as {tuple(images.shape)}")
        draws = self._draws(given, images, labels)
        expected, shares = mix(self.transform, given, draws, np.ones(_COUNT, np.bool_))
        targets = mix_labels(self.transform, torch.eye(_COUNT), shares)
        theirs = [*_channels_last(images), labels.numpy()]
        tolerance = EXACT_COPY if isinstance(self.transform, Cutmix) else COLOUR
        difference = measured(theirs, [*_channels_last(expected), targets.numpy()], tolerance)
        previewed, classes = Augmenter(self.pipeline)(given, labels=torch.arange(_COUNT), classes=_COUNT)
        ours = self._draws(given, previewed, classes)
        return Finding(difference, compare_columns(np.stack([*draws.values()], 1), np.stack([*ours.values()], 1), 1e-5))

    def _draws(self, given: Tensor, made: Tensor, labels: Tensor) -> "dict[str, NDArray[np.float64]]":
        """What was drawn for each image, as the engine calls it."""
        if not isinstance(self.transform, Cutmix):
            return {"share": labels.diagonal().numpy().astype(np.float64)}
        pasted = ((made - given).abs() > EXACT_COPY).any(dim=1).numpy()
        rows, columns = pasted.any(axis=2), pasted.any(axis=1)
        box = (rows.argmax(axis=1), columns.argmax(axis=1), rows.sum(axis=1), columns.sum(axis=1))
        return {
            name: each.astype(np.float64) for name, each in zip(("top", "left", "height", "width"), box, strict=True)
        }


def _channels_last(images: Tensor) -> "NDArray[np.float32]":
    found: NDArray[np.float32] = images.permute(0, 2, 3, 1).contiguous().numpy()
    return found
