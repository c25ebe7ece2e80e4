import json
from concurrent.futures import CancelledError
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from augstudio.cli.stats import stats
from augstudio.data.detection import open_source
from augstudio.data.loading import as_arrays
from augstudio.data.statistics import SizeCount, channel_statistics, statistics
from augstudio.errors import DataError


def test_mean_and_std_are_numpys_over_all_pixels() -> None:
    for name in ("digits", "shapes"):
        source = open_source(name)
        pixels = as_arrays(source).images / np.float64(255)
        found = statistics(source)
        assert found.mean == pytest.approx(tuple(pixels.mean(axis=(0, 1, 2))), abs=1e-10)
        assert found.std == pytest.approx(tuple(pixels.std(axis=(0, 1, 2))), abs=1e-10)
        assert channel_statistics(source) == (found.mean, found.std)


def test_images_of_unequal_size_count_by_their_pixels(tmp_path: Path, write_image) -> None:
    write_image(tmp_path / "a.png", 255, (10, 10))
    write_image(tmp_path / "b.png", 0, (10, 30))
    mean, std = channel_statistics(open_source(tmp_path))
    assert mean == pytest.approx([0.25])
    assert std == pytest.approx([np.sqrt(0.25 * 0.75)])


def test_gray_beside_rgb_counts_as_rgb(tmp_path: Path, write_image) -> None:
    write_image(tmp_path / "a.png", 255)
    write_image(tmp_path / "b.png", (0, 51, 255))
    found = statistics(open_source(tmp_path))
    assert found.mean == pytest.approx([0.5, 0.6, 1])
    assert found.channels == {1: 1, 3: 1}


def test_some_images_can_be_chosen() -> None:
    source = open_source("digits")
    chosen = np.arange(0, 1797, 7)
    pixels = as_arrays(source, chosen).images / np.float64(255)
    mean, std = channel_statistics(source, chosen)
    assert (mean[0], std[0]) == pytest.approx((pixels.mean(), pixels.std()))
    with pytest.raises(DataError, match="not one image"):
        channel_statistics(source, [])


def test_classes_sizes_duplicates_and_unreadable_files_are_listed(tree: Path, write_image) -> None:
    write_image(tree / "cat" / "again.png", (50, 100, 7), (7, 4))
    (tree / "dog" / "words.jpg").write_text("words")
    found = statistics(open_source(tree))
    assert (found.name, found.count) == ("pets", 8)
    assert found.classes == {"cat": 4, "dog": 4}
    assert found.sizes == (SizeCount(4, 7, 4), SizeCount(4, 6, 3))
    assert [[Path(path).name for path in group] for group in found.duplicates] == [["again.png", "1.png"]]
    assert [(Path(each.location).name, each.reason) for each in found.unreadable] == [
        ("words.jpg", "not an image of a kind we can read")
    ]


def test_equal_bytes_in_another_shape_are_no_duplicate(tmp_path: Path, write_image) -> None:
    write_image(tmp_path / "a.png", 7, (4, 6))
    write_image(tmp_path / "b.png", 7, (6, 4))
    assert statistics(open_source(tmp_path)).duplicates == ()


def test_official_parts_and_conversions_are_counted(tmp_path: Path) -> None:
    for split in ("train", "test"):
        for name in ("a", "b"):
            (tmp_path / split / name).mkdir(parents=True)
            Image.new("RGBA", (3, 3)).save(tmp_path / split / name / "x.png")
    found = statistics(open_source(tmp_path))
    assert found.splits == {"train": 2, "test": 2}
    assert found.conversions == {"alpha: blended onto white": 4}


def test_no_readable_image_gives_empty_means(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_text("words")
    found = statistics(open_source(tmp_path))
    assert (found.mean, found.std, len(found.unreadable)) == ((), (), 1)


def test_progress_is_told_and_cancelling_ends_it(tree: Path) -> None:
    told: list[tuple[int, int]] = []
    statistics(open_source(tree), progress=lambda done, total: told.append((done, total)))
    assert told == [(done, 6) for done in range(1, 7)]
    with pytest.raises(CancelledError):
        statistics(open_source(tree), cancelled=lambda: True)


def test_the_command_prints_json_that_holds_everything(tree: Path, capsys) -> None:
    assert stats(str(tree), json=True) == 0
    printed = json.loads(capsys.readouterr().out)
    found = statistics(open_source(tree))
    assert printed == json.loads(json.dumps(found.as_json()))
    assert printed["count"] == 6
    assert printed["classes"] == {"cat": 3, "dog": 3}
    assert printed["mean"] == list(found.mean)
    assert printed["sizes"][0] == {"height": 4, "width": 6, "count": 3}


def test_the_command_prints_a_table_with_names_as_they_are(tmp_path: Path, write_image, capsys, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    write_image(tmp_path / "[bold]a" / "x.png")
    write_image(tmp_path / "b" / "x.png")
    assert stats(str(tmp_path)) == 0
    output = capsys.readouterr()
    assert "[bold]a: 1" in output.out
    assert "6 × 4 pixels: 2" in output.out
    assert "1 groups with equal pixels" in output.out
    assert output.err == ""


def test_long_lists_are_cut_in_the_table_only(tmp_path: Path, capsys) -> None:
    for index in range(25):
        (tmp_path / f"{index:02}.png").write_text("words")
    stats(str(tmp_path))
    table = capsys.readouterr().out
    assert "and 5 more" in table
    stats(str(tmp_path), json=True)
    assert len(json.loads(capsys.readouterr().out)["unreadable"]) == 25
