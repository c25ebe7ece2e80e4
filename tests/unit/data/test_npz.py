from pathlib import Path

import numpy as np
import pytest

from augstudio.data.decoding import Conversion
from augstudio.data.npz import open_npz
from augstudio.data.source import SplitName
from augstudio.errors import DataError

IMAGES = np.random.default_rng(0).integers(0, 256, (6, 5, 4, 3), dtype=np.uint8)
LABELS = np.array([0, 1, 2, 0, 1, 2])


def save(path: Path, **arrays) -> Path:
    np.savez_compressed(path, **arrays)
    return path


@pytest.mark.parametrize(
    ("images", "labels"),
    [("images", "labels"), ("x", "y"), ("X", "Y"), ("data", "target"), ("image", "label"), ("arr_0", "arr_1")],
)
def test_the_usual_keys_are_understood(tmp_path: Path, images: str, labels: str) -> None:
    source = open_npz(save(tmp_path / "set.npz", **{images: IMAGES, labels: LABELS}))
    assert (source.name, len(source), source.classes) == ("set", 6, ("0", "1", "2"))
    assert np.array_equal(source.image(3), IMAGES[3])
    assert source.labels().tolist() == LABELS.tolist()


@pytest.mark.parametrize(
    "keys", [("x_train", "y_train", "x_test", "y_test"), ("train_images", "train_labels", "test_images", "test_labels")]
)
def test_splits_in_the_keys_are_official(tmp_path: Path, keys: tuple[str, ...]) -> None:
    arrays = (IMAGES[:4], LABELS[:4, None], IMAGES[4:], LABELS[4:, None])
    source = open_npz(save(tmp_path / "set.npz", **dict(zip(keys, arrays, strict=True))))
    assert [source.split_of(index) for index in (0, 3, 4)] == [SplitName.TRAIN, SplitName.TRAIN, SplitName.TEST]
    assert np.array_equal(source.image(5), IMAGES[5])
    assert source.label(5) == 2


def test_class_names_in_the_archive_are_used(tmp_path: Path) -> None:
    source = open_npz(save(tmp_path / "set.npz", images=IMAGES, labels=LABELS, classes=np.array(list("abcd"))))
    assert source.classes == ("a", "b", "c", "d")


def test_names_one_hot_rows_and_sparse_numbers_are_labels_too(tmp_path: Path) -> None:
    for labels, classes in (
        (np.array(list("bcabca")), ("a", "b", "c")),
        (np.eye(3)[[1, 2, 0, 1, 2, 0]], ("0", "1", "2")),
        (np.array([7, 9, 3, 7, 9, 3]), ("3", "7", "9")),
    ):
        source = open_npz(save(tmp_path / "set.npz", images=IMAGES, labels=labels))
        assert source.classes == classes
        assert source.labels().tolist() == [1, 2, 0, 1, 2, 0]


def test_any_usual_layout_becomes_channels_last(tmp_path: Path) -> None:
    gray = IMAGES[..., 0]
    square = IMAGES[:, :4, :, 0]
    for images, expected in (
        (gray, gray[..., None]),
        (IMAGES[..., :1], IMAGES[..., :1]),
        (IMAGES.transpose(0, 3, 1, 2), IMAGES),
        (square.reshape(6, 16), square[..., None]),
    ):
        source = open_npz(save(tmp_path / "set.npz", images=images))
        assert np.array_equal(source.pixels(), expected)
        assert source.label(0) is None


def test_floats_are_stretched_and_reported(tmp_path: Path) -> None:
    source = open_npz(save(tmp_path / "set.npz", images=(IMAGES / 255).astype(np.float32)))
    assert np.array_equal(source.pixels(), IMAGES)
    assert source.read(0).conversions == (Conversion.UNIT_RANGE,)


def test_a_fourth_channel_is_alpha(tmp_path: Path) -> None:
    images = np.concatenate((IMAGES, np.zeros_like(IMAGES[..., :1])), axis=3)
    source = open_npz(save(tmp_path / "set.npz", images=images))
    assert np.all(source.pixels() == 255)
    assert source.pixels().shape == IMAGES.shape


def test_pickled_objects_are_refused_unread(tmp_path: Path) -> None:
    class Bomb:
        def __reduce__(self):
            return (Path.touch, (tmp_path / "boom",))

    ragged = np.empty(2, dtype=object)
    ragged[:] = [Bomb(), Bomb()]
    for arrays in ({"images": ragged}, {"images": IMAGES, "labels": ragged}, {"images": IMAGES, "classes": ragged}):
        with pytest.raises(DataError, match="pickled Python objects"):
            open_npz(save(tmp_path / "set.npz", **arrays))
    assert not (tmp_path / "boom").exists()


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"weights": np.zeros(3)}, "no images among the keys weights"),
        ({"images": np.zeros((2, 3, 4, 5, 6))}, "has shape"),
        ({"images": np.zeros((0, 3, 4), np.uint8)}, "holds no images"),
        ({"images": IMAGES, "labels": LABELS[:5]}, "6 images in 'images', but 5 labels"),
        ({"images": IMAGES, "labels": LABELS + 0.5}, "not whole numbers"),
        ({"images": IMAGES, "labels": np.ones((6, 2))}, "not one-hot"),
        ({"images": IMAGES, "x": IMAGES}, "could both be meant"),
        ({"images": IMAGES, "x_train": IMAGES}, "keep one or the other"),
        ({"x_train": IMAGES, "y_train": LABELS, "x_test": IMAGES}, "'x_test' has no labels"),
    ],
)
def test_what_cannot_be_understood_is_refused_on_opening(tmp_path: Path, arrays, message: str) -> None:
    path = save(tmp_path / "set.npz", **arrays)
    with pytest.raises(DataError, match=message) as caught:
        open_npz(path)
    assert str(caught.value).startswith(str(path))


def test_values_outside_the_range_are_refused_when_read(tmp_path: Path) -> None:
    source = open_npz(save(tmp_path / "set.npz", images=IMAGES - 300.0))
    with pytest.raises(DataError, match="float64 pixels from"):
        source.image(0)


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    path = save(tmp_path / "set.npz", images=IMAGES)
    for content in (path.read_bytes()[:-60], b"", b"words", b"PK\x03\x04"):
        path.write_bytes(content)
        with pytest.raises(DataError, match=r"set\.npz: cannot be read"):
            open_npz(path)


def test_an_archive_that_may_not_be_read_is_said_to_be_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, mode: str) -> None:
        raise PermissionError(13, "Permission denied", str(path), mode)

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(DataError, match=r"cannot be read as a NumPy archive: permission denied$"):
        open_npz(tmp_path / "locked.npz")
