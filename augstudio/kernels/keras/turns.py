"""Turns that move whole pixels."""

from typing import Any

import keras
from keras import layers, ops

from augstudio.kernels.keras.chance import RandomLayer


@keras.saving.register_keras_serializable()
class Transpose(layers.Layer):
    """Swaps rows and columns, in training only."""

    def call(
        self,
        images: keras.KerasTensor,
        training: bool = True,
    ) -> keras.KerasTensor:
        return ops.transpose(images, (0, 2, 1, 3)) if training else images


def quarter_turned(images: keras.KerasTensor, turns: int) -> keras.KerasTensor:
    """Images turned counter-clockwise; for two turns ops.rot90 is wrong (Keras 3.15)."""
    if turns % 2:
        images = ops.flip(ops.transpose(images, (0, 2, 1, 3)), axis=1)
    return ops.flip(images, axis=(1, 2)) if turns >= 2 else images


@keras.saving.register_keras_serializable()
class RandomQuarterTurn(RandomLayer):
    """Turns each image counter-clockwise by one of these numbers of quarter turns.

    In training only. Images that are not square take either odd or even numbers.
    """

    def __init__(self, turns: list[int], **options: Any) -> None:
        super().__init__(**options)
        self.turns = turns

    def call(
        self,
        images: keras.KerasTensor,
        training: bool = True,
    ) -> keras.KerasTensor:
        if not training:
            return images
        shape = (ops.shape(images)[0], 1, 1, 1)
        count = len(self.turns)
        choice = keras.random.randint(shape, 0, count, seed=self.seed_generator)
        turned = [quarter_turned(images, each) for each in self.turns]
        result = turned[0]
        for number in range(1, count):
            result = ops.where(choice == number, turned[number], result)
        return result
