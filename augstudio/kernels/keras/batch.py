"""Batches whose images are mixed, and their labels with them.

Like keras.layers.MixUp and CutMix they take and return `{"images": ..., "labels": ...}`; those draw other partners and other boxes.
"""

from typing import Any

import keras
from keras import ops

from augstudio.kernels.keras.chance import RandomLayer, uniform


class BatchMixing(RandomLayer):
    """Mixes each image of a batch with the one before it, in training only.

    Labels are class probabilities (B, K), and are mixed in the same proportion.
    """

    def __init__(self, alpha: float, probability: float = 1, **options: Any) -> None:
        super().__init__(**options)
        self.alpha = alpha
        self.probability = probability

    def call(
        self,
        inputs: dict[str, keras.KerasTensor],
        training: bool = True,
    ) -> dict[str, keras.KerasTensor]:
        if not training:
            return inputs
        labels = ops.cast(inputs["labels"], "float32")
        images, shares = self.mix(inputs["images"])
        labels = labels * shares + ops.roll(labels, 1, axis=0) * (1 - shares)
        return {"images": images, "labels": labels}

    def shares(self, images: keras.KerasTensor) -> keras.KerasTensor:
        """Draws how much of each image is kept, (B, 1), from a beta distribution.

        By logarithms, because gamma draws of a small alpha are smaller than any float.
        """
        shape, seed = (ops.shape(images)[0], 1), self.seed_generator
        logs = []
        for _ in range(2):
            gammas = keras.random.gamma(shape, self.alpha + 1.0, seed=seed)
            below = ops.log(1 - uniform(images, (1,), seed))
            logs.append(ops.log(gammas) + below / self.alpha)
        coin = uniform(images, (1,), seed)
        return ops.where(coin < self.probability, ops.sigmoid(logs[0] - logs[1]), 1.0)


@keras.saving.register_keras_serializable()
class Mixup(BatchMixing):
    """Blends each image of a batch with the one before it, by a share of its own."""

    def mix(
        self,
        images: keras.KerasTensor,
    ) -> tuple[keras.KerasTensor, keras.KerasTensor]:
        shares = self.shares(images)
        own = shares[..., None, None]
        return images * own + ops.roll(images, 1, axis=0) * (1 - own), shares


@keras.saving.register_keras_serializable()
class Cutmix(BatchMixing):
    """Pastes a box of the image before it over each image of a batch."""

    def mix(
        self,
        images: keras.KerasTensor,
    ) -> tuple[keras.KerasTensor, keras.KerasTensor]:
        half = ops.sqrt(1 - self.shares(images)) / 2
        rows = self.inside(images.shape[1], half)
        columns = self.inside(images.shape[2], half)
        box = rows[:, :, None] & columns[:, None, :]
        mixed = ops.where(box[..., None], ops.roll(images, 1, axis=0), images)
        covered = ops.mean(ops.cast(box, "float32"), axis=(1, 2))
        return mixed, 1 - covered[:, None]

    def inside(self, side: int, half: keras.KerasTensor) -> keras.KerasTensor:
        """Draws along one side (px) which places a box covers, (B, side).

        Its middle is anywhere; half of its length is given as a fraction of the side.
        """
        shape = ops.shape(half)
        middle = keras.random.randint(shape, 0, side, seed=self.seed_generator)
        reach = ops.cast(ops.floor(half * side), "int32")
        places = ops.arange(side, dtype="int32")
        return (middle - reach <= places) & (places < middle + reach)
