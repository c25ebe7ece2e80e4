"""Images on their way into a model: prepared as for evaluation, or augmented anew in every epoch."""

from collections.abc import Sequence

import torch
from torch import Tensor

from augstudio.engine.augmenter import Augmenter
from augstudio.errors import TrainingError
from augstudio.pipeline.batch_steps import batch_steps
from augstudio.pipeline.model import Mode, Pipeline
from augstudio.training.cancellation import CancelToken
from augstudio.training.device import cache_bytes
from augstudio.training.training_data import TrainingData

_BLOCK = 512
"""Images that are prepared at once."""


class ImageStore:
    """The original images, on the device where all have one size and they fit."""

    def __init__(self, data: TrainingData, device: torch.device) -> None:
        self._images = data.images
        self._device = device
        if isinstance(data.images, Tensor) and data.images.nbytes <= cache_bytes(device):
            self._images = data.images.to(device)

    @property
    def device(self) -> torch.device:
        """Where the images are wanted."""
        return self._device

    def __len__(self) -> int:
        return len(self._images)

    def take(self, rows: Tensor) -> Tensor | list[Tensor]:
        """The images of some rows (B,): (B, C, H, W) uint8, or B times (C, H, W) where sizes differ."""
        if isinstance(self._images, Tensor):
            return self._images[rows.to(self._images.device)]
        return [self._images[row] for row in rows.tolist()]


class PreparedImages:
    """Images after the evaluation twin: deterministic, so each is made once where the memory allows.

    Attributes:
        pipeline: Whose twin it is.
        shape: (C, H, W) of every image.
    """

    def __init__(self, store: ImageStore, pipeline: Pipeline, cancel: CancelToken) -> None:
        """Prepares all images now where they fit into memory, else the first ones.

        Raises:
            TrainingError: The images come out of the twin with different sizes.
            PipelineError: A step can never be applied to images of their size.
            Cancelled: It was asked to stop.
        """
        self.pipeline = pipeline
        self._store = store
        self._augmenter = Augmenter(pipeline, Mode.EVAL, store.device)
        first = self._prepare(torch.arange(min(_BLOCK, len(store))))
        self.shape: tuple[int, int, int] = (first.shape[1], first.shape[2], first.shape[3])
        self._cache: Tensor | None = None
        if first[0].nbytes * len(store) <= cache_bytes(store.device):
            self._cache = self._all(first, cancel)

    def take(self, rows: Tensor) -> Tensor:
        """The images of some rows (B,), (B, C, H, W) float32 on the device."""
        if self._cache is None:
            return self._prepare(rows)
        return self._cache[rows.to(self._cache.device)]

    def take_into(self, rows: Tensor, images: Tensor) -> None:
        """Writes the images of some rows (B,) into memory that is there, (B, C * H * W) float32: saves a copy."""
        if self._cache is None:
            images.copy_(self._prepare(rows).flatten(1))
        else:
            torch.index_select(self._cache.flatten(1), 0, rows.to(self._cache.device), out=images)

    def _all(self, first: Tensor, cancel: CancelToken) -> Tensor:
        made = first.new_empty((len(self._store), *self.shape))
        made[: len(first)] = first
        for start in range(len(first), len(self._store), _BLOCK):
            cancel.check()
            rows = torch.arange(start, min(start + _BLOCK, len(self._store)))
            made[start : start + len(rows)] = self._prepare(rows)
        return made

    def _prepare(self, rows: Tensor) -> Tensor:
        return one_size(self._augmenter(self._store.take(rows)), self.pipeline)


class PreparedFeed:
    """Training images without augmentation."""

    def __init__(self, prepared: PreparedImages, labels: Tensor) -> None:
        self._prepared = prepared
        self._labels = labels

    def batch(self, rows: Tensor, epoch: int) -> tuple[Tensor, Tensor]:  # noqa: ARG002 -- the same in every epoch
        """The images of some rows (B,), (B, C, H, W) float32 on the device, and their labels (B,)."""
        return self._prepared.take(rows), self._labels[rows.to(self._labels.device)]


class AugmentedFeed:
    """Training images, drawn anew for every epoch by a pipeline."""

    def __init__(self, store: ImageStore, pipeline: Pipeline, positions: Tensor, labels: Tensor, classes: int) -> None:
        """Looks up images by row, draws by position in the data set.

        Args:
            store: The images.
            pipeline: What to do with them.
            positions: (N,) for each row its position in the data set: the key of its draws.
            labels: (N,) for each row its class, on the device.
            classes: How many classes there are.
        """
        self._store = store
        self._positions = positions
        self._labels = labels
        self._classes = classes
        self._augmenter = Augmenter(pipeline, Mode.TRAIN, store.device)

    @property
    def mixes(self) -> bool:
        """An image depends on the others of its batch."""
        return bool(batch_steps(self._augmenter.pipeline))

    def batch(self, rows: Tensor, epoch: int | Tensor) -> tuple[Tensor, Tensor]:
        """The images of some rows (B,), as the pipeline draws them in an epoch, and what to learn from them.

        The first epoch has the draws of epoch 0: what the preview shows first.

        Args:
            rows: Which.
            epoch: From 1; one for all, or (B,).

        Returns:
            (B, C, H, W) float32, and labels (B,), or class probabilities (B, K) where the pipeline mixes images; on the device.

        Raises:
            TrainingError: Images come out with different sizes.
        """
        made, targets = self._augmenter(
            self._store.take(rows),
            epoch=epoch - 1 if isinstance(epoch, int) else (epoch - 1).tolist(),
            index=self._positions[rows],
            labels=self._labels[rows.to(self._labels.device)],
            classes=self._classes,
        )
        return one_size(made, self._augmenter.pipeline), targets


Feed = PreparedFeed | AugmentedFeed


def one_size(images: Tensor | Sequence[Tensor], pipeline: Pipeline) -> Tensor:
    """A batch that a model can take.

    Raises:
        TrainingError: The images have different sizes.
    """
    if isinstance(images, Tensor):
        return images
    first, second = list(dict.fromkeys((image.shape[2], image.shape[1]) for image in images))[:2]
    raise TrainingError(
        f"images come out of the pipeline {pipeline.name!r} in different sizes, such as {first[0]}×{first[1]} "
        f"and {second[0]}×{second[1]}; add a resize with height and width as its first step"
    )
