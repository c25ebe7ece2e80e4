"""What resizing looks like in other frameworks, for all transforms that resize."""

from augstudio.transforms.code import IMAGE, TENSORFLOW_CLIP, Call, Helper, Name, Partial, Value, torchvision
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
