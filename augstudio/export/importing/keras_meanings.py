"""What each layer of Keras means, as steps."""

import math
from collections.abc import Sequence

from augstudio.export.importing.arguments import Arguments, UnequalError, number_of, pair_of, same, whole_of
from augstudio.export.importing.foreign import Foreign, ForeignList
from augstudio.export.importing.vocabulary import BYTES, Chain, one, rounded
from augstudio.pipeline.model import Step

_Pair = tuple[float, float]


# What several layers are told in one way.


def _factor(arguments: Arguments, name: str, least: float, default: float | _Pair | None = None) -> _Pair:
    """Keras' ranges: one number reaches down as far as allowed, two are sorted."""
    value = arguments.value(name)
    if value is arguments.call:
        if default is None:
            raise UnequalError(value, f"{name} is missing")
        return (max(-default, least), default) if isinstance(default, int | float) else default
    if isinstance(value, ForeignList):
        low, high = sorted(pair_of(value))
        return low, high
    number = abs(number_of(value))
    return max(-number, least), number


def _chance(arguments: Arguments, default: float = 1.0) -> float:
    """How likely: Keras draws a probability from a range for each image, which comes to its middle."""
    return rounded(sum(_factor(arguments, "factor", 0, default)) / 2)


def _check_range(arguments: Arguments, chain: Chain) -> None:
    """Refuses a layer that was told another range of values than it is given."""
    low, white = sorted(arguments.pair("value_range", (0, BYTES)))
    chain.values_up_to(white)
    if low != 0 or white != chain.scale:
        reason = f"value_range is ({low:g}, {white:g}), but its images go from 0 to {chain.scale:g}"
        raise UnequalError(arguments.value("value_range"), reason)


def _border(arguments: Arguments, chain: Chain) -> dict[str, object]:
    """What lies beyond the image after a warp."""
    interpolation = arguments.choice("interpolation", same("bilinear", "nearest"), "bilinear")
    mode = arguments.choice("fill_mode", same("constant", "reflect", "wrap", "nearest", "mirror"), "reflect")
    (fill,) = chain.unscaled(arguments.number("fill_value", 0))
    if mode != "constant":
        chain.note(arguments.call, f"fills what no pixel covers by fill_mode {mode!r}; here it is black")
        fill = 0
    elif fill:
        chain.note(arguments.call, "blends the border with its fill once, here twice as in torchvision")
    return {"interpolation": interpolation, "fill": fill}


# Containers and what stands around images.


def layers(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """Each in turn."""
    return chain.steps(arguments.value("layers")) if arguments.given("layers") else ()


def network(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """Belongs to the model, which begins where the images are ready."""
    note = "the layers of the network itself are left aside"
    if note not in chain.notes:
        chain.notes.append(note)
    return ()


def rescaling(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """Times a scale, plus an offset."""
    return chain.rescaled(arguments.numbers("scale"), arguments.numbers("offset", (0,)))


def normalization(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """A mean and a variance, not a deviation."""
    arguments.insist("invert", on=(False,))
    arguments.insist(
        "axis",
        on=(
            -1,
            3,
            (-1,),
            (3,),
        ),
    )
    if not arguments.given("mean") and not arguments.given("variance"):
        chain.note(arguments.call, "what it adapts to is taken to be the data set that is opened here")
        return one("normalize", mean="dataset", std="dataset")
    mean, variance = arguments.numbers("mean"), arguments.numbers("variance")
    if min(variance) <= 0:
        raise UnequalError(arguments.value("variance"), "a variance has to be above 0")
    deviations = [math.sqrt(each) for each in variance]
    return chain.normalized(mean, deviations)


def clip(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """Keeps values up to white: they lie there, but for what bicubic resizing adds, which is clipped here at once."""
    arguments.insist("negative_slope", on=(0,))
    arguments.insist("threshold", on=(0,))
    if arguments.number("max_value") != chain.scale:
        raise UnequalError(arguments.value("max_value"), f"max_value is not {chain.scale:g}, where images end")
    chain.drop_note(_OVERSHOOT)
    return ()


# Geometry.

_OVERSHOOT = "bicubic interpolation goes beyond black and white beside edges; here it is clipped"


def resizing(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """To a height and width; not antialiased unless asked."""
    arguments.insist("crop_to_aspect_ratio", on=(False,))
    arguments.insist("pad_to_aspect_ratio", on=(False,))
    interpolation = arguments.choice("interpolation", same("bilinear", "nearest", "bicubic"), "bilinear")
    antialias = arguments.flag("antialias", default=False) or interpolation == "nearest"
    if interpolation == "bicubic":
        chain.note(arguments.call, _OVERSHOOT)
        if not antialias:
            chain.note(arguments.call, "bicubic without antialias has another curve: a = -0.5, here -0.75")
    size = {"height": arguments.whole("height"), "width": arguments.whole("width")}
    return one("resize", size, interpolation=interpolation, antialias=antialias)


def zero_padding(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """A black border."""
    (top, bottom), (left, right) = arguments.read("padding", _sides, ((1, 1), (1, 1)))
    return one("pad", left=left, top=top, right=right, bottom=bottom)


def _sides(value: Foreign) -> tuple[tuple[int, int], tuple[int, int]]:
    """Rows above and below, columns left and right."""
    match value:
        case ForeignList(items=(rows, columns)):
            return _two_sides(rows), _two_sides(columns)
        case _:
            return _two_sides(value), _two_sides(value)


def _two_sides(value: Foreign) -> tuple[int, int]:
    match value:
        case ForeignList(items=(one_side, other)):
            return whole_of(one_side), whole_of(other)
        case _:
            return whole_of(value), whole_of(value)


def center_crop(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """The middle."""
    chain.note(arguments.call, "of two middles it takes the upper left one, and it stretches images that are too small")
    return one("center_crop", height=arguments.whole("height"), width=arguments.whole("width"))


def random_crop(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """A window at a random place."""
    chain.note(
        arguments.call, "all images of a batch share one place there, and images that are too small are stretched"
    )
    return one("random_crop", height=arguments.whole("height"), width=arguments.whole("width"))


def random_flip(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """Both ways have one coin: mirrored twice, an image is turned upside down."""
    steps = {
        "horizontal": one("horizontal_flip", probability=0.5),
        "vertical": one("vertical_flip", probability=0.5),
        "horizontal_and_vertical": one("quarter_turn", probability=0.5, turns=[2]),
    }
    mode = arguments.choice("mode", same(*steps), "horizontal_and_vertical")
    if mode == "horizontal_and_vertical":
        chain.note(arguments.call, "this mode mirrors both ways or neither, so that it is a turn by 180 degrees")
    return steps[mode]


def older_random_flip(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """In Keras 2 both ways have a coin each."""
    across, down = one("horizontal_flip", probability=0.5), one("vertical_flip", probability=0.5)
    steps: dict[object, Sequence[Step]] = {"horizontal": across, "vertical": down}
    steps["horizontal_and_vertical"] = (*across, *down)
    return arguments.choice("mode", steps, steps["horizontal_and_vertical"])


def random_rotation(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """Fractions of a full turn, counter-clockwise."""
    angle = [rounded(360 * end) for end in _factor(arguments, "factor", -1)]
    return one("rotate", _border(arguments, chain), angle=angle)


def random_translation(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """By fractions of the sides; down and right are positive."""
    down = _factor(arguments, "height_factor", -1)
    right = _factor(arguments, "width_factor", -1)
    chain.note(arguments.call, "moves by fractions of pixels; here by whole ones")
    return one("affine", _border(arguments, chain), translate_x=right, translate_y=down)


def random_zoom(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """By 1 / (1 + factor): above 0 the picture becomes smaller."""
    low, high = _factor(arguments, "height_factor", -1)
    if low <= -1:
        raise UnequalError(arguments.value("height_factor"), "a factor of -1 enlarges without end")
    if arguments.given("width_factor"):
        if _factor(arguments, "width_factor", -1) != (low, high):
            raise UnequalError(arguments.value("width_factor"), "zooms the two sides differently; affine has one scale")
        if low != high:
            chain.note(arguments.call, "draws a scale for each side; here there is one for both")
    if low != high:
        chain.note(arguments.call, "draws the inverse of the scale evenly; here it is the scale")
    return one("affine", _border(arguments, chain), scale=[rounded(1 / (1 + high)), rounded(1 / (1 + low))])


def random_shear(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """Slopes, with a coin for their sign."""
    slopes = {axis: _factor(arguments, f"{axis}_factor", -1, 0) for axis in ("x", "y")}
    for axis, (low, _) in slopes.items():
        if low > 0:
            raise UnequalError(arguments.value(f"{axis}_factor"), "it never shears less than a little, either way")
    chain.note(arguments.call, "shears about the upper left corner, both axes either way; here about the middle")
    degrees = {f"shear_{axis}": rounded(math.degrees(math.atan(high))) for axis, (_, high) in slopes.items()}
    ranges = {name: [-each, each] for name, each in degrees.items()}
    return one("affine", _border(arguments, chain), ranges)


# Colour.


def random_brightness(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """Adds a fraction of the range of values."""
    _check_range(arguments, chain)
    return one("brightness_shift", delta=_factor(arguments, "factor", -1))


def random_contrast(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """From 1 - the smaller to 1 + the larger amount; one number is the larger, and the smaller 0."""
    _check_range(arguments, chain)
    less, more = _factor(arguments, "factor", 0)
    if less == 0 != more:
        chain.note(arguments.call, f"never weakens contrast: 1 to {1 + more:g} (in Keras 2 it was both ways)")
    return one("contrast", factor=[rounded(1 - less), rounded(1 + more)], mean="channel")


def older_random_contrast(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """In Keras 2 one number is as much less as more, and values are clipped at 255 whatever they are."""
    less, more = arguments.read("factor", _ends)
    if chain.scale != BYTES:
        chain.note(arguments.call, "clips values at 255 only; here at white")
    return one("contrast", factor=[rounded(1 - less), rounded(1 + more)], mean="channel")


def _ends(value: Foreign) -> _Pair:
    return pair_of(value) if isinstance(value, ForeignList) else (number_of(value), number_of(value))


def random_color_degeneration(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """Towards gray: 1 less the factor of saturation."""
    _check_range(arguments, chain)
    low, high = _factor(arguments, "factor", -1)
    return one("saturation", factor=[rounded(1 - high), rounded(1 - low)])


def random_hue(arguments: Arguments, chain: Chain, name: str = "factor") -> Sequence[Step]:
    """Half turns, either way."""
    _check_range(arguments, chain)
    low, high = _factor(arguments, name, 0)
    if low > 0:
        raise UnequalError(arguments.value(name), "it never turns less than a little, either way")
    return one("hue", shift=[-rounded(high / 2), rounded(high / 2)])


def random_color_jitter(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """In this order, each by its own layer's rules."""
    _check_range(arguments, chain)
    if arguments.given("saturation_factor"):
        raise UnequalError(arguments.value("saturation_factor"), HSV)
    steps: list[Step] = []
    if arguments.given("brightness_factor"):
        steps += one("brightness_shift", delta=_factor(arguments, "brightness_factor", -1))
    if arguments.given("contrast_factor"):
        less, more = _factor(arguments, "contrast_factor", 0)
        steps += one("contrast", factor=[rounded(1 - less), rounded(1 + more)], mean="channel")
    if arguments.given("hue_factor"):
        steps += random_hue(arguments, chain, "hue_factor")
    return steps


def random_grayscale(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """Gray, with a probability."""
    return one("grayscale", probability=arguments.number("factor", 0.5))


def random_invert(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """The negative, with a probability."""
    _check_range(arguments, chain)
    return one("invert", probability=_chance(arguments))


def random_posterization(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """One number is the end of a range from 1; the end is left out unless it is the beginning."""
    _check_range(arguments, chain)
    low, high = _factor(arguments, "factor", 1)
    return one("posterize", bits=[low, max(low, high - 1)])


def solarization(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """Thresholds from the low end as it is to 255 times the high end."""
    _check_range(arguments, chain)
    arguments.insist(
        "addition_factor",
        on=(
            0,
            (0, 0),
        ),
    )
    low, high = _factor(arguments, "threshold_factor", 0, 0)
    return one("solarize", threshold=sorted((low / BYTES, high)))


def autocontrast(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """Stretches each channel."""
    _check_range(arguments, chain)
    return one("autocontrast")


def equalization(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """Spreads the values of each channel."""
    _check_range(arguments, chain)
    arguments.insist("bins", on=(256,))
    chain.note(
        arguments.call,
        "equalizes by another table, up to an eighth of white away, over the whole batch; here as PIL does",
    )
    return one("equalize")


# Filters, occlusion, batches.


def gaussian_noise(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """Adds noise of one deviation."""
    chain.note(arguments.call, "leaves values beyond black and white; here they are clipped")
    return one("gaussian_noise", sigma=chain.unscaled(arguments.number("stddev"))[0])


def random_sharpness(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """Half of our factor: 0.5 changes nothing."""
    _check_range(arguments, chain)
    low, high = _factor(arguments, "factor", 0)
    chain.note(arguments.call, "filters the pixels of the border too, against black; here they stay as they are")
    return one("sharpness", factor=[rounded(2 * low), rounded(2 * high)])


def random_gaussian_blur(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """A bell, with a probability."""
    _check_range(arguments, chain)
    sides = {int(each) for each in arguments.numbers("kernel_size", (3,))}
    if len(sides) > 1:
        raise UnequalError(arguments.value("kernel_size"), "the kernel is no square")
    low, high = _factor(arguments, "sigma", 0, 1)
    chain.note(
        arguments.call,
        "darkens the border, and shares one sigma across and one down in a batch; here the border is mirrored"
        + (", and sigma begins at 0.05" if low < _LEAST_SIGMA else ""),
    )
    sigma = [max(low, _LEAST_SIGMA), max(high, _LEAST_SIGMA)]
    return one("gaussian_blur", probability=_chance(arguments), kernel_size=sides.pop(), sigma=sigma)


_LEAST_SIGMA = 0.05


def random_erasing(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """Covers a box, with a probability."""
    _check_range(arguments, chain)
    if not arguments.given("fill_value"):
        raise UnequalError(
            arguments.call, "covers with noise clipped to the range of values, which random_erasing does not"
        )
    fill = chain.unscaled(*arguments.numbers("fill_value"))
    scale = _factor(arguments, "scale", 0, (0.02, 0.33))
    chain.note(arguments.call, "draws the two sides of its box apart; here its area and shape are drawn")
    return one("random_erasing", probability=_chance(arguments), scale=scale, fill=fill)


def mix_up(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """Blends images with each other, and their labels."""
    chain.note(arguments.call, "mixes with a random other image of the batch; here with the one before it")
    return one("mixup", alpha=arguments.number("alpha", 0.2))


HSV = "scales the S of HSV, which is far from the blend with gray that saturation is"
