"""Policies: operations chosen at random from a table, as torchvision defines them."""

from collections.abc import Callable
from functools import partial

import tensorflow as tf

from augstudio.kernels.tensorflow.bytes import equalize, posterize
from augstudio.kernels.tensorflow.chance import uniform, whole_number
from augstudio.kernels.tensorflow.colour import (
    adjust_brightness,
    adjust_contrast,
    adjust_saturation,
    autocontrast,
    invert,
    solarize,
)
from augstudio.kernels.tensorflow.filters import adjust_sharpness
from augstudio.kernels.tensorflow.geometry import rotate, warp

Change = Callable[..., tf.Tensor]
Operation = tuple[Change, float | tf.Tensor, float | tf.Tensor, bool]


def shear_x(image: tf.Tensor, slope: tf.Tensor, interpolation: str) -> tf.Tensor:
    """Slants the image along x, from its upper left corner."""
    return warp(image, tf.stack([1, slope, slope / 2, 0, 1, 0, 0, 0]), interpolation)


def shear_y(image: tf.Tensor, slope: tf.Tensor, interpolation: str) -> tf.Tensor:
    """Slants the image along y, from its upper left corner."""
    return warp(image, tf.stack([1, 0, 0, slope, 1, slope / 2, 0, 0]), interpolation)


def translate_x(image: tf.Tensor, pixels: tf.Tensor) -> tf.Tensor:
    """Moves the image to the right by whole pixels."""
    shift = tf.cast(tf.cast(pixels, tf.int32), tf.float32)
    return warp(image, tf.stack([1, 0, -shift, 0, 1, 0, 0, 0]), "NEAREST")


def translate_y(image: tf.Tensor, pixels: tf.Tensor) -> tf.Tensor:
    """Moves the image down by whole pixels."""
    shift = tf.cast(tf.cast(pixels, tf.int32), tf.float32)
    return warp(image, tf.stack([1, 0, 0, 0, 1, -shift, 0, 0]), "NEAREST")


def posterize_rounded(image: tf.Tensor, bits: tf.Tensor) -> tf.Tensor:
    """Keeps the highest bits of each value."""
    return posterize(image, tf.cast(tf.round(bits), tf.int32))


def changed_by(function: Change) -> Change:
    """The function with its factor given by how far it is from 1."""
    return lambda image, change: function(image, 1 + change)


def unmeasured(function: Change) -> Change:
    """The function with a magnitude that it does not need."""
    return lambda image, _: function(image)


def policy_operations(
    slant: float,
    turn: float,
    colour: float,
    down: float | tf.Tensor,
    right: float | tf.Tensor,
    bits: tuple[int, int],
    how: str = "NEAREST",
) -> dict[str, Operation]:
    """What a policy chooses from.

    Each is a change, its weakest and strongest magnitude, and whether it goes either
    way.
    """
    return {
        "Identity": (unmeasured(tf.identity), 0, 0, False),
        "ShearX": (partial(shear_x, interpolation=how), 0, slant, True),
        "ShearY": (partial(shear_y, interpolation=how), 0, slant, True),
        "TranslateX": (translate_x, 0, right, True),
        "TranslateY": (translate_y, 0, down, True),
        "Rotate": (partial(rotate, interpolation=how), 0, turn, True),
        "Brightness": (changed_by(adjust_brightness), 0, colour, True),
        "Color": (changed_by(adjust_saturation), 0, colour, True),
        "Contrast": (changed_by(adjust_contrast), 0, colour, True),
        "Sharpness": (changed_by(adjust_sharpness), 0, colour, True),
        "Posterize": (posterize_rounded, *bits, False),
        "Solarize": (solarize, 1, 0, False),
        "AutoContrast": (unmeasured(autocontrast), 0, 0, False),
        "Equalize": (unmeasured(equalize), 0, 0, False),
    }


def operate(
    image: tf.Tensor,
    seed: tf.Tensor,
    operations: dict[str, Operation],
    number: tf.Tensor,
    strength: float | tf.Tensor,
) -> tf.Tensor:
    """Does one of the operations; strength goes from 0, weakest, to 1, strongest."""
    strength = tf.cast(strength, tf.float64)
    sign = tf.where(uniform(seed, 0, 1) < 0.5, -1.0, 1.0)

    choices = []
    for change, weakest, strongest, either_way in operations.values():
        magnitude = tf.cast(weakest + (strongest - weakest) * strength, tf.float32)
        signed = magnitude * sign if either_way else magnitude
        choices.append(partial(change, image, signed))
    return tf.ensure_shape(tf.switch_case(number, choices), image.shape)


def rand_augment(
    image: tf.Tensor,
    seed: tf.Tensor,
    num_ops: int,
    magnitude: int,
) -> tf.Tensor:
    """Does some operations in a row, all at one magnitude of 0 .. 30."""
    height, width = tf.unstack(tf.cast(tf.shape(image)[:2], tf.float64))
    down, right = height * (150 / 331), width * (150 / 331)
    operations = policy_operations(0.3, 30, 0.9, down, right, bits=(8, 4))
    for each in tf.unstack(tf.random.split(seed, num=num_ops)):
        choice, sign = tf.unstack(tf.random.split(each))
        number = whole_number(choice, 0, len(operations) - 1)
        image = operate(image, sign, operations, number, magnitude / 30)
    return image


def trivial_augment_wide(image: tf.Tensor, seed: tf.Tensor) -> tf.Tensor:
    """Does one operation, at one of 31 magnitudes."""
    operations = policy_operations(0.99, 135, 0.99, 32, 32, bits=(8, 2))
    choice, magnitude, sign = tf.unstack(tf.random.split(seed, num=3))
    number = whole_number(choice, 0, len(operations) - 1)
    return operate(image, sign, operations, number, whole_number(magnitude, 0, 30) / 30)


def auto_augment(
    image: tf.Tensor,
    seed: tf.Tensor,
    policy: tuple[tuple[tuple[str, float, int], ...], ...],
) -> tf.Tensor:
    """Does one pair of operations, each with its own probability and magnitude."""
    height, width = tf.unstack(tf.cast(tf.shape(image)[:2], tf.float64))
    down, right = height * (150 / 331), width * (150 / 331)
    operations = policy_operations(0.3, 30, 0.9, down, right, bits=(8, 4))
    operations["Invert"] = (unmeasured(invert), 0, 0, False)
    names = list(operations)
    numbers = tf.constant([[names.index(name) for name, _, _ in row] for row in policy])
    chances = tf.constant([[chance for _, chance, _ in row] for row in policy])
    magnitudes = tf.constant([[magnitude for _, _, magnitude in row] for row in policy])
    seeds = tf.random.split(seed, num=5)
    row = whole_number(seeds[4], 0, len(policy) - 1)
    for each in range(2):
        done = uniform(seeds[each], 0, 1) < chances[row, each]
        number = tf.where(done, numbers[row, each], names.index("Identity"))
        strength = magnitudes[row, each] / 9
        image = operate(image, seeds[each + 2], operations, number, strength)
    return image


def augmix(
    image: tf.Tensor,
    seed: tf.Tensor,
    severity: int,
    width: int,
    depth: int,
    alpha: float,
) -> tf.Tensor:
    """Blends the image with what chains of random operations make of it."""
    down, right = tf.unstack(tf.cast(tf.shape(image)[:2], tf.float64) / 3)
    operations = policy_operations(0.3, 30, 0.9, down, right, (4, 0), "BILINEAR")
    seeds = tf.random.split(seed, num=width + 2)
    itself, chains = tf.unstack(dirichlet(seeds[0], 2, alpha))
    shares = chains * dirichlet(seeds[1], width, alpha)
    made = tf.map_fn(
        lambda each: augmix_chain(image, each, operations, severity, depth),
        seeds[2:],
        fn_output_signature=tf.float32,
    )
    mixed = image * itself + tf.tensordot(shares, made, axes=1)
    return tf.ensure_shape(tf.clip_by_value(mixed, 0, 1), image.shape)


def augmix_chain(
    image: tf.Tensor,
    seed: tf.Tensor,
    operations: dict[str, Operation],
    severity: int,
    depth: int,
) -> tf.Tensor:
    """Does `depth` operations in a row; one to three where it is not above 0."""
    longest = depth if depth > 0 else 3
    seeds = tf.random.split(seed, num=longest + 1)
    length = depth if depth > 0 else whole_number(seeds[longest], 1, 3)

    def add_operation(image: tf.Tensor, place: tuple[tf.Tensor, ...]) -> tf.Tensor:
        choice, magnitude, sign = tf.unstack(tf.random.split(place[1], num=3))
        number = whole_number(choice, 1, len(operations) - 1)
        number = tf.where(place[0] < length, number, 0)  # Identity beyond the end
        strength = whole_number(magnitude, 0, severity - 1) / 9
        return operate(image, sign, operations, number, strength)

    places = (tf.range(longest), seeds[:longest])
    return tf.foldl(add_operation, places, image)


def dirichlet(seed: tf.Tensor, count: int, alpha: float) -> tf.Tensor:
    """Draws shares that sum to 1.

    In logarithms, and from a gamma distribution of one more than alpha: those of a
    small alpha are smaller than any float.
    """
    seeds = tf.random.split(seed)
    logs = tf.math.log(tf.random.stateless_gamma([count], seeds[0], alpha + 1))
    logs += tf.math.log(tf.random.stateless_uniform([count], seeds[1])) / alpha
    return tf.nn.softmax(logs)
