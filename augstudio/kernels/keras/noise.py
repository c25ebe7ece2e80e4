"""Noise of a drawn strength."""

import keras
from keras import ops

from augstudio.kernels.keras.chance import RandomValue, uniform


@keras.saving.register_keras_serializable()
class GaussianNoise(RandomValue):
    """Adds noise with a deviation from a range; keras.layers.GaussianNoise has one."""

    def change(
        self,
        images: keras.KerasTensor,
        value: keras.KerasTensor,
    ) -> keras.KerasTensor:
        noise = keras.random.normal(ops.shape(images), seed=self.seed_generator)
        return ops.clip(images + noise * value, 0, 1)


@keras.saving.register_keras_serializable()
class SaltAndPepper(RandomValue):
    """Makes some pixels black and as many white; their share is from a range."""

    def change(
        self,
        images: keras.KerasTensor,
        value: keras.KerasTensor,
    ) -> keras.KerasTensor:
        rows, columns = images.shape[1:3]
        chance = uniform(images, (rows, columns, 1), self.seed_generator)
        salted = ops.where(chance >= 1 - value / 2, 1.0, images)
        return ops.where(chance < value / 2, 0.0, salted)
