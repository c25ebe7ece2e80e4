from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from augstudio.errors import AugStudioError
from augstudio.pipeline.model import Mode, Pipeline, Step
from augstudio.preview.contact_sheet import contact_sheet, write_contact_sheet
from augstudio.preview.renderer import render
from augstudio.preview.values import PreviewRequest
from tests.contract.examples import example
from tests.unit.preview.conftest import MemoryImages

DESIGN = Pipeline((Step(example("rotate", angle=[-40, 40])),), name="turns")


def contains(sheet: np.ndarray, picture: np.ndarray) -> bool:
    height, width = picture.shape[:2]
    windows = np.lib.stride_tricks.sliding_window_view(sheet[..., 0], (height, width))
    first = picture[..., 0]
    rows, columns = np.nonzero((windows[:, :, 0, 0] == first[0, 0]) & (windows[:, :, -1, -1] == first[-1, -1]))
    return any(np.array_equal(windows[row, column], first) for row, column in zip(rows, columns, strict=True))


def read(path: Path) -> np.ndarray:
    return np.asarray(Image.open(path).convert("RGB"))


def test_a_sheet_holds_originals_and_variants_enlarged_by_a_whole_number(colour: MemoryImages, tmp_path: Path) -> None:
    out = tmp_path / "sheet.png"
    write_contact_sheet(DESIGN, colour, samples=2, variants=3, out=out)
    sheet = read(out)
    grid = render(PreviewRequest(DESIGN, (0, 1), variants=3), colour)
    for row in grid.rows:
        for pixels in (row.original, *(tile.pixels for tile in row.variants)):
            assert contains(sheet, np.repeat(np.repeat(pixels, 5, 0), 5, 1))
    assert [path.name for path in tmp_path.iterdir()] == ["sheet.png"]


def test_another_seed_gives_other_variants(colour: MemoryImages, tmp_path: Path) -> None:
    for name, seed in (("a", None), ("b", 0), ("c", 1)):
        write_contact_sheet(DESIGN, colour, samples=2, variants=2, seed=seed, out=tmp_path / f"{name}.png")
    own, same, other = ((tmp_path / f"{name}.png").read_bytes() for name in "abc")
    assert own == same != other


def test_the_steps_of_each_variant_are_a_line(colour: MemoryImages, tmp_path: Path) -> None:
    for variants in (1, 3):
        write_contact_sheet(DESIGN, colour, samples=2, variants=variants, steps=True, out=tmp_path / f"{variants}.png")
    one, three = read(tmp_path / "1.png"), read(tmp_path / "3.png")
    assert one.shape[1] == three.shape[1]
    assert three.shape[0] > 2 * one.shape[0]
    assert contains(one, np.repeat(np.repeat(colour.image(0), 5, 0), 5, 1))


def test_faults_and_unreadable_samples_are_drawn_too(mixed: MemoryImages, tmp_path: Path) -> None:
    never = Pipeline((Step(example("random_crop", height=30, width=30)),))
    for steps in (False, True):
        out = tmp_path / f"{steps}.png"
        write_contact_sheet(never, mixed, samples=4, variants=1, steps=steps, out=out)
        assert read(out).std() > 1


def test_an_evaluation_sheet_has_one_variant(colour: MemoryImages) -> None:
    trained = contact_sheet(render(PreviewRequest(DESIGN, (0,), variants=1), colour))
    evaluated = contact_sheet(render(PreviewRequest(DESIGN, (0,), mode=Mode.EVAL), colour))
    assert trained.size == evaluated.size
    assert trained.tobytes() != evaluated.tobytes()


def test_a_folder_that_is_not_there_is_named(colour: MemoryImages, tmp_path: Path) -> None:
    with pytest.raises(AugStudioError, match="nowhere"):
        write_contact_sheet(DESIGN, colour, samples=1, out=tmp_path / "nowhere" / "sheet.png")


def test_data_without_images_make_a_sheet_without_rows(tmp_path: Path) -> None:
    write_contact_sheet(DESIGN, MemoryImages([]), out=tmp_path / "empty.png")
    write_contact_sheet(DESIGN, MemoryImages([]), steps=True, out=tmp_path / "empty.png")
    assert read(tmp_path / "empty.png").size
