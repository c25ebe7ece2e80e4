import gzip
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

WriteImage = Callable[..., Path]
WriteIdx = Callable[[Path, NDArray[np.uint8]], Path]


@pytest.fixture
def write_image() -> WriteImage:
    """Write a small image of one colour, whose suffix says the format."""

    def write(path: Path, colour: int | tuple[int, ...] = (200, 100, 50), size: tuple[int, int] = (6, 4)) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("L" if isinstance(colour, int) else "RGB", size, colour).save(path)
        return path

    return write


@pytest.fixture
def write_idx() -> WriteIdx:
    """Write an array as an IDX file, compressed if the name ends in .gz."""

    def write(path: Path, array: NDArray[np.uint8]) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        content = struct.pack(f">4B{array.ndim}I", 0, 0, 8, array.ndim, *array.shape) + array.tobytes()
        path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
        return path

    return write


@pytest.fixture
def tree(tmp_path: Path, write_image: WriteImage) -> Path:
    """Two classes, three images each, of two sizes; every image has a colour of its own."""
    root = tmp_path / "pets"
    for label, name in enumerate(("cat", "dog")):
        for index in range(3):
            write_image(root / name / f"{index}.png", (50 * index, 100 * label, 7), (6 + label, 4))
    return root
