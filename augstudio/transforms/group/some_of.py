"""Some of several steps."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, ClassVar, Self, TypeVar

from augstudio.errors import PipelineError
from augstudio.lazy import numpy as np
from augstudio.transforms.code import IMAGE, SEED, Call, Helper, Value
from augstudio.transforms.group_transform import GroupTransform, union
from augstudio.transforms.parameters import Range, RangeOf, tidy

if TYPE_CHECKING:
    from numpy.typing import NDArray

_T = TypeVar("_T")


class SomeOf(GroupTransform):
    """Applies some of its steps to each image, as many as are drawn, in the order in which they stand.

    Every selection of that many is as likely as any other. Makes the strength of a policy a single number: how many changes an image
    gets. In evaluation it becomes what all its steps become: resizing and normalising belong outside, where every image gets them.
    """

    op: ClassVar = "some_of"

    count: Annotated[
        Range,
        RangeOf(0, 100, slider=(0, 10), step=1, whole=True, help="How many of the steps are applied to an image."),
    ] = Range(1, 2)

    def order_draw_count(self, count: int) -> int:
        return 1 + count

    def orders(self, u: "NDArray[np.float64]", count: int) -> "NDArray[np.int64]":
        """First how many, then one draw for each child: those with the smallest are applied."""
        applied = self._fitting(count)
        wanted = applied.whole_at(u[:, :1])
        ranks = u[:, 1:].argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
        positions = np.where(ranks < wanted, np.arange(count), count)
        chosen = np.sort(positions, axis=1)[:, : int(applied.high)]
        return np.where(chosen < count, chosen, -1).astype(np.int64)

    def chances(self, count: int) -> tuple[float, ...]:
        applied = self._fitting(count)
        return ((applied.low + applied.high) / 2 / max(count, 1),) * count

    def results(
        self, start: tuple[_T, ...], after: Callable[[int, tuple[_T, ...]], tuple[_T, ...]], count: int
    ) -> tuple[_T, ...]:
        """For each number of children, what can come out of as many of those so far; each is one of them or is not."""
        applied = self._fitting(count)
        reached: list[tuple[_T, ...]] = [start, *[()] * count]
        for child in range(count):
            for number in range(child + 1, 0, -1):
                if reached[number - 1]:
                    reached[number] = union(reached[number], after(child, reached[number - 1]))
        return union(*reached[int(applied.low) : int(applied.high) + 1])

    def may_follow(self, position: int, other: int) -> bool:
        return position > other and self.count.high > 1

    def check_enough(self, count: int) -> None:
        if self.count.high > count:
            raise PipelineError(f"takes up to {tidy(self.count.high)} steps, but holds {count}", field="count")

    def with_only(self, positions: Sequence[int]) -> Self:
        """No more are applied than are left."""
        return self.replaced(count=self._fitting(max(1, len(positions))))

    def group_torch_code(self, children: list[Value]) -> Call:
        return Call(Helper("SomeOf"), (children,), self._bounds())

    def group_tensorflow_code(self, children: list[Value]) -> Call:
        return Call(Helper("some_of"), (IMAGE, SEED, children), self._bounds())

    def group_keras_code(self, children: list[Value], evaluated: dict[str, Value]) -> Call:
        if self.count == Range(1, 1):  # and as such it may change the size
            return Call(Helper("OneOf"), (children,), evaluated)
        return Call(Helper("SomeOf"), (children,), {**self._bounds(), **evaluated})

    def _fitting(self, count: int) -> Range:
        return self.count.within(0, count)

    def _bounds(self) -> "dict[str, Value]":
        return {"low": tidy(self.count.low), "high": tidy(self.count.high)}
