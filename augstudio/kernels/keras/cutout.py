"""Covered squares."""

from typing import Any

import keras
from keras import ops

from augstudio.kernels.keras.chance import RandomLayer, uniform


@keras.saving.register_keras_serializable()
class Cutout(RandomLayer):
    """Covers squares of each image, also partly beyond the border, in training only.

    Their side is a fraction of the shorter side.
    """

    def __init__(
        self,
        holes: tuple[int, int],
        size: tuple[float, float],
        fill: float | list[float],
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.holes = holes
        self.size = size
        self.fill = fill

    def call(
        self,
        images: keras.KerasTensor,
        training: bool = True,
    ) -> keras.KerasTensor:
        if not training:
            return images
        rows, columns = images.shape[1:3]
        least, most = self.holes
        count = uniform(images, (1, 1), self.seed_generator, least, most + 1)
        wanted = ops.arange(most, dtype="float32")[:, None] < ops.floor(count)
        share = uniform(images, (1, 1), self.seed_generator, *self.size)
        side = ops.round(share * min(rows, columns))
        y, x = self.inside(images, rows, side), self.inside(images, columns, side)
        squares = ops.cast(wanted & y, "float32"), ops.cast(x, "float32")
        covered = ops.einsum("bny,bnx->byx", *squares) > 0
        fill = ops.cast(self.fill, images.dtype)
        return ops.where(covered[..., None], fill, images)

    def inside(
        self,
        images: keras.KerasTensor,
        length: int,
        side: keras.KerasTensor,
    ) -> keras.KerasTensor:
        """Which pixels of a line each square covers, (B, squares, length)."""
        place = uniform(images, (self.holes[1], 1), self.seed_generator)
        first = ops.floor(place * length) - side // 2
        pixels = ops.arange(length, dtype="float32")
        return (pixels >= first) & (pixels < first + side)
