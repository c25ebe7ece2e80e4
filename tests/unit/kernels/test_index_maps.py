import numpy as np
import pytest

from augstudio.kernels.numpy.index_maps import centred, padded


@pytest.mark.parametrize("length", [1, 2, 5, 8])
@pytest.mark.parametrize("mode", ["edge", "reflect", "symmetric"])
def test_padding_agrees_with_numpy(mode: str, length: int) -> None:
    border = length - 1 if mode == "reflect" else length
    expected = np.pad(np.arange(length), border, mode=mode)  # type: ignore[call-overload]
    assert padded(np.arange(-border, length + border), length, mode).tolist() == expected.tolist()


def test_constant_padding_marks_what_lies_outside() -> None:
    assert padded(np.arange(-2, 5), 3, "constant").tolist() == [-1, -1, 0, 1, 2, -1, -1]


@pytest.mark.parametrize(("length", "size", "first"), [(7, 4, 2), (8, 5, 2), (9, 4, 2), (6, 4, 1), (5, 5, 0)])
def test_centre_crops_round_halves_to_even_as_torchvision(length: int, size: int, first: int) -> None:
    assert centred(length, size).tolist() == list(range(first, first + size))


def test_a_centre_crop_larger_than_the_image_is_padded() -> None:
    assert centred(3, 6).tolist() == [-1, 0, 1, 2, -1, -1]
