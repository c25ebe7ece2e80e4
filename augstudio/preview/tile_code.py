"""One tile as code: what makes that very picture again, and a test that notices when it changes."""

import base64
import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from augstudio.errors import PipelineError
from augstudio.lazy import numpy as np
from augstudio.lazy import torch
from augstudio.pipeline.evaluation import needs_statistics
from augstudio.pipeline.model import Mode, Pipeline
from augstudio.pipeline.yaml_format import dumps
from augstudio.version import __version__

if TYPE_CHECKING:
    from torch import Tensor

    from augstudio.preview.values import Pixels

_WIDTH = 100
_TOLERANCE = 2.0
"""How far a value may be from the one that was kept, in 255ths of the range of values: rounding, and another version of torch."""


@dataclass(frozen=True, slots=True, eq=False)
class Tile:
    """A picture that can be made again.

    Attributes:
        pipeline: The design.
        image: (H, W, C) uint8: the sample before the pipeline.
        index: Its position in the data.
        epoch: The epoch that it was drawn for.
        mode: The training chain or its evaluation twin.
    """

    pipeline: Pipeline
    image: "Pixels"
    index: int
    epoch: int
    mode: Mode = Mode.TRAIN


def tile_code(tile: Tile) -> str:
    """Python that makes the picture: `result` is (C, H, W) float32. It holds the sample and the design and reads no file.

    Raises:
        PipelineError: Normalize still asks for the statistics of the data.
    """
    return "\n".join([*_head(tile), "", "result = make()", "print(tuple(result.shape), float(result.mean()))", ""])


def tile_test(tile: Tile) -> str:
    """A pytest file that fails when the picture becomes another one.

    Raises:
        PipelineError: Normalize still asks for the statistics of the data, or a step can never be applied to the sample.
    """
    made = _make(tile)
    low, high = float(made.min()), float(made.max())
    scale = (high - low) or 1.0
    kept = ((made - low) / scale * 255).round().to(torch.uint8).permute(1, 2, 0).contiguous().numpy()
    name = re.sub(r"[^a-z0-9]+", "_", tile.pipeline.name.lower()).strip("_") or "pipeline"
    what = "evaluated" if tile.mode is Mode.EVAL else f"of_epoch_{tile.epoch}"
    lines = [
        *_head(tile),
        "",
        f"LOW, SCALE = {low!r}, {scale!r}",
        *_literal("EXPECTED", _packed(kept)),
        "",
        "",
        f"def test_{name}_makes_sample_{tile.index}_{what}_as_before() -> None:",
        "    result = make().permute(1, 2, 0).numpy()",
        "    expected = unpack(EXPECTED)",
        "    assert result.shape == expected.shape",
        "    difference = np.abs((result - LOW) / SCALE * 255 - expected)",
        f"    assert difference.max() <= {_TOLERANCE}, f'largest difference {{difference.max():.1f}} of 255'",
        "",
    ]
    return "\n".join(lines)


def _make(tile: Tile) -> "Tensor":
    from augstudio.engine.augmenter import Augmenter  # noqa: PLC0415 -- imports torch: seconds

    image = torch.from_numpy(np.ascontiguousarray(tile.image.transpose(2, 0, 1)))
    made: Tensor = Augmenter(tile.pipeline, tile.mode)([image], epoch=tile.epoch, index=[tile.index])[0]
    return made


def _head(tile: Tile) -> list[str]:
    if needs_statistics(tile.pipeline):
        raise PipelineError("normalize asks for the statistics of the data: take them first, then the tile is fixed")
    return [
        f"# One image as AugStudio {__version__} draws it.",
        "import base64",
        "import zlib",
        "",
        "import augstudio",
        "import numpy as np",
        "import torch",
        "",
        *_literal("PIPELINE", dumps(tile.pipeline)),
        *_literal("SAMPLE", _packed(tile.image)),
        f"MODE, EPOCH, INDEX = {tile.mode.value!r}, {tile.epoch}, {tile.index}",
        "",
        "",
        "def unpack(text: str) -> np.ndarray:",
        '    """An (H, W, C) uint8 image from its text."""',
        '    shape, _, packed = text.partition(" ")',
        "    values = np.frombuffer(zlib.decompress(base64.b64decode(packed)), np.uint8)",
        '    return values.reshape([int(side) for side in shape.split("x")])',
        "",
        "",
        "def make() -> torch.Tensor:",
        '    """The image after the pipeline, (C, H, W) float32."""',
        "    image = torch.from_numpy(unpack(SAMPLE).transpose(2, 0, 1).copy())",
        "    augment = augstudio.Augmenter(augstudio.loads(PIPELINE), mode=MODE)",
        "    return augment([image], epoch=EPOCH, index=[INDEX])[0]",
        "",
    ]


def _packed(image: "Pixels") -> str:
    shape = "x".join(map(str, image.shape))
    return f"{shape} {base64.b64encode(zlib.compress(np.ascontiguousarray(image).tobytes(), 9)).decode()}"


def _literal(name: str, text: str) -> list[str]:
    """An assignment of a text, as literals of moderate length: whatever it says, it is data."""
    pieces = text.splitlines(keepends=True) if "\n" in text else re.findall(f".{{1,{_WIDTH}}}", text)
    return [f"{name} = (", *(f"    {piece!r}" for piece in pieces), ")"]
