"""Draws, and what happens to some images only."""

from typing import Any

import keras
from keras import layers, ops


def uniform(
    images: keras.KerasTensor,
    size: tuple[int, ...],
    seed: keras.random.SeedGenerator,
    low: float = 0,
    high: float = 1,
) -> keras.KerasTensor:
    """Draws as many numbers for each image as the size says, (B, *size)."""
    shape = (ops.shape(images)[0], *size)
    return keras.random.uniform(shape, low, high, seed=seed)


def random_order(
    images: keras.KerasTensor,
    count: int,
    seed: keras.random.SeedGenerator,
) -> keras.KerasTensor:
    """Draws for each image in which order whole numbers below a count come, (B, count)."""
    return ops.argsort(uniform(images, (count,), seed), axis=-1)


class RandomLayer(layers.Layer):
    """A layer that draws, in float32 whatever the policy of the model."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"dtype": "float32", **options})
        self.seed_generator = keras.random.SeedGenerator()


class RandomValue(RandomLayer):
    """Changes each image by a number of its own from a range, in training only."""

    def __init__(self, bounds: tuple[float, float], **options: Any) -> None:
        super().__init__(**options)
        self.bounds = bounds

    def call(
        self,
        images: keras.KerasTensor,
        training: bool = True,
    ) -> keras.KerasTensor:
        return self.change(images, self.draw(images)) if training else images

    def draw(self, images: keras.KerasTensor) -> keras.KerasTensor:
        """A number for each image, (B, 1, 1, 1)."""
        return uniform(images, (1, 1, 1), self.seed_generator, *self.bounds)


class RandomWholeNumber(RandomValue):
    """Changes each image by a whole number of its own, the bounds included."""

    def draw(self, images: keras.KerasTensor) -> keras.KerasTensor:
        low, high = self.bounds
        shape = (ops.shape(images)[0], 1, 1, 1)
        return keras.random.randint(shape, low, high + 1, seed=self.seed_generator)


@keras.saving.register_keras_serializable()
class RandomApply(RandomLayer):
    """Does in training what a layer does, to some images: each has its own coin.

    In evaluation it leaves the layer to itself, or leaves it out if `evaluated` is false.
    """

    def __init__(
        self,
        layer: layers.Layer,
        probability: float,
        evaluated: bool = True,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.layer = layer
        self.probability = probability
        self.evaluated = evaluated

    def build(self, shape: tuple[int | None, ...]) -> None:
        """Builds nothing: what it applies builds itself when it is called."""

    def call(
        self,
        images: keras.KerasTensor,
        training: bool = True,
    ) -> keras.KerasTensor:
        if not training and not self.evaluated:
            return images
        # A copy, because some layers change their input in place on torch.
        changed = self.layer(ops.copy(images), training=training)
        if not training:
            return changed
        coin = uniform(images, (1, 1, 1), self.seed_generator)
        return ops.where(coin < self.probability, changed, images)

    def get_config(self) -> dict[str, Any]:
        layer = keras.saving.serialize_keras_object(self.layer)
        own = {"probability": self.probability, "evaluated": self.evaluated}
        return {**super().get_config(), "layer": layer, **own}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> "RandomApply":
        layer = keras.saving.deserialize_keras_object(config["layer"])
        return cls(**{**config, "layer": layer})
