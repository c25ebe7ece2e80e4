"""The images of a batch while steps run: those of one size together."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from augstudio.engine.single_resampling import sample
from augstudio.kernels.numpy.placements import Placement
from augstudio.transforms.stage import ImageSize

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Bucket:
    """Images of one size: their positions in the batch (n,) and their pixels (n, C, H, W) float32.

    With a placement, the pixels are still those from before it, and it says where each is to come from.
    """

    positions: "NDArray[np.intp]"
    images: Tensor
    placement: Placement | None = None

    @property
    def size(self) -> ImageSize:
        channels, height, width = self.images.shape[1:]
        if self.placement is not None:
            height, width = self.placement.height, self.placement.width
        return ImageSize(height, width, channels)

    def settled(self) -> "Bucket":
        """The same with the pixels sampled."""
        if self.placement is None:
            return self
        return Bucket(self.positions, sample(self.images, self.placement))

    def split(self, places: "NDArray[np.int64]") -> "Iterator[tuple[int, Bucket]]":
        """The images apart by a number that each has; of those that are given, the pixels are sampled."""
        for place in np.unique(places):
            rows = np.flatnonzero(places == place)
            yield int(place), Bucket(self.positions[rows], rows_of(self, rows))


def settled(buckets: list[Bucket]) -> list[Bucket]:
    """The same with all pixels sampled."""
    return merged([bucket.settled() for bucket in buckets])


def rows_of(bucket: Bucket, rows: "NDArray[np.intp]") -> Tensor:
    """Some of a bucket's images; all of them without copying."""
    everything = len(rows) == len(bucket.positions)
    return bucket.images if everything else bucket.images[torch.from_numpy(rows).to(bucket.images.device)]


def put_back(bucket: Bucket, changed: "list[tuple[NDArray[np.intp], Tensor]]") -> list[Bucket]:
    """The bucket with some rows changed; several buckets where their size is another now."""
    rows, images = changed[0]
    if len(rows) == len(bucket.positions):
        return [Bucket(bucket.positions, images)]
    if all(each.shape[1:] == bucket.images.shape[1:] for _, each in changed):
        whole = bucket.images
        for rows, images in changed:
            whole = whole.index_copy(0, torch.from_numpy(rows).to(images.device), images)
        return [Bucket(bucket.positions, whole)]
    rest = np.setdiff1d(np.arange(len(bucket.positions)), np.concatenate([rows for rows, _ in changed]))
    apart = [Bucket(bucket.positions[rows], images) for rows, images in changed]
    return [*apart, Bucket(bucket.positions[rest], rows_of(bucket, rest))] if len(rest) else apart


def merged(buckets: list[Bucket]) -> list[Bucket]:
    """One bucket for each size."""
    if len(buckets) == 1:
        return buckets
    by_size: dict[ImageSize, list[Bucket]] = {}
    for bucket in buckets:
        by_size.setdefault(bucket.size, []).append(bucket)
    return [
        same[0]
        if len(same) == 1
        else Bucket(
            np.concatenate([each.positions for each in same]), torch.cat([each.settled().images for each in same])
        )
        for same in by_size.values()
    ]


def together(buckets: list[Bucket], count: int) -> Tensor | list[Tensor]:
    """All `count` images of the batch in order: one tensor where they have one size."""
    if len(buckets) == 1:
        positions, images = buckets[0].positions, buckets[0].images
        in_order = bool((positions == np.arange(count)).all())
        return images if in_order else images[torch.from_numpy(np.argsort(positions)).to(images.device)]
    return list(apart(buckets, count))


def apart(buckets: list[Bucket], count: int) -> tuple[Tensor, ...]:
    """All `count` images of the batch in order, one by one."""
    placed: dict[int, Tensor] = {}
    for bucket in buckets:
        placed.update(zip(bucket.positions.tolist(), bucket.images, strict=True))
    return tuple(placed[position] for position in range(count))
