import gzip
import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from augstudio.data import idx
from augstudio.data.idx import FASHION_CLASSES, is_idx, open_idx
from augstudio.data.source import SplitName
from augstudio.errors import DataError

IMAGES = np.arange(6 * 3 * 4, dtype=np.uint8).reshape(6, 3, 4)
LABELS = np.array([0, 1, 2, 0, 1, 2], dtype=np.uint8)


@pytest.fixture
def folder(tmp_path: Path, write_idx) -> Path:
    root = tmp_path / "mnist"
    write_idx(root / "train-images-idx3-ubyte.gz", IMAGES[:4])
    write_idx(root / "train-labels-idx1-ubyte.gz", LABELS[:4])
    write_idx(root / "t10k-images-idx3-ubyte", IMAGES[4:])
    write_idx(root / "t10k-labels-idx1-ubyte", LABELS[4:])
    return root


def test_a_folder_gives_training_images_then_test_images(folder: Path) -> None:
    source = open_idx(folder)
    assert (source.name, len(source), source.classes) == ("mnist", 6, ("0", "1", "2"))
    assert all(np.array_equal(source.image(index), IMAGES[index, ..., None]) for index in range(6))
    assert [source.label(index) for index in range(6)] == LABELS.tolist()
    assert [source.split_of(index) for index in (0, 3, 4, 5)] == [SplitName.TRAIN] * 2 + [SplitName.TEST] * 2


def test_the_folder_that_torchvision_makes_is_found(tmp_path: Path, write_idx) -> None:
    raw = tmp_path / "FashionMNIST" / "raw"
    for suffix in ("", ".gz"):
        write_idx(raw / f"train-images-idx3-ubyte{suffix}", IMAGES)
        write_idx(raw / f"train-labels-idx1-ubyte{suffix}", LABELS)
    for path in (raw, raw.parent):
        source = open_idx(path)
        assert (source.name, len(source), source.classes) == ("FashionMNIST", 6, FASHION_CLASSES)


def test_one_file_gives_its_images_with_the_labels_beside_it(folder: Path) -> None:
    source = open_idx(folder / "t10k-images-idx3-ubyte")
    assert (len(source), source.label(0), source.split_of(0)) == (2, 0, None)
    assert source.classes == ("1", "2")


def test_a_file_without_labels_can_be_looked_at(tmp_path: Path, write_idx) -> None:
    path = write_idx(tmp_path / "pictures", IMAGES)
    assert is_idx(path)
    source = open_idx(path)
    assert (len(source), source.classes, source.label(0)) == (6, (), None)


def test_a_file_of_labels_is_refused_with_advice(folder: Path) -> None:
    with pytest.raises(DataError, match="give the file of images"):
        open_idx(folder / "t10k-labels-idx1-ubyte")


def test_labels_of_another_length_are_refused(folder: Path, write_idx) -> None:
    write_idx(folder / "t10k-labels-idx1-ubyte", LABELS)
    with pytest.raises(DataError, match=r"t10k-labels-idx1-ubyte: .* for 2 images"):
        open_idx(folder)


def test_two_data_sets_in_one_folder_are_refused(folder: Path, write_idx) -> None:
    write_idx(folder / "emnist-train-images-idx3-ubyte", IMAGES)
    write_idx(folder / "emnist-train-labels-idx1-ubyte", LABELS)
    with pytest.raises(DataError, match="several data sets"):
        open_idx(folder)


def test_a_file_cut_short_is_refused_when_read_and_every_time(folder: Path) -> None:
    path = folder / "t10k-images-idx3-ubyte"
    path.write_bytes(path.read_bytes()[:-5])
    source = open_idx(folder)
    for _ in range(2):
        with pytest.raises(DataError, match=r"t10k-images-idx3-ubyte: 19 bytes .* 24"):
            source.image(0)


def test_a_damaged_gz_is_refused(folder: Path) -> None:
    path = folder / "train-images-idx3-ubyte.gz"
    path.write_bytes(path.read_bytes()[:-12])
    with pytest.raises(DataError, match="download it again"):
        open_idx(folder).image(0)
    path.write_bytes(b"not gzip")
    with pytest.raises(DataError, match="cannot be read"):
        open_idx(folder)


def test_other_value_types_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "train-images-idx3-ubyte"
    path.write_bytes(bytes((0, 0, 0x0D, 3)) + bytes(12))
    with pytest.raises(DataError, match="0x0d"):
        open_idx(path)


def test_sniffing_leaves_other_files_alone(tmp_path: Path) -> None:
    for name, content in {"a.gz": b"no gzip", "b.gz": gzip.compress(b"text"), "c": b"", "d": bytes(8)}.items():
        (tmp_path / name).write_bytes(content)
        assert not is_idx(tmp_path / name)
    assert not is_idx(tmp_path)


def test_changing_an_image_returned_changes_no_other(folder: Path) -> None:
    source = open_idx(folder)
    source.image(0)[:] = 99
    assert np.array_equal(source.image(0), IMAGES[0, ..., None])
    with pytest.raises(ValueError, match="read-only"):
        source.pixels()[0] = 0


def test_threads_may_ask_for_the_first_image_at_once(folder: Path) -> None:
    source = open_idx(folder)
    with ThreadPoolExecutor(8) as pool:
        images = list(pool.map(source.image, [index % 6 for index in range(96)]))
    assert all(np.array_equal(image, IMAGES[index % 6, ..., None]) for index, image in enumerate(images))


def test_a_pickle_carries_no_pixels_and_reads_the_same(tmp_path: Path, write_idx) -> None:
    source = open_idx(write_idx(tmp_path / "images", np.ones((50, 28, 28), np.uint8)))
    source.image(0)
    pickled = pickle.dumps(source)
    assert len(pickled) < 5000
    assert np.array_equal(pickle.loads(pickled).image(3), source.image(3))  # noqa: TID251 -- what worker processes do


def test_a_file_that_may_not_be_read_is_not_to_be_downloaded_again(
    tmp_path: Path, write_idx, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_idx(tmp_path / "train-images-idx3-ubyte", np.zeros((2, 4, 4), np.uint8))
    source = open_idx(tmp_path)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(idx, "_header", refuse)
    with pytest.raises(DataError, match=r"cannot be read: permission denied$"):
        source.image(0)
