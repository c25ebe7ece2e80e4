"""Quarter turn."""

from typing import TYPE_CHECKING, Annotated, ClassVar

from augstudio.kernels.numpy.index_maps import whole
from augstudio.lazy import numpy as np
from augstudio.transforms.base import Category, LabelRisk, Trait, Transform
from augstudio.transforms.code import (
    IMAGE,
    SEED,
    Call,
    Helper,
    KerasCode,
    Name,
    Partial,
    TensorflowCode,
    TorchCode,
    Value,
    torchvision,
)
from augstudio.transforms.parameters import Selection
from augstudio.transforms.stage import Gather, ImageSize, Stage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from augstudio.transforms.base import Draws


class QuarterTurn(Transform):
    """Turns the image by 0, 90, 180 or 270 degrees, counter-clockwise. Exact: no pixel is computed, no corner is filled.

    Right for pictures taken straight from above, where no direction is up: satellites, microscopes, textures. Elsewhere it shows what
    never occurs. An image that is not square changes its size with odd turns.
    """

    op: ClassVar = "quarter_turn"
    category: ClassVar = Category.GEOMETRY
    needs_float: ClassVar = False
    label_risks: ClassVar = (
        LabelRisk(
            frozenset({Trait.DIGITS, Trait.LETTERS}),
            "turned upside down a character is another one: 6 and 9, M and W",
            "remove the step",
        ),
        LabelRisk(
            frozenset({Trait.LEFT_RIGHT, Trait.ORIENTATION}),
            "a quarter turn makes another direction, and with it another class",
            "remove the step",
        ),
    )

    turns: Annotated[
        tuple[int, ...],
        Selection(
            options=(0, 1, 2, 3),
            unit="quarter turns",
            help="How far it may turn, counter-clockwise; each choice is as likely.",
        ),
    ] = (0, 1, 2, 3)

    @property
    def draw_count(self) -> int:
        return 1

    def output_size(self, size: ImageSize) -> ImageSize:
        lying = all(turn % 2 for turn in self.turns)
        return ImageSize(size.width, size.height, size.channels) if lying else size

    def sizes_after(self, size: ImageSize, probability: float) -> tuple[ImageSize, ...]:
        lying = ImageSize(size.width, size.height, size.channels)
        made = [lying if turn % 2 else size for turn in self.turns]
        return tuple(dict.fromkeys(made if probability >= 1 else [*made, size]))

    def sample(self, u: "NDArray[np.float64]", size: ImageSize) -> "Draws":
        choices = np.array(self.turns, np.float64)
        return {"turns": choices[np.floor(u[:, 0] * len(choices)).astype(np.int64)]}

    def outcomes(self, draws: "Draws", size: ImageSize) -> "NDArray[np.int64] | None":
        return draws["turns"].astype(np.int64) % 2

    def lower(self, draws: "Draws", size: ImageSize, count: int) -> tuple[Stage, ...]:
        turns = draws["turns"].astype(np.int64)[:, None]
        transposed = bool(turns[0, 0] % 2)  # all of them, by `outcomes`
        height, width = (size.width, size.height) if transposed else (size.height, size.width)
        rows = np.where((turns == 1) | (turns == 2), whole(height)[:, ::-1], whole(height))
        columns = np.where((turns == 2) | (turns == 3), whole(width)[:, ::-1], whole(width))
        return (Gather(rows, columns, transposed=transposed),)

    def torch_code(self, probability: float) -> TorchCode:
        ways = [_torch_turn(turn) for turn in self.turns]
        if len(ways) == 1:
            return TorchCode((ways[0],))
        choices: list[Value] = list(ways)
        return TorchCode((torchvision("RandomChoice", unnamed=1, transforms=choices),))

    def tensorflow_code(self, probability: float) -> TensorflowCode:
        if len(self.turns) == 1:
            return TensorflowCode((Call(Name("tensorflow.image.rot90"), (IMAGE, self.turns[0])),))
        turns: list[Value] = list(self.turns)
        return TensorflowCode((Call(Helper("random_quarter_turn"), (IMAGE, SEED), {"turns": turns}),))

    def keras_code(self, probability: float) -> KerasCode:
        turns: list[Value] = list(self.turns)
        return KerasCode((Call(Helper("RandomQuarterTurn"), keywords={"turns": turns}),))


def _torch_turn(turns: int) -> Call:
    if not turns:
        return torchvision("Identity")
    turn = Partial(Name("torch.rot90"), {"k": turns, "dims": (-2, -1)})
    return torchvision("Lambda", unnamed=1, lambd=turn)
