"""Draws read back from charts, where the preview itself is the code whose draws are not known."""

from typing import Any

import numpy as np
import pytest

from augstudio.export.verify.pinning import many_draws, previewed, rows_of
from augstudio.export.verify.policy_outcomes import simplified
from augstudio.export.verify.recovery import charts, recovered, shows_draws
from augstudio.transforms.catalogue import transform_class
from augstudio.transforms.stage import ImageSize

SIZE = ImageSize(30, 37, 3)
CASES = [
    ("random_crop", {"height": 20, "width": 25}),
    ("random_crop", {"height": 30, "width": 37, "padding": 4, "fill": 0.5}),
    ("random_crop", {"height": 30, "width": 37, "padding": 4, "padding_mode": "reflect"}),
    ("random_crop", {"height": 28, "width": 37, "padding": 3, "padding_mode": "edge"}),
    ("random_resized_crop", {"height": 16, "width": 12, "scale": [0.2, 1]}),
    ("random_resized_crop", {"height": 16, "width": 12, "interpolation": "bicubic"}),
    ("random_resized_crop", {"height": 8, "width": 60, "scale": 0.08}),
    ("perspective", {"distortion": 0.6}),
    ("perspective", {"distortion": 0.6, "fill": 0.4}),
    ("random_erasing", {"fill": 0.5}),
    ("random_erasing", {"scale": 1, "ratio": 1}),
    ("cutout", {"size": 0.4}),
    ("cutout", {"size": 0.4, "holes": 3, "fill": [0.1, 0.2, 0.3]}),
    ("cutout", {"size": 0, "holes": 0}),
]


@pytest.mark.parametrize(("op", "parameters"), CASES)
def test_the_draws_read_from_charts_make_the_same_image(op: str, parameters: dict[str, Any]) -> None:
    transform = simplified(transform_class(op).create(parameters))
    image = np.random.default_rng(3).random((SIZE.height, SIZE.width, 3)).astype(np.float32)
    hidden = many_draws(transform, SIZE, 5)
    for row in range(5):
        draws = rows_of(hidden, [row])
        mapped = [previewed(transform, draws, [chart])[0] for chart in charts(SIZE)]
        expected = previewed(transform, draws, [image])[0]
        found = previewed(transform, recovered(transform, mapped, SIZE), [image])[0]
        assert np.abs(found - expected).max() < 1e-6


def test_a_few_pixels_do_not_show_where_they_were_cut_out() -> None:
    crop = transform_class("random_resized_crop")
    assert not shows_draws(crop.create({"height": 3, "width": 20}))
    assert shows_draws(crop.create({"height": 8, "width": 20}))
