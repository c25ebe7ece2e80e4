import numpy as np
import torch
from torchvision.transforms import v2

from augstudio.kernels.numpy.boxes import UNIFORMS, crop_boxes, erasing_boxes

COUNT = 4000


def uniforms() -> np.ndarray:
    return np.random.default_rng(0).random((COUNT, UNIFORMS))


def close(ours: np.ndarray, theirs: np.ndarray) -> bool:
    """Two samples of one distribution: the largest gap between their cumulative shares (Kolmogorov and Smirnov, p about 1e-4)."""
    places = np.union1d(ours, theirs)
    gap = np.abs(
        np.searchsorted(np.sort(ours), places, side="right") / len(ours)
        - np.searchsorted(np.sort(theirs), places, side="right") / len(theirs)
    ).max()
    return bool(gap < 2.2 * np.sqrt(1 / len(ours) + 1 / len(theirs)))


def test_crop_boxes_are_distributed_as_torchvisions() -> None:
    ours = crop_boxes(uniforms(), 60, 80, (0.08, 1), (0.75, 4 / 3))
    transform = v2.RandomResizedCrop(32)
    image = torch.zeros(3, 60, 80)
    drawn = [transform.make_params([image]) for _ in range(COUNT)]
    for column, name in enumerate(("top", "left", "height", "width")):
        assert close(ours[:, column], np.array([each[name] for each in drawn])), name


def test_erasing_boxes_are_distributed_as_torchvisions() -> None:
    ours = erasing_boxes(uniforms(), 60, 80, (0.02, 0.33), (0.3, 3.3))
    transform = v2.RandomErasing(p=1)
    image = torch.zeros(3, 60, 80)
    drawn = [transform.make_params([image]) for _ in range(COUNT)]
    for column, name in enumerate(("i", "j", "h", "w")):
        assert close(ours[:, column], np.array([each[name] for each in drawn])), name


def test_crop_boxes_lie_inside_the_image() -> None:
    top, left, height, width = crop_boxes(uniforms(), 9, 31, (0.01, 1), (0.2, 5)).T
    assert (top >= 0).all()
    assert (left >= 0).all()
    assert (height > 0).all()
    assert (width > 0).all()
    assert (top + height <= 9).all()
    assert (left + width <= 31).all()


def test_crop_boxes_that_never_fit_fall_back_to_the_centre() -> None:
    boxes = crop_boxes(uniforms()[:50], 32, 32, (0.9, 1), (2, 3))
    assert (boxes == [8, 0, 16, 32]).all()


def test_erasing_boxes_that_never_fit_cover_nothing() -> None:
    assert (erasing_boxes(uniforms()[:50], 20, 20, (1, 1), (1, 1)) == 0).all()
