"""The arithmetic that stands for a JPEG file in Keras, against files that Pillow writes."""

from io import BytesIO

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from augstudio.export.exporter import export
from tests.parity.conftest import tensorflow_environment
from tests.parity.keras_exports import KerasRun, run_request, single

SIZES = ((8, 8), (17, 33), (24, 21), (1, 1), (5, 3), (46, 20))
"""Heights and widths that fill blocks of 8 and 16 pixels, and that do not; up to 4 pixels wide, colour is not interpolated."""

QUALITIES = (3, 83)


def noise(height: int, width: int, channels: int) -> NDArray[np.uint8]:
    """(3, H, W, C): noise, a rough ramp, and black and white."""
    rng = np.random.default_rng(height * 100 + width)
    made = rng.integers(0, 256, (3, height, width, channels))
    made[1] = np.clip(np.cumsum(rng.normal(0, 9, made.shape[1:]), axis=1) + 120, 0, 255)
    made[2] = rng.integers(0, 2, made.shape[1:]) * 255
    return made.astype(np.uint8)


GIVEN = {
    f"{height}x{width}x{channels}": noise(height, width, channels) for height, width in SIZES for channels in (1, 3)
}


@pytest.fixture(name="run", scope="module", params=["tensorflow", "torch"])
def run_fixture(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> KerasRun:
    sources = {quality: export(single("jpeg", quality=quality), framework="keras") for quality in QUALITIES}
    jobs = {
        f"{size}|{quality}": {"source": sources[quality], "images": size} for size in GIVEN for quality in QUALITIES
    }
    wanted = {"jobs": jobs, "many": {}, "probe": sources[QUALITIES[0]], "scripts": []}
    given = {**GIVEN, "3": GIVEN["17x33x3"]}
    return run_request(request.param, tmp_path_factory.mktemp("jpeg"), tensorflow_environment(), wanted, given)


def through_file(image: NDArray[np.uint8], quality: int) -> NDArray[np.uint8]:
    file = BytesIO()
    Image.fromarray(image.squeeze(2) if image.shape[2] == 1 else image).save(file, "JPEG", quality=quality)
    return np.asarray(Image.open(file)).reshape(image.shape)


@pytest.mark.parametrize("quality", QUALITIES)
@pytest.mark.parametrize("size", GIVEN)
def test_every_bit_is_that_of_a_file(run: KerasRun, size: str, quality: int) -> None:
    expected = np.stack([through_file(image, quality) for image in GIVEN[size]])
    assert np.array_equal((run.results[f"{size}|{quality}|train"] * 255).round(), expected)
    assert np.allclose(run.results[f"{size}|{quality}|off"], GIVEN[size] / 255, atol=1e-6)
