"""What groups have in common: steps that hold other steps."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, Self, TypeVar

from augstudio.transforms.base import Category, Transform
from augstudio.transforms.code import Call, Value

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_T = TypeVar("_T")


class GroupTransform(Transform):
    """Decides for each image which of its children are applied, and in which order.

    The children themselves belong to the step: here they are positions from 0, and their number.
    """

    category: ClassVar = Category.GROUP

    @abstractmethod
    def order_draw_count(self, count: int) -> int:
        """How many unit uniforms `orders` reads per image, for this number of children."""

    @abstractmethod
    def orders(self, u: "NDArray[np.float64]", count: int) -> "NDArray[np.int64]":
        """Which children are applied to each image, one after the other.

        Args:
            u: (B, order_draw_count(count)), each in (0, 1).
            count: How many children there are, at least one.

        Returns:
            (B, n) positions of children in the order in which they are applied; -1 stands for nothing.
        """

    @abstractmethod
    def chances(self, count: int) -> tuple[float, ...]:
        """How likely each child is to be applied, 0..1."""

    @abstractmethod
    def results(
        self, start: tuple[_T, ...], after: Callable[[int, tuple[_T, ...]], tuple[_T, ...]], count: int
    ) -> tuple[_T, ...]:
        """Everything that can come out, from everything that can come in: sizes, say.

        Args:
            start: What can come in.
            after: What can come out of a child, from what can come into it.
            count: How many children there are, each of which can be applied.
        """

    def may_follow(self, position: int, other: int) -> bool:
        """Whether one child can come after another one on the same image."""
        return position > other

    def evaluated(self, count: int) -> tuple[int, ...]:
        """The children whose evaluation twins, one after the other, are the twin of the group."""
        return tuple(range(count))

    def check_children(self, count: int) -> None:
        """Refuses parameters that say something about another number of children.

        Raises:
            PipelineError: They do; `field` names the parameter.
        """

    def check_enough(self, count: int) -> None:
        """Refuses parameters that ask for more children than there are; unlike others they can be run, as far as it goes.

        Raises:
            PipelineError: They do; `field` names the parameter.
        """

    def with_child(self, position: int, count: int) -> Self:
        """The same group with one child more, before a position, than the `count` it had."""
        return self

    def with_only(self, positions: Sequence[int]) -> Self:
        """The same group with only the children at these positions."""
        return self

    @abstractmethod
    def group_torch_code(self, children: list[Value]) -> Call:
        """Builds the group in torchvision from calls that build its children, each holding its own probability."""

    @abstractmethod
    def group_tensorflow_code(self, children: list[Value]) -> Call:
        """Applies the group to `IMAGE` in TensorFlow, with `SEED`; children are functions of an image and a seed."""

    @abstractmethod
    def group_keras_code(self, children: list[Value], evaluated: dict[str, Value]) -> Call:
        """Builds the group in Keras.

        Args:
            children: Calls that build its children, each a layer that holds its own probability.
            evaluated: The argument that tells a layer which others to apply in evaluation; none where it does nothing then.
        """


def union(*parts: tuple[_T, ...]) -> tuple[_T, ...]:
    """Everything in any of them, once, in order of appearance."""
    return tuple(dict.fromkeys(each for part in parts for each in part))
