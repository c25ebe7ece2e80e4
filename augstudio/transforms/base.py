"""What a transform is: one class that holds everything AugStudio knows about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import PydanticUndefined

from augstudio.errors import PipelineError
from augstudio.transforms.code import KerasCode, TensorflowCode, TorchCode
from augstudio.transforms.parameters import Parameter, plain
from augstudio.transforms.stage import ImageSize, Stage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Draws = Mapping[str, NDArray[np.float64]]
    """What was drawn: for each name, one value or one row of values per sample; whole numbers too are held as float64."""


class Category(StrEnum):
    """The shelves of the transform library."""

    GEOMETRY = "Geometry"
    COLOUR = "Colour"
    FILTER = "Filter"
    OCCLUDE = "Occlusion"
    POLICY = "Policy"
    TENSOR = "Tensor"
    BATCH = "Batch"
    GROUP = "Groups"


class Trait(Enum):
    """What about a data set can make a transform change the label."""

    DIGITS = "digits"
    LETTERS = "letters"
    LEFT_RIGHT = "classes that tell left from right"
    ORIENTATION = "classes that differ by orientation"
    COLOUR = "classes defined by colour"
    FINE_DETAIL = "classes told apart by fine detail"


@dataclass(frozen=True, slots=True)
class LabelRisk:
    """A way in which a transform can turn an image into one of another class.

    Attributes:
        traits: Data sets with any of these are at risk.
        reason: What happens, with an example.
        remedy: What to do about it.
    """

    traits: frozenset[Trait]
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class ParameterField:
    """One parameter of a transform, as the faces need it.

    Attributes:
        name: The key in the pipeline file.
        parameter: Its declaration: kind, bounds, unit, help.
        required: There is no default.
        default: The default; None where it is required.
    """

    name: str
    parameter: Parameter
    required: bool
    default: Any


class Transform(BaseModel):
    """One transform with its parameters: frozen, comparable, serialisable.

    A subclass is one file. Its docstring is what users read: what it does, when it helps, when it harms the label. Its annotated fields
    are its parameters. It says its meaning in `sample` and `lower`, its evaluation twin, its label risks, and its code in each framework.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    op: ClassVar[str]
    category: ClassVar[Category]
    default_probability: ClassVar[float] = 1.0
    label_risks: ClassVar[tuple[LabelRisk, ...]] = ()
    needs_float: ClassVar[bool] = True
    changes_colour_only: ClassVar[bool] = False
    """Images of one channel, which have no colour, stay as they are."""
    interpolates_size: ClassVar[bool] = False
    """It computes the whole image anew at another size."""
    uncovers_border: ClassVar[bool] = False
    """It can bring into view what no pixel covers: black corners, mostly."""
    draw_names: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """For draws that choose among names: which names 0, 1, ... stand for; records and previews show them."""

    @classmethod
    def create(cls, parameters: Mapping[str, Any]) -> Self:
        """Builds it from plain values, as YAML gives them.

        Raises:
            PipelineError: A parameter is unknown, missing, or out of bounds; `field` names it.
        """
        try:
            return cls.model_validate(dict(parameters))
        except ValidationError as error:
            raise cls._explain(error) from None

    @classmethod
    def _explain(cls, error: ValidationError) -> PipelineError:
        first = error.errors()[0]
        field = str(first["loc"][0]) if first["loc"] else None
        match first["type"]:
            case "extra_forbidden":
                known = ", ".join(cls.model_fields) or "none"
                return PipelineError(f"{cls.op} has no parameter {field!r}; it has: {known}", field=field)
            case "missing":
                return PipelineError(f"{cls.op} needs {field}", field=field)
            case "value_error":
                return PipelineError(str(first["ctx"]["error"]), field=field)
            case _:
                return PipelineError(first["msg"], field=field)

    @classmethod
    def parameter_fields(cls) -> tuple[ParameterField, ...]:
        """Its parameters in order of declaration."""
        fields = []
        for name, info in cls.model_fields.items():
            (parameter,) = (each for each in info.metadata if isinstance(each, Parameter))
            missing = info.default is PydanticUndefined
            fields.append(ParameterField(name, parameter, missing, None if missing else info.default))
        return tuple(fields)

    @classmethod
    def starting_parameters(cls, size: ImageSize) -> dict[str, Any]:
        """What a step that is newly added starts from, for images of a size; all that has no default, at least."""
        return {}

    def plain(self) -> dict[str, Any]:
        """Every parameter in the types that YAML and JSON know; what is left out by choice (None) is left out."""
        return {name: plain(value) for name, value in self if value is not None}

    def replaced(self, **changes: Any) -> Self:
        """The same transform with some parameters changed, validated.

        Raises:
            PipelineError: As `create`.
        """
        return self.create({**dict(self), **changes})

    @property
    def draw_count(self) -> int:
        """How many unit uniforms `sample` reads per image."""
        return 0

    def output_size(self, size: ImageSize) -> ImageSize:
        """The size it makes of images of a size, when it hits.

        Raises:
            PipelineError: It can never be applied to such images.
        """
        return size

    def check_channels(self, field: str, values: tuple[float, ...], size: ImageSize) -> None:
        """Refuses values that are neither one for all channels nor one for each.

        Raises:
            PipelineError: There is another number of them; `field` names the parameter.
        """
        if len(values) not in (1, size.channels):
            raise PipelineError(f"{len(values)} numbers for images of {size.channels} channels", field=field)

    def sizes_after(self, size: ImageSize, probability: float) -> tuple[ImageSize, ...]:
        """Every size that images of a size can have after a step that applies it with this probability.

        Raises:
            PipelineError: It can never be applied to such images, or not with this probability.
        """
        made = self.output_size(size)
        return (made,) if probability >= 1 or made == size else (made, size)

    def sample(self, u: "NDArray[np.float64]", size: ImageSize) -> "Draws":
        """Turns unit uniforms into drawn parameters: all randomness there is, pure, in float64.

        Args:
            u: (B, draw_count), each in (0, 1).
            size: The size of the images.
        """
        return {}

    def outcomes(self, draws: "Draws", size: ImageSize) -> "NDArray[np.int64] | None":
        """Which samples can be lowered together: those with equal numbers (B,), because they end up with the same size.

        None where one size comes of all.
        """
        return None

    def lower(self, draws: "Draws", size: ImageSize, count: int) -> tuple[Stage, ...]:
        """Says what it does to `count` images of a size, with these draws.

        Args:
            draws: What `sample` returned.
            size: The size of the images.
            count: How many images (B).
        """
        raise NotImplementedError  # pragma: no cover -- abstract

    def evaluation_twin(self, probability: float) -> "tuple[Transform, ...]":
        """What it becomes when the model is evaluated: itself, others, or nothing. Deterministic."""
        return ()

    @property
    def cuts_away(self) -> bool:
        """It leaves out part of the image, which no later step can bring back."""
        return False

    @property
    def clips(self) -> bool:
        """It expects values from 0 to 1, and what it makes lies there."""
        return self.category in {Category.COLOUR, Category.POLICY}

    @property
    def expects_normalized(self) -> bool:
        """It makes values that belong among normalised ones."""
        return False

    def fitting_share(self, size: ImageSize) -> float:
        """How much of what it draws can be applied to images of a size: 1 all, 0 nothing, and then it does not do what it says."""
        return 1.0

    def safer(self) -> "Transform | None":
        """The nearest transform that does not run its label risks: itself where it runs none, None where only leaving it out helps."""
        return None if self.label_risks else self

    def torch_code(self, probability: float) -> TorchCode:
        """Native torchvision v2 code for it, acting on one (C, H, W) float32 image in [0, 1]."""
        raise NotImplementedError  # pragma: no cover -- abstract

    def tensorflow_code(self, probability: float) -> TensorflowCode:
        """Native TensorFlow code for it, acting on one (H, W, C) float32 image in [0, 1]."""
        raise NotImplementedError  # pragma: no cover -- abstract

    def keras_code(self, probability: float) -> KerasCode:
        """Native Keras 3 code for it, acting on (B, H, W, C) float32 images in [0, 1]."""
        raise NotImplementedError  # pragma: no cover -- abstract
