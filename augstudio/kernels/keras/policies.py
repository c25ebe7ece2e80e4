"""Policies: operations chosen at random for each image, as torchvision defines them."""

import math
from typing import Any

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray

from augstudio.kernels.keras.bytes import equalize, posterize
from augstudio.kernels.keras.chance import RandomLayer, uniform
from augstudio.kernels.keras.colour import (
    adjust_brightness,
    adjust_contrast,
    adjust_saturation,
    autocontrast,
    solarize,
)
from augstudio.kernels.keras.filters import adjust_sharpness
from augstudio.kernels.keras.warping import places_about_centre, sampled

MOVES = ("ShearX", "ShearY", "TranslateX", "TranslateY", "Rotate")
EITHER_WAY = (*MOVES, "Brightness", "Color", "Contrast", "Sharpness")


def policy_operations(
    count: int,
    slant: float,
    turn: float,
    colour: float,
    down: float,
    right: float,
    bits: tuple[int, int],
) -> dict[str, NDArray[np.float64]]:
    """What a policy chooses from: `count` magnitudes of each operation, rising."""
    none, change = np.zeros(count), np.linspace(0, colour, count)
    return {
        "Identity": none,
        "ShearX": np.linspace(0, slant, count),
        "ShearY": np.linspace(0, slant, count),
        "TranslateX": np.trunc(np.linspace(0, right, count)),
        "TranslateY": np.trunc(np.linspace(0, down, count)),
        "Rotate": np.linspace(0, turn, count),
        "Brightness": change,
        "Color": change,
        "Contrast": change,
        "Sharpness": change,
        "Posterize": np.rint(np.linspace(*bits, count)),
        "Solarize": np.linspace(1, 0, count),
        "AutoContrast": none,
        "Equalize": none,
    }


class RandomOperations(RandomLayer):
    """Does operations to images, in training only."""

    interpolation = "nearest"

    def call(
        self,
        images: keras.KerasTensor,
        training: bool = True,
    ) -> keras.KerasTensor:
        return self.augmented(images) if training else images

    def choice(self, images: keras.KerasTensor, count: int) -> keras.KerasTensor:
        """A whole number below a count for each image, (B,)."""
        shape = (ops.shape(images)[0],)
        return keras.random.randint(shape, 0, count, seed=self.seed_generator)

    def operate(
        self,
        images: keras.KerasTensor,
        operations: dict[str, NDArray[np.float64]],
        number: keras.KerasTensor,
        strength: int | keras.KerasTensor,
    ) -> keras.KerasTensor:
        """Does one operation to each image.

        Args:
            images: (B, H, W, C).
            operations: What there is to do, and the magnitudes of each.
            number: Which of them, (B,).
            strength: Which of its magnitudes, for all or (B,).
        """
        names = list(operations)
        magnitudes = np.stack(list(operations.values())).astype("float32")
        place = number * magnitudes.shape[1] + strength
        magnitude = ops.take(magnitudes.ravel(), place)
        signed = ops.take(np.isin(names, EITHER_WAY), number)
        back = uniform(images, (), self.seed_generator) < 0.5
        magnitude = ops.where(signed & back, -magnitude, magnitude)[:, None, None]

        done = {name: number[:, None, None] == names.index(name) for name in names}
        moves = [ops.where(done[name], magnitude, 0.0) for name in MOVES]
        result = self.moved(images, *moves)
        bits = ops.cast(ops.where(done["Posterize"], magnitude, 8.0), "int32")
        magnitude = magnitude[..., None]
        changes = {
            "Brightness": adjust_brightness(images, 1 + magnitude),
            "Color": adjust_saturation(images, 1 + magnitude),
            "Contrast": adjust_contrast(images, 1 + magnitude),
            "Sharpness": adjust_sharpness(images, 1 + magnitude),
            "Posterize": posterize(images, bits[..., None]),
            "Solarize": solarize(images, magnitude),
            "AutoContrast": autocontrast(images),
            "Equalize": equalize(images),
            "Invert": 1 - images,
        }
        for name, changed in changes.items():
            if name in done:
                result = ops.where(done[name][..., None], changed, result)
        return result

    def moved(
        self,
        images: keras.KerasTensor,
        slant_x: keras.KerasTensor,
        slant_y: keras.KerasTensor,
        right: keras.KerasTensor,
        down: keras.KerasTensor,
        turn: keras.KerasTensor,
    ) -> keras.KerasTensor:
        """Slants, moves or turns each image: all but one of the numbers are 0."""
        angle = turn * (math.pi / 180)
        cos, sin = ops.cos(angle), ops.sin(angle)
        linear = ((cos, slant_x - sin), (slant_y + sin, cos))
        # Images are slanted from their upper left corner.
        rows, columns = images.shape[1:3]
        shift = (right - slant_x * (rows / 2), down - slant_y * (columns / 2))
        places = places_about_centre(images, linear, shift)
        return sampled(images, *places, self.interpolation)


@keras.saving.register_keras_serializable()
class RandAugment(RandomOperations):
    """Does some operations in a row to each image, all at one magnitude of 0 .. 30.

    In keras.layers.RandAugment they are others, and the same for a whole batch.
    """

    def __init__(self, num_ops: int, magnitude: int, **options: Any) -> None:
        super().__init__(**options)
        self.num_ops = num_ops
        self.magnitude = magnitude

    def augmented(self, images: keras.KerasTensor) -> keras.KerasTensor:
        down, right = (side * (150 / 331) for side in images.shape[1:3])
        operations = policy_operations(31, 0.3, 30, 0.9, down, right, bits=(8, 4))
        for _ in range(self.num_ops):
            number = self.choice(images, len(operations))
            images = self.operate(images, operations, number, self.magnitude)
        return images


@keras.saving.register_keras_serializable()
class TrivialAugmentWide(RandomOperations):
    """Does one operation to each image, at one of 31 magnitudes."""

    def augmented(self, images: keras.KerasTensor) -> keras.KerasTensor:
        operations = policy_operations(31, 0.99, 135, 0.99, 32, 32, bits=(8, 2))
        number = self.choice(images, len(operations))
        return self.operate(images, operations, number, self.choice(images, 31))


@keras.saving.register_keras_serializable()
class AutoAugment(RandomOperations):
    """Does one pair of operations to each image.

    Each has a probability and a magnitude of 0 .. 9.
    """

    def __init__(
        self,
        policy: list[tuple[tuple[str, float, int], ...]],
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.policy = policy

    def augmented(self, images: keras.KerasTensor) -> keras.KerasTensor:
        down, right = (side * (150 / 331) for side in images.shape[1:3])
        operations = policy_operations(10, 0.3, 30, 0.9, down, right, bits=(8, 4))
        operations["Invert"] = np.zeros(10)
        names = list(operations)
        row = self.choice(images, len(self.policy))
        for each in range(2):
            columns = zip(*(pair[each] for pair in self.policy), strict=True)
            name, chance, strength = (np.array(column) for column in columns)
            coin = uniform(images, (), self.seed_generator)
            done = coin < ops.take(np.float32(chance), row)
            number = ops.take(np.array([names.index(one) for one in name]), row)
            number = ops.where(done, number, names.index("Identity"))
            images = self.operate(images, operations, number, ops.take(strength, row))
        return images


@keras.saving.register_keras_serializable()
class AugMix(RandomOperations):
    """Blends each image with what chains of random operations make of it.

    keras.layers.AugMix has other operations and strengths.
    """

    interpolation = "bilinear"

    def __init__(
        self,
        severity: int,
        width: int,
        depth: int,
        alpha: float,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.severity = severity
        self.width = width
        self.depth = depth
        self.alpha = alpha

    def augmented(self, images: keras.KerasTensor) -> keras.KerasTensor:
        down, right = (side / 3 for side in images.shape[1:3])
        operations = policy_operations(10, 0.3, 30, 0.9, down, right, bits=(4, 0))
        itself, chains = ops.unstack(self.shares(images, 2), 2, axis=1)
        shares = self.shares(images, self.width) * chains[:, None]
        mixed = images * itself[:, None, None, None]
        for each in range(self.width):
            share = shares[:, each, None, None, None]
            mixed = mixed + self.chain(images, operations) * share
        return ops.clip(mixed, 0, 1)

    def chain(
        self,
        images: keras.KerasTensor,
        operations: dict[str, NDArray[np.float64]],
    ) -> keras.KerasTensor:
        """Does `depth` operations in a row; one to three where it is not above 0."""
        length = 1 + self.choice(images, 3)
        for each in range(self.depth if self.depth > 0 else 3):
            number = 1 + self.choice(images, len(operations) - 1)  # 0 is Identity
            if self.depth <= 0:
                number = ops.where(each < length, number, 0)
            strength = self.choice(images, self.severity)
            images = self.operate(images, operations, number, strength)
        return images

    def shares(self, images: keras.KerasTensor, count: int) -> keras.KerasTensor:
        """Draws shares that sum to 1, from Dirichlet's distribution, (B, count).

        In logarithms, and from a gamma distribution of one more than alpha: those of a
        small alpha are smaller than any float.
        """
        shape, seed = (ops.shape(images)[0], count), self.seed_generator
        logs = ops.log(keras.random.gamma(shape, self.alpha + 1.0, seed=seed))
        logs = logs + ops.log(keras.random.uniform(shape, seed=seed)) / self.alpha
        return ops.softmax(logs)
