"""Random fields that bend images."""

from typing import Any

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray

from augstudio.kernels.keras.chance import RandomLayer, uniform
from augstudio.kernels.keras.warping import sampled


@keras.saving.register_keras_serializable()
class Elastic(RandomLayer):
    """Moves each pixel by a smooth random field, in training only; black outside.

    keras.layers.RandomElasticTransform draws other fields.
    """

    def __init__(self, alpha: float, sigma: float, **options: Any) -> None:
        super().__init__(**options)
        self.alpha = alpha
        self.sigma = sigma

    def call(
        self,
        images: keras.KerasTensor,
        training: bool = True,
    ) -> keras.KerasTensor:
        if not training:
            return images
        rows, columns = images.shape[1:3]
        fields = uniform(images, (2, rows, columns), self.seed_generator, -1, 1)
        if self.sigma > 0:
            fields = ops.matmul(smoothing(rows, self.sigma), fields)
            fields = ops.matmul(fields, smoothing(columns, self.sigma).T)
        moves = fields * (self.alpha / 2)
        x = ops.arange(columns, dtype="float32") + moves[:, 0]
        y = ops.arange(rows, dtype="float32")[:, None] + moves[:, 1]
        return sampled(images, x, y, "bilinear")


def smoothing(length: int, sigma: float) -> NDArray[np.float32]:
    """How much of each place of a line goes into each smoothed one, by a bell.

    (length, length); the line goes on mirrored beyond its ends.
    """
    radius = int(8 * sigma + 1) // 2
    weights = np.exp(-0.5 * (np.arange(-radius, radius + 1) / sigma) ** 2)
    mirrored = np.pad(np.eye(length), ((radius, radius), (0, 0)), "reflect")
    parts = np.zeros((length, length))
    for first, weight in enumerate(weights / weights.sum()):
        parts += weight * mirrored[first : first + length]
    return parts.astype(np.float32)
