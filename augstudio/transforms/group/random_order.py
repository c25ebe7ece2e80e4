"""Steps in random order."""

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, TypeVar

from augstudio.lazy import numpy as np
from augstudio.transforms.code import IMAGE, SEED, Call, Helper, Value, torchvision
from augstudio.transforms.group_transform import GroupTransform, union

if TYPE_CHECKING:
    from numpy.typing import NDArray

_T = TypeVar("_T")

_MOST_FOLLOWED = 6
"""The most children whose orders are all followed when it is asked what can come out."""


class RandomOrder(GroupTransform):
    """Applies all its steps to each image, in an order drawn for it.

    Colour changes and filters give other results in another order, and so more variety from the same steps; every order is as likely as
    any other. Steps that need an order, such as normalising after all colour, belong outside. In evaluation its steps stand in theirs.
    """

    op: ClassVar = "random_order"

    def order_draw_count(self, count: int) -> int:
        return count

    def orders(self, u: "NDArray[np.float64]", count: int) -> "NDArray[np.int64]":
        """The children in the order of their draws."""
        return np.argsort(u, axis=1, kind="stable").astype(np.int64)

    def chances(self, count: int) -> tuple[float, ...]:
        return (1.0,) * count

    def results(
        self, start: tuple[_T, ...], after: Callable[[int, tuple[_T, ...]], tuple[_T, ...]], count: int
    ) -> tuple[_T, ...]:
        """For each selection of children, what can come out of them in any order; roughly where there are many: some left out or twice."""
        if count > _MOST_FOLLOWED:
            for _ in range(count):
                start = union(start, *(after(child, start) for child in range(count)))
            return start
        everything = frozenset(range(count))
        reached: dict[frozenset[int], tuple[_T, ...]] = {frozenset(): start}
        for _ in range(count):
            longer: dict[frozenset[int], tuple[_T, ...]] = {}
            for done, values in reached.items():
                for child in everything - done:
                    before = longer.get(done | {child}, ())
                    longer[done | {child}] = union(before, after(child, values) if values else ())
            reached = longer
        return reached[everything]

    def may_follow(self, position: int, other: int) -> bool:
        return True

    def group_torch_code(self, children: list[Value]) -> Call:
        return torchvision("RandomOrder", unnamed=1, transforms=children)

    def group_tensorflow_code(self, children: list[Value]) -> Call:
        return Call(Helper("random_order"), (IMAGE, SEED, children))

    def group_keras_code(self, children: list[Value], evaluated: dict[str, Value]) -> Call:
        return Call(Helper("RandomOrder"), (children,), evaluated)
