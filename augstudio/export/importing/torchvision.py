"""What the classes of torchvision mean here, those of both versions alike."""

from collections.abc import Sequence

from augstudio.export.importing.arguments import Arguments, UnequalError
from augstudio.export.importing.foreign import ForeignName
from augstudio.export.importing.groups import group, in_order, one_of, sequences, together
from augstudio.export.importing.torchvision_colour import COLOUR_WORDS
from augstudio.export.importing.torchvision_functions import function_steps, function_word
from augstudio.export.importing.torchvision_geometry import GEOMETRY_WORDS
from augstudio.export.importing.torchvision_helpers import HELPER_WORDS
from augstudio.export.importing.torchvision_values import numbers_list, probability
from augstudio.export.importing.vocabulary import BYTES, Chain, Meaning, Table, Word, nothing, one
from augstudio.pipeline.model import Step
from augstudio.transforms.geometry.quarter_turn import QuarterTurn


def torchvision_word(path: str) -> Word | None:
    """The meaning of a class or function of torchvision, wherever it is imported from, or of one of our own helpers."""
    origin, _, name = path.rpartition(".")
    if origin == "augstudio.kernels.torchvision":
        return HELPER_WORDS.get(name)
    if origin.startswith("torch.nn"):
        return _MODULES.get(name)
    if origin.startswith("torchvision.transforms") and name in WORDS:
        return WORDS[name]
    return function_word(path)


# Containers.


def _compose(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    return chain.steps(arguments.required("transforms"))


def _random_apply(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    return together(chain.steps(arguments.required("transforms")), probability(arguments))


def _random_choice(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    refused = len(chain.refusals)
    children = sequences(arguments.required("transforms"), chain)
    weights = arguments.read("p", numbers_list) if arguments.given("p") else None
    if weights is not None and len(weights) != len(children):
        raise UnequalError(arguments.value("p"), f"{len(weights)} probabilities of {len(children)} transforms")
    if len(chain.refusals) > refused:
        raise UnequalError(arguments.call, "what it chooses from is not known as a whole")
    turns = _turns(children)
    return one("quarter_turn", turns=turns) if turns and weights is None else one_of(children, weights)


def _turns(children: Sequence[tuple[Step, ...]]) -> list[int]:
    """The quarter turns that are chosen from, where each choice is one, or nothing, which is none."""
    turns: list[int] = []
    for steps in children:
        match steps:
            case ():
                turns.append(0)
            case (Step(transform=QuarterTurn(turns=(turn,)), probability=1),):
                turns.append(turn)
            case _:
                return []
    return turns if len(set(turns)) == len(turns) and any(turns) else []


def _random_order(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    children = [in_order(steps) for steps in sequences(arguments.required("transforms"), chain) if steps]
    return (group("random_order", children),) if children else ()


def _lambda(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    return function_steps(arguments.required("lambd"), chain)


# What changes how images are kept, not what they show.


def _to_float(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """Bytes become floats from 0 to 1."""
    chain.white = 1
    return ()


def _to_dtype(*, scales: bool) -> Meaning:
    def meaning(arguments: Arguments, chain: Chain) -> Sequence[Step]:
        dtype = arguments.value("dtype")
        kind = dtype.path.rpartition(".")[2] if isinstance(dtype, ForeignName) else ""
        if arguments.given("dtype") and kind not in {
            "float",
            "float16",
            "float32",
            "float64",
            "half",
            "double",
            "bfloat16",
            "uint8",
        }:
            raise UnequalError(dtype, "a type of values that is not known")
        scaled = arguments.flag("scale", default=scales)
        if kind == "uint8":
            if chain.white == 1:
                chain.note(arguments.call, "rounds values to 8 bits; here they stay floats")
            chain.white = BYTES if scaled else chain.white
        elif scaled:
            chain.white = 1
        else:
            chain.values_up_to(BYTES)
        return ()

    return meaning


def _no_equal(reason: str) -> Word:
    def meaning(arguments: Arguments, chain: Chain) -> Sequence[Step]:
        raise UnequalError(arguments.call, reason)

    return Word("**", meaning)


_SEVERAL = "makes several images of one"
_SIZES = "draws the size of its result"
_BOXES = "is about boxes"

_MODULES: Table = {
    "Identity": Word("", nothing),
    "ModuleList": Word("transforms", _compose),
    "Sequential": Word("transforms...", _compose),
}

WORDS: Table = {
    **GEOMETRY_WORDS,
    **COLOUR_WORDS,
    "Compose": Word("transforms", _compose),
    "ConvertImageDtype": Word("dtype", _to_dtype(scales=True)),
    "FiveCrop": _no_equal(_SEVERAL),
    "Identity": Word("", nothing),
    "Lambda": Word("lambd", _lambda),
    "PILToTensor": Word("", nothing),
    "RGB": Word("", nothing),
    "RandomApply": Word("transforms p", _random_apply),
    "RandomChoice": Word("transforms p", _random_choice),
    "RandomIoUCrop": _no_equal(_BOXES),
    "RandomOrder": Word("transforms", _random_order),
    "RandomResize": _no_equal(_SIZES),
    "RandomShortestSize": _no_equal(_SIZES),
    "RandomZoomOut": _no_equal(_SIZES),
    "SanitizeBoundingBoxes": _no_equal(_BOXES),
    "ScaleJitter": _no_equal(_SIZES),
    "TenCrop": _no_equal(_SEVERAL),
    "ToDtype": Word("dtype scale", _to_dtype(scales=False)),
    "ToImage": Word("", nothing),
    "ToPILImage": Word("mode", nothing),
    "ToPureTensor": Word("", nothing),
    "ToTensor": Word("", _to_float),
}
"""By the names of the classes."""
