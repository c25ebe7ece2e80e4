"""What transforms that mix the images of a batch have in common."""

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar

from augstudio.lazy import numpy as np
from augstudio.transforms.base import Category, Transform
from augstudio.transforms.code import Call, Value, Variable
from augstudio.transforms.parameters import tidy
from augstudio.transforms.stage import ImageSize

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from augstudio.transforms.base import Draws


IMAGES = Variable("images")
"""The images of a batch inside an emitted TensorFlow function: (B, H, W, C) float32."""

LABELS = Variable("labels")
"""Their class probabilities there: (B, K) float32."""

NUM_CLASSES: "Mapping[str, Value]" = {"num_classes": Variable("num_classes")}
"""The argument that tells a torch callable how many classes there are, from a variable around it."""


def tossed(probability: float) -> "dict[str, Value]":
    """The argument that lets each image of a batch be mixed with this probability; none where all are."""
    return {"probability": tidy(probability)} if probability < 1 else {}


class BatchTransform(Transform):
    """A transform that mixes each image with another of its batch, and the labels in the same proportion.

    Every image draws for itself how much of it is kept; with which other it is mixed depends on the batch.
    """

    category: ClassVar = Category.BATCH

    @staticmethod
    def partners(count: int) -> "NDArray[np.int64]":
        """Which image each of a batch is mixed with: the one before it, the first with the last, as in torchvision."""
        return np.roll(np.arange(count, dtype=np.int64), 1)

    @abstractmethod
    def own_shares(self, draws: "Draws", size: ImageSize) -> "NDArray[np.float64]":
        """How much of each result is the image itself, (B,) in 0..1: the weight of its own label."""

    @abstractmethod
    def batch_torch_code(self, probability: float) -> Call:
        """Builds what mixes images (B, C, H, W) float32 and their labels in torch; it holds the probability."""

    @abstractmethod
    def batch_tensorflow_code(self, probability: float) -> Call:
        """Mixes `images` (B, H, W, C) float32 and `labels` (B, K) in TensorFlow, from `SEED`; it holds the probability."""

    @abstractmethod
    def batch_keras_code(self, probability: float) -> Call:
        """Builds the layer that mixes `{"images": ..., "labels": ...}` in Keras; it holds the probability."""
