from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from augstudio.data.detection import open_source
from augstudio.errors import DataError
from augstudio.export.verify.sample_images import default_source, middle, sample_images
from augstudio.pipeline.model import Pipeline
from augstudio.pipeline.yaml_format import loads


@pytest.mark.parametrize(
    ("step", "name"),
    [
        ("{op: rotate}", "photos"),
        ("{op: normalize, mean: [0.5, 0.4, 0.3], std: 1}", "photos"),
        ("{op: normalize, mean: 0.5, std: 0.2}", "photos"),
        ("{op: transpose, probability: 0.5}", "fashion-mnist-5k"),
    ],
)
def test_photographs_are_taken_where_they_fit(step: str, name: str) -> None:
    assert default_source(loads(f"augstudio: 1\nsteps:\n- {step}\n")).name == name


def test_images_are_spread_over_the_data() -> None:
    source = open_source("digits")
    images = sample_images(Pipeline(), source, 3)
    assert all(np.array_equal(image, source.image(index)) for image, index in zip(images, (0, 599, 1198), strict=True))
    assert len(sample_images(Pipeline(), open_source("photos"), 100)) == 6


def test_large_images_are_cut_to_their_middle_where_steps_fit_that(tmp_path: Path) -> None:
    Image.new("RGB", (700, 600)).save(tmp_path / "a.png")
    source = open_source(tmp_path)
    assert sample_images(Pipeline(), source, 1)[0].shape == (512, 512, 3)
    crop = loads("augstudio: 1\nsteps:\n- {op: random_crop, height: 560, width: 100}\n")
    assert sample_images(crop, source, 1)[0].shape == (600, 700, 3)


def test_images_that_cannot_be_read_are_passed_over(tmp_path: Path) -> None:
    Image.new("L", (9, 9)).save(tmp_path / "a.png")
    (tmp_path / "b.png").write_bytes(b"nothing")
    assert len(sample_images(Pipeline(), open_source(tmp_path), 5)) == 1
    (tmp_path / "a.png").write_bytes(b"nothing either")
    with pytest.raises(DataError, match="not one of its images can be read"):
        sample_images(Pipeline(), open_source(tmp_path), 5)


def test_the_middle_is_the_middle() -> None:
    image = np.arange(35).reshape(5, 7, 1)
    assert middle(image, 1, 3).ravel().tolist() == [16, 17, 18]
    assert middle(image, 9, 9).shape == (5, 7, 1)
