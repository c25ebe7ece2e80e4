"""What resizing looks like in other frameworks, for all transforms that resize."""

from augstudio.transforms.code import (
    IMAGE,
    KERAS_LAST,
    TENSORFLOW_CLIP,
    Call,
    Helper,
    Name,
    Partial,
    Value,
    keras,
    torchvision,
)
from augstudio.transforms.parameters import Interpolation


def torch_resampling(interpolation: Interpolation, *, antialias: bool) -> dict[str, Value]:
    """The arguments that tell torchvision how to resize, where they are not its defaults."""
    modes = "torchvision.transforms.v2.InterpolationMode"
    match interpolation:
        case Interpolation.NEAREST:  # torchvision's plain NEAREST is off by half a pixel
            return {"interpolation": Name(f"{modes}.NEAREST_EXACT")}
        case Interpolation.BICUBIC:
            how: dict[str, Value] = {"interpolation": Name(f"{modes}.BICUBIC")}
        case _:
            how = {}
    return how if antialias else {**how, "antialias": False}


def torch_clipping(interpolation: Interpolation) -> tuple[Call, ...]:
    """What has to follow a resize in torchvision: bicubic overshoots beside edges, and floats are not clipped there."""
    if interpolation is not Interpolation.BICUBIC:
        return ()
    clip = Partial(Name("torch.clamp"), {"min": 0, "max": 1})
    return (torchvision("Lambda", unnamed=1, lambd=clip),)


def tensorflow_resize(size: Value, interpolation: Interpolation, *, antialias: bool) -> tuple[Call, ...]:
    """TensorFlow's calls that resize `IMAGE` to a (height, width); its nearest is torchvision's NEAREST_EXACT."""
    resize = Name("tensorflow.image.resize")
    match interpolation:
        case Interpolation.NEAREST:
            return (Call(resize, (IMAGE, size), {"method": "nearest"}),)
        case Interpolation.BICUBIC if antialias:
            return (Call(resize, (IMAGE, size), {"method": "bicubic", "antialias": True}), TENSORFLOW_CLIP)
        case Interpolation.BICUBIC:  # its own bicubic has another kernel then: a = -0.5, torch's a = -0.75
            return (Call(Helper("resize_bicubic"), (IMAGE, size)), TENSORFLOW_CLIP)
        case _:
            return (Call(resize, (IMAGE, size), {"antialias": True} if antialias else {}),)


def keras_resampling(interpolation: Interpolation, *, antialias: bool) -> dict[str, Value]:
    """The arguments that tell our own Keras layers how to resize, where they are not their defaults."""
    how: dict[str, Value] = {}
    if interpolation is not Interpolation.BILINEAR:
        how["interpolation"] = interpolation.value
    if not antialias and interpolation is not Interpolation.NEAREST:
        how["antialias"] = False
    return how


def keras_resize(size: int | tuple[int, int], interpolation: Interpolation, *, antialias: bool) -> tuple[Call, ...]:
    """Keras' layers that resize to a (height, width), or the shorter side to a length; its own bicubic needs antialiasing, and a clip."""
    if isinstance(size, int) or (interpolation is Interpolation.BICUBIC and not antialias):
        return (Call(Helper("Resize"), (size,), keras_resampling(interpolation, antialias=antialias)),)
    smooth = antialias and interpolation is not Interpolation.NEAREST
    how: dict[str, Value] = {} if interpolation is Interpolation.BILINEAR else {"interpolation": interpolation.value}
    how |= {"antialias": True} if smooth else {}
    resizing = keras("Resizing", unnamed=2, height=size[0], width=size[1], **how, data_format=KERAS_LAST)
    return (resizing, keras("ReLU", max_value=1)) if interpolation is Interpolation.BICUBIC else (resizing,)
