"""What makes images what a model expects, where Keras has nothing."""

import math
from typing import Any

import keras
from keras import layers, ops


@keras.saving.register_keras_serializable()
class PerImageStandardize(layers.Layer):
    """Gives each image mean 0 and deviation 1 over all its values; a flat one becomes 0.

    In evaluation too.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"dtype": "float32", **options})

    def call(self, images: keras.KerasTensor) -> keras.KerasTensor:
        axes = (1, 2, 3)
        images = images - ops.mean(images, axis=axes, keepdims=True)
        deviation = ops.std(images, axis=axes, keepdims=True)
        least = math.prod(images.shape[1:]) ** -0.5
        return images / ops.maximum(deviation, least)
