from pathlib import Path

import numpy as np
import pytest

from augstudio.data.detection import open_source
from augstudio.data.loading import as_arrays, labels_of, load_images, location_of, notes_of, official_splits, read_each
from augstudio.errors import DataError


class BareSource:
    """Only what the protocol asks for; every third image is unreadable."""

    name = "bare"
    classes = ("even", "odd")
    fingerprint = "0"

    def __len__(self) -> int:
        return 7

    def image(self, index: int):
        if index % 3 == 2:
            raise DataError(f"bare[{index}]: torn")
        return np.full((2, 2, 1), index, dtype=np.uint8)

    def label(self, index: int) -> int | None:
        return index % 2


@pytest.fixture
def damaged(tree: Path) -> Path:
    (tree / "cat" / "1.png").write_text("words")
    (tree / "dog" / "2.png").write_bytes((tree / "dog" / "2.png").read_bytes()[:40])
    return tree


def test_unreadable_images_are_skipped_counted_and_listed(damaged: Path) -> None:
    loaded = load_images(open_source(damaged))
    assert loaded.indices.tolist() == [0, 2, 3, 4]
    assert loaded.labels.tolist() == [0, 0, 1, 1]
    assert [(each.index, Path(each.location).name) for each in loaded.unreadable] == [(1, "1.png"), (5, "2.png")]
    assert loaded.unreadable[0].reason == "not an image of a kind we can read"


def test_images_come_in_the_order_asked_for(tree: Path) -> None:
    loaded = load_images(open_source(tree), [5, 0, 5])
    assert loaded.indices.tolist() == [5, 0, 5]
    assert [image.shape for image in loaded.images] == [(4, 7, 3), (4, 6, 3), (4, 7, 3)]


def test_a_bare_source_is_enough() -> None:
    source = BareSource()
    arrays = as_arrays(source)
    assert arrays.images[:, 0, 0, 0].tolist() == [0, 1, 3, 4, 6]
    assert arrays.labels.tolist() == [0, 1, 1, 0, 0]
    assert [each.location for each in arrays.unreadable] == ["bare[2]", "bare[5]"]
    assert arrays.unreadable[0].reason == "torn"
    assert (location_of(source, 3), notes_of(source), official_splits(source)) == ("bare[3]", (), {})
    assert labels_of(source, [1, 2]).tolist() == [1, 0]


def test_equal_sizes_make_one_array_and_others_a_list(tree: Path) -> None:
    source = open_source(tree)
    cats = as_arrays(source, [0, 1])
    assert isinstance(cats.images, np.ndarray)
    assert cats.images.shape == (2, 4, 6, 3)
    both = as_arrays(source)
    assert isinstance(both.images, list)
    assert [image.shape for image in both.images] == [(4, 6, 3)] * 3 + [(4, 7, 3)] * 3


def test_a_size_brings_all_images_to_it(tree: Path) -> None:
    arrays = as_arrays(open_source(tree), size=(5, 9))
    assert isinstance(arrays.images, np.ndarray)
    assert arrays.images.shape == (6, 5, 9, 3)
    assert arrays.images[4, 2, 3].tolist() == [50, 100, 7]


def test_gray_beside_rgb_becomes_rgb(tree: Path, write_image) -> None:
    write_image(tree / "cat" / "9.png", 77)
    arrays = as_arrays(open_source(tree), [3])
    assert arrays.images[0].shape == (4, 6, 1)
    arrays = as_arrays(open_source(tree), [0, 3])
    assert arrays.images[1][0, 0].tolist() == [77, 77, 77]


def test_arrays_in_memory_are_taken_whole_and_are_the_callers_own() -> None:
    source = open_source("digits")
    arrays = as_arrays(source)
    assert isinstance(arrays.images, np.ndarray)
    assert (arrays.images.shape, arrays.labels.shape, arrays.unreadable) == ((1797, 8, 8, 1), (1797,), ())
    assert all(np.array_equal(arrays.images[index], source.image(index)) for index in (0, 1796))
    arrays.images[:] = 0
    assert source.image(0).any()


def test_arrays_in_memory_can_be_resized_too() -> None:
    arrays = as_arrays(open_source("digits"), np.array([3, 1]), size=(16, 12))
    assert isinstance(arrays.images, np.ndarray)
    assert arrays.images.shape == (2, 16, 12, 1)
    assert arrays.indices.tolist() == [3, 1]


def test_no_readable_image_is_an_error_that_says_why(damaged: Path) -> None:
    with pytest.raises(DataError, match="pets: not one of 2 images can be read"):
        as_arrays(open_source(damaged), [1, 5])


def test_no_image_asked_for_is_no_error(tree: Path) -> None:
    assert len(as_arrays(open_source(tree), []).images) == 0


def test_reading_may_stop_early(tree: Path) -> None:
    reading = read_each(open_source(tree))
    assert next(reading)[0] == 0
    reading.close()
