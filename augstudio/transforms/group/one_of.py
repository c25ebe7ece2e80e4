"""One of several steps."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, ClassVar, Self, TypeVar

from augstudio.errors import PipelineError
from augstudio.lazy import numpy as np
from augstudio.transforms.code import IMAGE, SEED, Call, Helper, Value, torchvision
from augstudio.transforms.group_transform import GroupTransform, union
from augstudio.transforms.parameters import Weights, tidy

if TYPE_CHECKING:
    from numpy.typing import NDArray

_T = TypeVar("_T")


class OneOf(GroupTransform):
    """Applies one of its steps to each image, drawn by their weights.

    For changes that would be too much together, such as several kinds of blur: each image gets one. In evaluation it becomes what its
    heaviest step becomes, the first of equals: resizing and normalising belong outside, where every image gets them.
    """

    op: ClassVar = "one_of"

    weights: Annotated[
        tuple[float, ...] | None,
        Weights(0, 1_000_000, help="How likely each step is to be the one, in proportion; left out, all are alike."),
    ] = None

    def order_draw_count(self, count: int) -> int:
        return 1

    def orders(self, u: "NDArray[np.float64]", count: int) -> "NDArray[np.int64]":
        """The step in whose stretch of 0..1 the draw lies; each has a stretch as long as it is likely."""
        ends = np.cumsum(np.array(self.chances(count), np.float64))[:-1]
        return np.searchsorted(ends, u[:, :1], side="right").astype(np.int64)

    def chances(self, count: int) -> tuple[float, ...]:
        weights = self.weights or (1.0,) * count
        return tuple(weight / sum(weights) for weight in weights)

    def results(
        self, start: tuple[_T, ...], after: Callable[[int, tuple[_T, ...]], tuple[_T, ...]], count: int
    ) -> tuple[_T, ...]:
        return union(*(after(child, start) for child in range(count)))

    def may_follow(self, position: int, other: int) -> bool:
        return False

    def evaluated(self, count: int) -> tuple[int, ...]:
        chances = self.chances(count)
        return (chances.index(max(chances)),) if chances else ()

    def check_children(self, count: int) -> None:
        if self.weights is not None and len(self.weights) != count:
            raise PipelineError(f"each step needs a weight: {count} in all, not {len(self.weights)}", field="weights")

    def with_child(self, position: int, count: int) -> Self:
        """A new child is as likely as the others are on average."""
        if self.weights is None:
            return self
        average = sum(self.weights) / len(self.weights)
        return self.replaced(weights=(*self.weights[:position], average, *self.weights[position:]))

    def with_only(self, positions: Sequence[int]) -> Self:
        """Those that are left keep their weights; where these are all 0, they become alike."""
        if self.weights is None:
            return self
        left = tuple(self.weights[position] for position in positions)
        return self.replaced(weights=left if any(left) else None)

    def group_torch_code(self, children: list[Value]) -> Call:
        given: dict[str, Value] = {"p": [tidy(weight) for weight in self.weights]} if self.weights else {}
        return torchvision("RandomChoice", unnamed=1, transforms=children, **given)

    def group_tensorflow_code(self, children: list[Value]) -> Call:
        given: dict[str, Value] = {"weights": [tidy(weight) for weight in self.weights]} if self.weights else {}
        return Call(Helper("one_of"), (IMAGE, SEED, children), given)

    def group_keras_code(self, children: list[Value], evaluated: dict[str, Value]) -> Call:
        given: dict[str, Value] = {"weights": [tidy(weight) for weight in self.weights]} if self.weights else {}
        return Call(Helper("OneOf"), (children,), {**given, **evaluated})
