import numpy as np
import pytest
import torch

from augstudio.engine.augmenter import Augmenter
from augstudio.errors import PipelineError
from augstudio.kernels.numpy.matrices import about, centre_of, from_corners, moved, similarity_and_shear
from augstudio.kernels.torch.warp import displace, warp
from augstudio.pipeline.model import Pipeline, Step
from augstudio.pipeline.sizes import check_sizes
from augstudio.transforms.catalogue import transform_class
from augstudio.transforms.stage import ImageSize
from tests.contract.examples import example, images


def applied(matrix: np.ndarray, x: float, y: float) -> np.ndarray:
    place = matrix @ [x, y, 1]
    return place[:2] / place[2]


def test_the_fixed_point_stays() -> None:
    linear = similarity_and_shear(np.array([30.0]), np.array([1.7]), np.array([[10.0, -20.0]]))
    (matrix,) = about(linear, centre_of(20, 30))
    assert np.allclose(applied(matrix, 14.5, 9.5), [14.5, 9.5])


def test_moving_the_picture_looks_the_other_way() -> None:
    linear = similarity_and_shear(np.array([30.0]), np.array([2.0]), np.array([[0.0, 0.0]]))
    matrices = about(linear, centre_of(20, 30))
    (matrix,) = moved(matrices, np.array([[3.0, 5.0]]))
    assert np.allclose(applied(matrix, 14.5 + 3, 9.5 + 5), [14.5, 9.5])


def test_corners_are_looked_up_where_they_were() -> None:
    corners = np.array([[[1, 2], [25, 3], [27, 18], [2, 17]]], float)
    (matrix,) = from_corners(corners, 20, 30)
    before = [(0, 0), (29, 0), (29, 19), (0, 19)]
    for (x, y), place in zip(before, corners[0] - 0.5, strict=True):
        assert np.allclose(applied(matrix, *place), [x - 0.5, y - 0.5])


def test_corners_on_one_line_leave_the_image_as_it_is() -> None:
    corners = np.array([[[0, 0], [5, 5], [9, 9], [2, 2]]], float)
    assert np.array_equal(from_corners(corners, 20, 30)[0], np.eye(3))


def test_what_a_map_sends_to_infinity_is_black() -> None:
    matrices = torch.tensor([[[1.0, 0, 0], [0, 1, 0], [0.5, 0, -1]]], dtype=torch.float64)  # w = 0 at x = 2
    out = warp(torch.ones(1, 1, 6, 6), matrices, 6, 6, "bilinear", (0.0,))
    assert out.isfinite().all()
    assert (out[0, 0, :, 2] == 0).all()


def test_even_the_strongest_perspective_gives_finite_pixels() -> None:
    batch = torch.full((256, 1, 5, 6), 0.5)
    out = Augmenter(Pipeline((Step(example("perspective", distortion=1)),)))(batch)
    assert out.isfinite().all()
    assert out.max() <= 0.5 + 1e-6


def test_a_field_of_whole_pixels_shifts() -> None:
    batch = images(2).float() / 255
    fields = torch.tensor([3.0, -2.0]).view(1, 2, 1, 1).expand(2, 2, 24, 30)
    out = displace(batch, fields)
    assert torch.allclose(out[:, :, 2:, :-3], batch[:, :, :-2, 3:], atol=1e-4)
    assert out[:, :, :2].abs().max() < 1e-4
    assert out[:, :, :, -3:].abs().max() < 1e-4


def test_a_field_that_does_not_fit_is_refused_before_any_image() -> None:
    pipeline = Pipeline((Step(example("elastic", sigma=7), probability=0.001),))
    message = "smoothed over 57 px does not fit an image of 24 x 30 px: sigma can be at most 5.75"
    with pytest.raises(PipelineError, match=message) as caught:
        check_sizes(pipeline, ImageSize(24, 30, 1))
    assert caught.value.field == "sigma"
    assert Augmenter(Pipeline((Step(example("elastic", sigma=5.75)),)))(images()).shape == (6, 3, 24, 30)


@pytest.mark.parametrize("side", [1, 2, 8, 16, 20, 21, 28])
def test_a_new_elastic_step_fits_small_images(side: int) -> None:
    elastic = transform_class("elastic")
    size = ImageSize(side, side + 3, 1)
    assert elastic.create(elastic.starting_parameters(size)).output_size(size) == size
