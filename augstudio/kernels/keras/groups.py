"""Groups of layers, some of which are applied, or in some order; every image of a batch draws for itself."""

from itertools import accumulate
from typing import Any

import keras
from keras import layers, ops

from augstudio.kernels.keras.chance import RandomLayer, random_order, uniform


class Group(RandomLayer):
    """Does to each image what the steps do that it draws, in training only.

    All steps are applied to the whole batch, and each image takes what it has drawn. In
    evaluation other layers are applied one after the other, mostly none.
    """

    def __init__(
        self,
        steps: list[layers.Layer],
        evaluated: list[layers.Layer] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.steps = steps
        self.evaluated = evaluated or []

    def build(self, shape: tuple[int | None, ...]) -> None:
        """Builds nothing: what it applies builds itself when it is called."""

    def call(
        self,
        images: keras.KerasTensor,
        training: bool = True,
    ) -> keras.KerasTensor:
        if training:
            return self.apply(images)
        for layer in self.evaluated:
            images = layer(images, training=False)
        return images

    def taken(
        self,
        number: int,
        drawn: keras.KerasTensor,
        images: keras.KerasTensor,
        otherwise: keras.KerasTensor,
    ) -> keras.KerasTensor:
        """What a step makes of the images that have drawn it, (B,); others otherwise."""
        # A copy, because some layers change their input in place on torch.
        changed = self.steps[number](ops.copy(images), training=True)
        return ops.where(drawn[:, None, None, None], changed, otherwise)

    def get_config(self) -> dict[str, Any]:
        config: dict[str, Any] = super().get_config()
        for name in ("steps", "evaluated"):
            config[name] = keras.saving.serialize_keras_object(getattr(self, name))
        return config

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> "Group":
        for name in ("steps", "evaluated"):
            made = keras.saving.deserialize_keras_object(config[name])
            config = {**config, name: made}
        return cls(**config)


@keras.saving.register_keras_serializable()
class OneOf(Group):
    """Applies one of its steps to each image, drawn by their weights."""

    def __init__(
        self,
        steps: list[layers.Layer],
        weights: list[float] | None = None,
        **options: Any,
    ) -> None:
        """Without weights all steps are alike."""
        super().__init__(steps, **options)
        self.shares = weights or [1] * len(steps)  # a layer's weights are its variables

    def apply(self, images: keras.KerasTensor) -> keras.KerasTensor:
        *edges, end = accumulate(self.shares)
        place = uniform(images, (1,), self.seed_generator, 0, end)
        passed = ops.cast(place >= ops.array(edges, "float32"), "int32")
        drawn = ops.sum(passed, axis=1)
        result = self.steps[0](ops.copy(images), training=True)
        for number in range(1, len(self.steps)):
            result = self.taken(number, drawn == number, images, result)
        return result

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "weights": self.shares}


@keras.saving.register_keras_serializable()
class SomeOf(Group):
    """Applies some of its steps to each image, in their order.

    Each selection of as many steps is as likely as any other.
    """

    def __init__(
        self,
        steps: list[layers.Layer],
        low: int,
        high: int,
        **options: Any,
    ) -> None:
        super().__init__(steps, **options)
        self.low = low
        self.high = high

    def apply(self, images: keras.KerasTensor) -> keras.KerasTensor:
        shape, seed = (ops.shape(images)[0], 1), self.seed_generator
        count = keras.random.randint(shape, self.low, self.high + 1, seed=seed)
        drawn = random_order(images, len(self.steps), seed) < count
        for number in range(len(self.steps)):
            images = self.taken(number, drawn[:, number], images, images)
        return images

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "low": self.low, "high": self.high}


@keras.saving.register_keras_serializable()
class RandomOrder(Group):
    """Applies all its steps to each image, in an order that it draws."""

    def apply(self, images: keras.KerasTensor) -> keras.KerasTensor:
        count = len(self.steps)
        order = random_order(images, count, self.seed_generator)
        for place in range(count):
            for number in range(count):
                drawn = order[:, place] == number
                images = self.taken(number, drawn, images, images)
        return images
