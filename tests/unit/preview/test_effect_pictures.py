from typing import Any

import numpy as np
import pytest

from augstudio.preview.effect_pictures import effect_pictures
from augstudio.transforms.catalogue import OPS, catalogue, transform_class


@pytest.fixture(scope="module")
def photo() -> np.ndarray:
    """A colour image without any symmetry, larger than its pictures."""
    rows, columns = np.mgrid[0:80, 0:100]
    stripes = 60 * (columns // 6 % 2)
    return np.stack([rows * 2 + stripes, columns * 2, 255 - rows - columns], axis=2).astype(np.uint8)


def pictures(image: np.ndarray, side: int = 40) -> dict[str, Any]:
    return {each.op: each.pixels for each in effect_pictures(image, catalogue(), side)}


def test_every_transform_is_answered_in_order_and_most_have_a_picture(photo: np.ndarray) -> None:
    made = pictures(photo)
    assert tuple(made) == OPS
    assert {"rotate", "hue", "random_erasing", "gaussian_blur", "horizontal_flip"} <= {
        op for op, pixels in made.items() if pixels is not None
    }
    for op, pixels in made.items():
        if pixels is not None:
            assert pixels.dtype == np.uint8, op
            assert max(pixels.shape[:2]) <= 40, op


def test_a_flip_is_shown_flipped_though_it_is_applied_to_every_second_image_only(photo: np.ndarray) -> None:
    (flipped,) = effect_pictures(photo[:40, :40], (transform_class("horizontal_flip"),), 40)
    assert flipped.pixels is not None
    np.testing.assert_array_equal(flipped.pixels, photo[:40, :40][:, ::-1])


def test_there_is_no_picture_where_nothing_would_be_seen_or_several_images_are_needed(photo: np.ndarray) -> None:
    made = pictures(photo)
    for op in ("normalize", "affine", "mixup", "one_of"):
        assert made[op] is None, op
    gray = pictures(photo[..., :1])
    for op in ("hue", "saturation", "grayscale"):
        assert gray[op] is None, op
    assert gray["rotate"] is not None


def test_the_same_sample_gives_the_same_pictures(photo: np.ndarray) -> None:
    once, again = pictures(photo), pictures(photo)
    for op, pixels in once.items():
        np.testing.assert_array_equal(pixels, again[op])


def test_a_sample_of_one_pixel_breaks_nothing() -> None:
    assert set(pictures(np.full((1, 1, 3), 128, np.uint8))) == set(OPS)
