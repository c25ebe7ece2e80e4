"""What the classes of Albumentations that move pixels mean, as steps that are always applied."""

from collections.abc import Sequence

from augstudio.export.importing.albumentations_values import (
    Pair,
    border,
    both_axes,
    fill,
    fixed,
    limits,
    resampled,
    shifted,
    warped,
)
from augstudio.export.importing.arguments import Arguments, UnequalError, whole_of
from augstudio.export.importing.foreign import Foreign, ForeignList
from augstudio.export.importing.vocabulary import Chain, one
from augstudio.pipeline.model import Step


def resize(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """To a height and width, by OpenCV."""
    size = {"height": arguments.whole("height"), "width": arguments.whole("width")}
    return one("resize", size, resampled(arguments, chain))


def smallest_max_size(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """The shorter side to a length."""
    arguments.insist("max_size_hw", on=(None,))
    chain.note(arguments.call, "rounds the longer side; here the fraction of a pixel is dropped")
    return one("resize", resampled(arguments, chain), shorter=arguments.whole("max_size"))


def pad(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """A border: one number, one for left and right and one for above and below, or one for each side."""
    mode = border(arguments)
    if mode == "wrap":
        raise UnequalError(arguments.value("border_mode"), "BORDER_WRAP has no equal")
    left, top, right, bottom = arguments.read("padding", _sides, (0, 0, 0, 0))
    value = fill(arguments, chain) if mode == "constant" else (0,)
    return one("pad", left=left, top=top, right=right, bottom=bottom, mode=mode, fill=value)


def _sides(value: Foreign) -> tuple[int, int, int, int]:
    match value:
        case ForeignList(items=(left, top, right, bottom)):
            return whole_of(left), whole_of(top), whole_of(right), whole_of(bottom)
        case ForeignList(items=(across, down)):
            return whole_of(across), whole_of(down), whole_of(across), whole_of(down)
        case _:
            return (whole_of(value),) * 4


def center_crop(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """The middle; padded where asked, if that is black and around the middle."""
    if arguments.flag("pad_if_needed", default=False):
        arguments.insist("pad_position", on=("center",))
        if border(arguments) != "constant" or any(fill(arguments, chain)):
            raise UnequalError(arguments.value("pad_if_needed"), "pads with something else than black")
    chain.note(arguments.call, "of two middles it takes the upper left one")
    return one("center_crop", height=arguments.whole("height"), width=arguments.whole("width"))


def random_crop(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """A window at a random place."""
    arguments.insist("pad_if_needed", on=(False,))
    return one("random_crop", height=arguments.whole("height"), width=arguments.whole("width"))


def random_resized_crop(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """A box of random area and shape, resized."""
    arguments.insist("sampling_method", on=("standard",))
    height, width = arguments.pair("size")
    box = {"scale": arguments.pair("scale", (0.08, 1)), "ratio": arguments.pair("ratio", (0.75, 4 / 3))}
    return one("random_resized_crop", box, resampled(arguments, chain), height=height, width=width)


def random_rotate_90(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """Any quarter turn, none among them."""
    arguments.insist("group_element", on=(None,))
    arguments.insist("group_elements", on=(None,))
    return one("quarter_turn")


def square_symmetry(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """All eight views of a square alike: a quarter turn, mirrored or not."""
    arguments.insist("group_element", on=(None,))
    return (*one("quarter_turn"), *one("horizontal_flip", probability=0.5))


def rotate(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """Degrees, counter-clockwise."""
    arguments.insist("crop_border", on=(False,))
    return one("rotate", warped(arguments, chain), angle=limits(arguments, "limit angle_range", (-90, 90)))


def shift_scale_rotate(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """An affine map; scales are given as more than 1."""
    shift = limits(arguments, "shift_limit shift_range", (-0.0625, 0.0625))
    scale = shifted(limits(arguments, "scale_limit scale_range", (-0.1, 0.1)), by=1)
    _note_scales(arguments, chain, scale)
    ranges = {
        "angle": limits(arguments, "rotate_limit rotate_range", (-45, 45)),
        "translate_x": limits(arguments, "shift_limit_x shift_range_x", shift),
        "translate_y": limits(arguments, "shift_limit_y shift_range_y", shift),
        "scale": scale,
    }
    _note_moves(arguments, chain, ranges["translate_x"], ranges["translate_y"])
    return one("affine", ranges, warped(arguments, chain))


def affine(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """Scales, turns counter-clockwise, shears and moves; a shear that a mapping leaves out is 1 degree."""
    for name in ("fit_output", "balanced_scale"):
        arguments.insist(name, on=(False,))
    if any(any(pixels) for pixels in both_axes(arguments, "translate_px", 0).values()):
        raise UnequalError(arguments.value("translate_px"), "moves by pixels, not by fractions of the sides")
    angle, moves = limits(arguments, "rotate", (0, 0), fixed), both_axes(arguments, "translate_percent", 0)
    shears = both_axes(arguments, "shear", 1) if arguments.given("shear") else dict.fromkeys("xy", (0.0, 0.0))
    if any(any(shear) for shear in shears.values()) and (any(angle) or all(any(shear) for shear in shears.values())):
        chain.note(arguments.call, "shears both axes at once, after turning; here one after the other, before turning")
    _note_moves(arguments, chain, *moves.values())
    ranges = {
        "angle": angle,
        "scale": _one_scale(arguments, chain),
        **{f"translate_{axis}": move for axis, move in moves.items()},
        **{f"shear_{axis}": shear for axis, shear in shears.items()},
    }
    return one("affine", ranges, warped(arguments, chain))


def _one_scale(arguments: Arguments, chain: Chain) -> Pair:
    """The scale of both axes, which here is one."""
    scales = both_axes(arguments, "scale", 1)
    if scales["x"] != scales["y"]:
        raise UnequalError(arguments.value("scale"), "scales the two sides differently; affine has one scale")
    if not arguments.flag("keep_ratio", default=False):
        _note_scales(arguments, chain, scales["x"])
    return scales["x"]


def _note_scales(arguments: Arguments, chain: Chain, scale: Pair) -> None:
    if scale[0] != scale[1]:
        chain.note(arguments.call, "draws a scale for each side (but AlbumentationsX, one); here there is one for both")


def _note_moves(arguments: Arguments, chain: Chain, *moves: Pair) -> None:
    if any(any(move) for move in moves):
        chain.note(arguments.call, "drops the fraction of a pixel that it moves by; here it is rounded")


def elastic(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """A smooth field of a strength in pixels, of which our alpha is the double."""
    for name in ("approximate", "same_dxdy"):
        arguments.insist(name, on=(False,))
    if arguments.given("displacement_range") or arguments.given("control_grid_shape"):
        raise UnequalError(arguments.call, "moves the points of a grid, as elastic does not")
    if arguments.choice("noise_distribution", {"gaussian": False, "uniform": True}, default=False):
        warped(arguments, chain)
        return one("elastic", alpha=2 * arguments.number("alpha", 1), sigma=arguments.number("sigma", 50))
    raise UnequalError(arguments.call, "scales its normal noise by the largest value in it, as elastic does not")
