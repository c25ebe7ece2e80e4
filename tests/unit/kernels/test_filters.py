import numpy as np
import pytest
import torch
from torch.nn.functional import conv2d, pad

from augstudio.engine.augmenter import Augmenter
from augstudio.errors import PipelineError
from augstudio.kernels.numpy.filter_kernels import gaussian_weights, line_kernels, sharpening_kernels
from augstudio.kernels.torch.filters import correlate, filter_inside, smooth
from augstudio.pipeline.model import Pipeline, Step
from augstudio.pipeline.sizes import check_sizes
from augstudio.transforms.stage import ImageSize
from tests.contract.examples import example, images

BATCH = images(4).float() / 255


@pytest.mark.parametrize("shape", [(1, 1), (3, 3), (5, 1), (1, 7), (4, 6)])
def test_correlate_is_a_convolution_with_a_kernel_for_each_image(shape: tuple[int, int]) -> None:
    kernels = torch.sin(torch.arange(4.0 * shape[0] * shape[1])).view(4, *shape)
    expected = [conv2d(image[:, None], kernel[None, None])[:, 0] for image, kernel in zip(BATCH, kernels, strict=True)]
    assert torch.allclose(correlate(BATCH, kernels), torch.stack(expected), atol=1e-5)


@pytest.mark.parametrize("border", ["reflect", "replicate"])
def test_smooth_goes_on_beyond_the_border(border: str) -> None:
    kernels = torch.full((4, 3, 5), 1 / 15)
    expected = conv2d(pad(BATCH, (2, 2, 1, 1), mode=border), kernels[:1, None].expand(3, 1, 3, 5), groups=3)
    assert torch.allclose(smooth(BATCH, kernels, border), expected, atol=1e-6)


def test_an_average_never_passes_the_brightest_value() -> None:
    kernels = torch.from_numpy(gaussian_weights(np.linspace(0.3, 9, 64), 41))
    white = torch.ones(64, 1, 50, 50)
    assert smooth(white, kernels[:, None, :], "reflect").max() == 1


def test_images_smaller_than_the_kernel_keep_all_their_pixels() -> None:
    tiny = BATCH[:, :, :2, :]
    assert torch.equal(filter_inside(tiny, torch.full((4, 3, 3), 1 / 9)), tiny)


def test_kernels_of_averages_sum_to_one() -> None:
    assert np.allclose(gaussian_weights(np.array([0.05, 1, 30]), 7).sum(axis=1), 1)
    assert np.allclose(sharpening_kernels(np.array([0, 1, 3])).sum(axis=(1, 2)), 1)
    degrees = np.linspace(-180, 180, 25)
    assert np.allclose(line_kernels(np.linspace(1, 9, 25), degrees, 9).sum(axis=(1, 2)), 1)


def test_a_line_lies_in_its_direction_and_has_its_length() -> None:
    across, up, falling = line_kernels(np.array([5.0, 5.0, 5.0]), np.array([0.0, 90.0, -45.0]), 5)
    assert np.allclose(across, up.T)
    assert np.count_nonzero(across[2]) == 5
    assert np.allclose(np.delete(across, 2, axis=0), 0)
    assert falling[1, 1] + falling[3, 3] > 10 * (falling[1, 3] + falling[3, 1])


def test_a_kernel_that_does_not_fit_is_refused_before_any_image() -> None:
    pipeline = Pipeline((Step(example("gaussian_blur", kernel_size=49), probability=0.001),))
    message = "a kernel of 49 px does not fit an image of 24 x 30 px: at most 47"
    with pytest.raises(PipelineError, match=message) as caught:
        check_sizes(pipeline, ImageSize(24, 30, 3))
    assert (caught.value.step, caught.value.field) == (0, "kernel_size")
    with pytest.raises(PipelineError, match=f"step gaussian-blur: {message}"):
        Augmenter(pipeline)(images())
    fits = Pipeline((Step(example("gaussian_blur", kernel_size=47)),))
    assert Augmenter(fits)(images()).shape == (6, 3, 24, 30)


def test_only_gray_and_colour_go_through_jpeg() -> None:
    with pytest.raises(PipelineError, match="step jpeg: images of 4 channels"):
        Augmenter(Pipeline((Step(example("jpeg")),)))(images(channels=4))
