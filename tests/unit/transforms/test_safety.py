import numpy as np
import pytest

from augstudio.transforms.catalogue import catalogue, transform_class
from augstudio.transforms.geometry.random_resized_crop import RandomResizedCrop
from augstudio.transforms.occlude.random_erasing import RandomErasing
from augstudio.transforms.parameters import Range
from augstudio.transforms.stage import ImageSize

SIZE = ImageSize(24, 30, 3)


@pytest.mark.parametrize("op", [each.op for each in catalogue()])
def test_what_is_made_safer_is_safe(op: str) -> None:
    transform = transform_class(op).create(transform_class(op).starting_parameters(SIZE))
    safer = transform.safer()
    assert safer is None or safer.safer() == safer
    if not transform.label_risks:
        assert safer == transform


@pytest.mark.parametrize(
    ("inner", "outer", "result"),
    [
        (Range(-5, 5), (-10, 10), Range(-5, 5)),
        (Range(-50, 5), (-10, 10), Range(-10, 5)),
        (Range(20, 30), (-10, 10), Range(10, 10)),
    ],
)
def test_a_range_within_another(inner: Range, outer: tuple[float, float], result: Range) -> None:
    assert inner.within(*outer) == result


@pytest.mark.parametrize(
    ("scale", "ratio"),
    [
        ((0.02, 0.33), (0.3, 3.3)),
        ((0.9, 1), (0.3, 3.3)),
        ((0.5, 0.9), (2, 3)),
        ((0.95, 1), (1, 1)),
        ((0.3, 0.4), (0.05, 6)),
    ],
)
def test_the_share_of_boxes_that_fit_is_that_of_what_is_drawn(
    scale: tuple[float, float], ratio: tuple[float, float]
) -> None:
    size = ImageSize(40, 60, 3)
    rng = np.random.default_rng(0)
    erasing = RandomErasing(scale=scale, ratio=ratio)
    u = rng.uniform(size=(4000, erasing.draw_count))
    hit = np.mean(erasing.sample(u, size)["height"] > 0)
    assert abs(hit - (1 - (1 - erasing.fitting_share(size)) ** 10)) < 0.06


def test_the_share_of_crops_that_fit() -> None:
    never = RandomResizedCrop(height=8, width=8, scale=(0.9, 1), ratio=(3, 4))
    always = RandomResizedCrop(height=8, width=8, scale=(0.1, 0.3), ratio=(0.75, 1.3))
    assert never.fitting_share(ImageSize(32, 32, 3)) == 0
    assert never.fitting_share(ImageSize(32, 112, 3)) > 0.4
    assert always.fitting_share(ImageSize(32, 32, 3)) == 1
