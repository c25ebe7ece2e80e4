"""Color jitter."""

from typing import TYPE_CHECKING, Annotated, ClassVar

from augstudio.kernels.numpy.draws import keys_from, shuffled
from augstudio.lazy import numpy as np
from augstudio.transforms.base import Category, LabelRisk, Trait, Transform
from augstudio.transforms.code import IMAGE, SEED, Call, Helper, KerasCode, Name, TensorflowCode, TorchCode, Value, pair
from augstudio.transforms.declarations import Factor, HueShift
from augstudio.transforms.parameters import Choice, JitterOrder, Range
from augstudio.transforms.stage import Branch, Branches, Colour, ColourKind, ImageSize, Stage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from augstudio.transforms.base import Draws

_SAFE_HUE = 0.05
_KINDS = {
    "brightness": ColourKind.SCALE,
    "contrast": ColourKind.CONTRAST_GRAY,
    "saturation": ColourKind.SATURATION,
    "hue": ColourKind.HUE,
}
_NAMES = tuple(_KINDS)
_KERAS_LAYERS = {"brightness": "Brightness", "contrast": "Contrast", "saturation": "Saturation", "hue": "HueShift"}
_TORCHVISION = Name("torchvision.transforms.v2.ColorJitter")


class ColorJitter(Transform):
    """Changes brightness, contrast, saturation and hue at once, each by an amount of its own, by default in random order.

    Stands for light, weather and cameras; the standard colour augmentation for photographs. The order matters where values clip, and
    torchvision draws a new one for each image; `fixed` keeps brightness, contrast, saturation, hue. Keep hue small where colour tells
    classes apart. One channel keeps its saturation and hue.
    """

    op: ClassVar = "color_jitter"
    category: ClassVar = Category.COLOUR
    draw_names: ClassVar = {"order": _NAMES}
    label_risks: ClassVar = (
        LabelRisk(
            frozenset({Trait.COLOUR}),
            "a shifted hue is another colour, and where colour is the class another class",
            "keep the hue within 0.05 turns",
        ),
    )

    brightness: Factor = Range(0.8, 1.2)
    contrast: Factor = Range(0.8, 1.2)
    saturation: Factor = Range(0.8, 1.2)
    hue: HueShift = Range(-0.05, 0.05)
    order: Annotated[
        JitterOrder,
        Choice(options=tuple(JitterOrder), help="Whether the four follow each other in an order drawn for each image."),
    ] = JitterOrder.RANDOM

    def safer(self) -> Transform:
        return self.replaced(hue=self.hue.within(-_SAFE_HUE, _SAFE_HUE))

    @property
    def draw_count(self) -> int:
        return len(_NAMES) + 1

    def sample(self, u: "NDArray[np.float64]", size: ImageSize) -> "Draws":
        ranges = (self.brightness, self.contrast, self.saturation, self.hue)
        draws = {name: each.at(u[:, slot]) for slot, (name, each) in enumerate(zip(_NAMES, ranges, strict=True))}
        if self.order is JitterOrder.RANDOM:
            draws["order"] = shuffled(keys_from(u[:, len(_NAMES)]), len(_NAMES))
        return draws

    def lower(self, draws: "Draws", size: ImageSize, count: int) -> tuple[Stage, ...]:
        if self.order is JitterOrder.FIXED:
            return tuple(Colour(kind, draws[name]) for name, kind in _KINDS.items())
        return tuple(_at_position(draws, position) for position in range(len(_NAMES)))

    def torch_code(self, probability: float) -> TorchCode:
        ranges = self._code_ranges
        if self.order is JitterOrder.RANDOM:
            return TorchCode((Call(_TORCHVISION, keywords=ranges),))
        return TorchCode(tuple(Call(_TORCHVISION, keywords={name: each}) for name, each in ranges.items()))

    def tensorflow_code(self, probability: float) -> TensorflowCode:
        name = "color_jitter" if self.order is JitterOrder.RANDOM else "color_jitter_in_order"
        return TensorflowCode((Call(Helper(name), (IMAGE, SEED), self._code_ranges),))

    def keras_code(self, probability: float) -> KerasCode:
        if self.order is JitterOrder.RANDOM:
            return KerasCode((Call(Helper("ColorJitter"), keywords=self._code_ranges),))
        ranges = self._code_ranges
        return KerasCode(tuple(Call(Helper(layer), (ranges[name],)) for name, layer in _KERAS_LAYERS.items()))

    @property
    def _code_ranges(self) -> dict[str, Value]:
        return {name: pair(getattr(self, name)) for name in _NAMES}


def _at_position(draws: "Draws", position: int) -> Branches:
    """What happens at one position of the order: something else to each group of images."""
    branches = []
    for number, (name, kind) in enumerate(_KINDS.items()):
        rows = np.flatnonzero(draws["order"][:, position] == number)
        if len(rows):
            branches.append(Branch(rows, (Colour(kind, draws[name][rows]),)))
    return Branches(tuple(branches))
