"""What warping looks like in other frameworks, for all transforms that warp."""

from augstudio.transforms.code import Name, Value, per_channel
from augstudio.transforms.parameters import Interpolation

TIES = "places half-way between two pixels, up to 2 % of them at 30, 45 and 60 degrees, may take the other pixel"
"""How far `nearest` is from what the preview shows."""


def torch_mode(interpolation: Interpolation) -> Name:
    """Torchvision's name for it."""
    return Name(f"torchvision.transforms.v2.InterpolationMode.{interpolation.name}")


def torch_fill(fill: tuple[float, ...]) -> Value:
    """Torchvision's fill: its 0 blends the border twice, None once."""
    return per_channel(fill) if any(fill) else None


def tensorflow_options(fill: tuple[float, ...], interpolation: Interpolation) -> dict[str, Value]:
    """The arguments of a helper that warps, where they are not its defaults."""
    options: dict[str, Value] = {"fill": per_channel(fill)} if any(fill) else {}
    return options | ({"interpolation": "NEAREST"} if interpolation is Interpolation.NEAREST else {})


def keras_options(fill: tuple[float, ...], interpolation: Interpolation) -> dict[str, Value]:
    """The arguments of our own Keras layers that warp, where they are not their defaults."""
    options: dict[str, Value] = {"fill": per_channel(fill)} if any(fill) else {}
    return options | ({"interpolation": "nearest"} if interpolation is Interpolation.NEAREST else {})
