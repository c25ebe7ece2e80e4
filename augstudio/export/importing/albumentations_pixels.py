"""What the classes of Albumentations that change values mean, as steps that are always applied."""

from collections.abc import Sequence

from augstudio.export.importing.albumentations_values import Pair, fill, fixed, limits, shifted
from augstudio.export.importing.arguments import Arguments, UnequalError, same
from augstudio.export.importing.vocabulary import BYTES, Chain, one, rounded
from augstudio.pipeline.model import Step

# Colour.


def random_brightness_contrast(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """Up to 2.0 a factor about black and an offset; in AlbumentationsX contrast about the mean, then a factor."""
    bright = limits(arguments, "brightness_limit brightness_range", (-0.2, 0.2))
    contrast = limits(arguments, "contrast_limit contrast_range", (-0.2, 0.2))
    for name in ("ensure_safe_range", "ensure_safe_output"):
        arguments.insist(name, on=(False,))
    newer = _is_newer(arguments)
    if not arguments.flag("brightness_by_max", default=not newer):
        if not newer:
            raise UnequalError(arguments.value("brightness_by_max"), "adds a fraction of the image's mean")
        return (*one("contrast", factor=shifted(contrast, 1)), *one("brightness", factor=shifted(bright, 1)))
    if not arguments.given("brightness_by_max") and not _is_older(arguments):
        chain.note(arguments.call, "is read as up to version 2.0; AlbumentationsX changes contrast about the mean")
    return _factor_and_offset(arguments, chain, shifted(contrast, 1), bright)


def _is_newer(arguments: Arguments) -> bool:
    """It is told something by a name that only AlbumentationsX knows."""
    return any(name.endswith("_range") or name == "ensure_safe_output" for name in arguments.call.keywords)


def _is_older(arguments: Arguments) -> bool:
    """It is told something by a name that AlbumentationsX no longer knows."""
    return any(name.endswith("_limit") for name in arguments.call.keywords)


def _factor_and_offset(arguments: Arguments, chain: Chain, factor: Pair, offset: Pair) -> Sequence[Step]:
    steps = one("brightness", factor=factor) if factor != (1, 1) else ()
    if offset == (0, 0):
        return steps
    if steps:
        chain.note(arguments.call, "clips once, after both; here after each")
    return (*steps, *one("brightness_shift", delta=offset))


def color_jitter(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """As in torchvision, but with hue as far as it goes unless told otherwise."""
    factors = {
        name: limits(arguments, f"{name} {name}_range", (0.8, 1.2), _about_one)
        for name in ("brightness", "contrast", "saturation")
    }
    return one("color_jitter", factors, hue=limits(arguments, "hue hue_range", (-0.5, 0.5)))


def _about_one(reach: float) -> Pair:
    return (rounded(max(0, 1 - reach)), rounded(1 + reach))


def hue_saturation_value(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """Only hue has an equal: a full turn is 180."""
    for name, default in (("sat_shift", (-30, 30)), ("val_shift", (-20, 20))):
        if limits(arguments, f"{name}_limit {name}_range", default) != (0, 0):
            raise UnequalError(arguments.call, "shifts the S and V of HSV, which no step does; set both to 0")
    low, high = limits(arguments, "hue_shift_limit hue_shift_range", (-20, 20))
    return one("hue", shift=(rounded(low / 180), rounded(high / 180)))


def random_gamma(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """In per cent; one number is the end of a range from 1."""
    low, high = limits(arguments, "gamma_limit gamma_range", (80, 120), lambda most: (1, most))
    if low < _LEAST_GAMMA:
        chain.note(arguments.call, "reaches below a gamma of 0.05, where it begins here")
    return one("gamma", gamma=(rounded(max(low, _LEAST_GAMMA) / 100), rounded(high / 100)))


_LEAST_GAMMA = 5.0


def to_gray(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """Gray of three channels."""
    arguments.insist("num_output_channels", on=(3,))
    arguments.insist("method", on=("weighted_average",))
    return one("grayscale")


def equalize(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """As OpenCV does it unless told otherwise."""
    arguments.insist("by_channels", on=(True,))
    arguments.insist("mask", on=(None,))
    arguments.insist("mask_params", on=((),))
    known: dict[object, str] = {"cv": "OpenCV's table", "pil": "nearly PIL's table up to version 2.0"}
    table = arguments.choice("mode", known, known["cv"])
    chain.note(arguments.call, f"equalizes by {table}; here by PIL's own, a few values away")
    return one("equalize")


def autocontrast(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """Only PIL's way has an equal."""
    arguments.insist("cutoff", on=(0,))
    arguments.insist("ignore", on=(None,))
    if arguments.choice("method", same("cdf", "pil"), "cdf") == "cdf":
        raise UnequalError(
            arguments.value("method"), "method 'cdf' equalizes, as autocontrast does not; 'pil' has an equal"
        )
    chain.note(arguments.call, "overlooks pixels of full white when it looks for the brightest; here they count")
    return one("autocontrast")


def posterize(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """Bits that are kept, the same for all channels."""
    return one("posterize", bits=limits(arguments, "num_bits", (4, 4), fixed))


def solarize(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """A threshold as a fraction of white."""
    return one("solarize", threshold=arguments.pair("threshold_range", (0.5, 0.5)))


def channel_shuffle(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """Any order."""
    arguments.insist("channel_order", on=(None,))
    return one("channel_shuffle")


# Filters and noise.


def gaussian_blur(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """A bell; where the kernel is 0 its size follows from sigma."""
    arguments.insist("volume_mode", on=("slice",))
    arguments.insist("sigma_z_range", on=(None,))
    arguments.insist("blur_z_range", on=(None,))
    least, most = limits(arguments, "sigma_limit sigma_range", (0.5, 3.0), lambda most: (0, most))
    smallest, largest = limits(arguments, "blur_limit blur_range", (0, 0), lambda most: (0, most))
    side = int(most * 3.5) * 2 + 1 if largest == 0 else int(largest) // 2 * 2 + 1
    if smallest != largest:
        chain.note(arguments.call, f"draws the side of its kernel; here it is always {side}")
    if _is_newer(arguments) and largest == 0:
        chain.note(arguments.call, "draws the bell in boxes as Pillow does")
    if least < _LEAST_SIGMA:
        chain.note(arguments.call, "sigma begins at 0.05 here, which does nothing")
    return one("gaussian_blur", kernel_size=side, sigma=(max(least, _LEAST_SIGMA), max(most, _LEAST_SIGMA)))


_LEAST_SIGMA = 0.05


def motion_blur(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """A line; angles are clockwise."""
    length = limits(arguments, "blur_limit blur_range", (3, 7), lambda most: (3, most))
    low, high = arguments.pair("angle_range", (0, 360))
    angle = (-180.0, 180.0) if high - low >= 180 else _turned_into_view(-high, -low)
    if arguments.flag("allow_shifted", default=True) or arguments.pair("direction_range", (-1, 1)) != (0, 0):
        chain.note(
            arguments.call, "lets the line lie beside its pixel, and begin there; here the pixel is in its middle"
        )
    chain.note(arguments.call, "draws its line without smooth edges, of odd lengths only")
    return one("motion_blur", length=length, angle=angle)


def _turned_into_view(low: float, high: float) -> Pair:
    """The same directions between -180 and 180 degrees: a line looks the same after half a turn."""
    start = low % 180 - 180
    return (start, start + high - low)


def gauss_noise(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """A deviation as a fraction of white, for each channel by itself up to 2.0 unless told otherwise."""
    arguments.insist("mean_range", on=((0, 0),))
    arguments.insist("noise_scale_factor", on=(1,))
    if not arguments.flag("per_channel", default=True):
        chain.note(arguments.call, "adds the same noise to all channels; here each has its own")
    elif not arguments.given("per_channel"):
        chain.note(arguments.call, "is read as up to version 2.0; in AlbumentationsX all channels have the same noise")
    return one("gaussian_noise", sigma=arguments.pair("std_range", (0.2, 0.44)))


def salt_and_pepper(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """A share of the pixels, about half of them white."""
    low, high = limits(arguments, "salt_vs_pepper salt_vs_pepper_range", (0.4, 0.6))
    if rounded(low + high) != 1:
        raise UnequalError(arguments.call, "makes more of one than of the other")
    if low != high:
        chain.note(arguments.call, "draws how many of the pixels are white; here it is half of them")
    return one("salt_and_pepper", amount=limits(arguments, "amount amount_range", (0.01, 0.06)))


def image_compression(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """JPEG only."""
    arguments.insist("compression_type", on=("jpeg",))
    chain.note(arguments.call, "takes red for blue when it encodes, which changes how colours are smeared")
    return one("jpeg", quality=arguments.pair("quality_range", (99, 100)))


def downscale(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """Shrinks and enlarges, by nearest pixels unless told otherwise."""
    chain.note(arguments.call, f"shrinks and enlarges {_ways(arguments)}; here bilinearly, with antialiasing")
    return one("downscale", factor=arguments.pair("scale_range", (0.25, 0.25)))


def _ways(arguments: Arguments) -> str:
    return "as its interpolation_pair says" if arguments.given("interpolation_pair") else "by nearest pixels"


# Occlusion.


def erasing(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """A box by area and shape, which is width over height there."""
    low, high = arguments.pair("ratio", (0.3, 3.3))
    ratio = (rounded(1 / high), rounded(1 / low))
    chain.note(
        arguments.call, "draws the shape of its box evenly, and only boxes that fit; here evenly in its logarithm"
    )
    scale = arguments.pair("scale", (0.02, 0.33))
    return one("random_erasing", scale=scale, ratio=ratio, fill=fill(arguments, chain))


def coarse_dropout(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """Boxes by fractions of the sides."""
    tall, wide = (arguments.pair(f"hole_{side}_range", (0.1, 0.2)) for side in ("height", "width"))
    if max(*tall, *wide) >= 1:
        raise UnequalError(
            arguments.value("hole_height_range"), "gives the size of its holes in pixels, not in fractions"
        )
    if tall != wide:
        raise UnequalError(arguments.value("hole_height_range"), "makes holes that are no squares")
    chain.note(
        arguments.call, "draws two sides for each hole, and keeps it inside; here squares, also across the border"
    )
    return one("cutout", holes=arguments.pair("num_holes_range", (1, 2)), size=tall, fill=fill(arguments, chain))


# Ranges of values.


def normalize(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """A mean and a deviation of values that a maximum makes 1."""
    arguments.insist("clip_range", on=(None,))
    kind = arguments.choice("normalization", same("standard", "image"), "standard")
    if kind == "image":
        chain.note(arguments.call, "adds a little to the deviation; here it is kept from 0 as tf.image does")
        return one("per_image_standardize")
    most = arguments.number("max_pixel_value", BYTES)
    if most == 1:
        chain.values_up_to(1)
    mean = arguments.numbers("mean", (0.485, 0.456, 0.406))
    std = arguments.numbers("std", (0.229, 0.224, 0.225))
    return chain.normalized([value * most for value in mean], [value * most for value in std])


def to_float(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """Divided by a maximum, which is that of bytes unless told otherwise."""
    most = arguments.number("max_value") if arguments.given("max_value") else chain.scale
    if most == 0:
        raise UnequalError(arguments.value("max_value"), "a maximum of 0")
    return chain.rescaled([1 / most], [0])


def from_float(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """Back to bytes."""
    arguments.insist("dtype", on=("uint8",))
    arguments.insist("max_value", on=(None, BYTES))
    chain.values_up_to(1)
    return chain.rescaled([BYTES], [0])
