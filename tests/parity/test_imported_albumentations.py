"""What Albumentations made of an image, and what the steps make of it that its classes are imported as."""

from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

import augstudio
from augstudio.export.importing.albumentations import albumentations_word
from augstudio.export.importing.python_reader import read_python
from augstudio.export.importing.vocabulary import Chain
from augstudio.pipeline.model import Pipeline
from tests.parity.albumentations_results import BOTH, NEWER, OLDER, one_image

WRITTEN = dict(np.load(Path(__file__).with_name("albumentations_results.npz")))
ONE_ROUNDING = 1.01 / 255
TOLERANCES = {
    "A.HueSaturationValue": 5 / 255,  # there are 180 hues
    "A.RandomBrightnessContrast": 2.01 / 255,  # rounds to 8 bits in between
    "A.AutoContrast": 5 / 255,  # overlooks full white, as its note says
}


def imported(code: str) -> NDArray[np.float32]:
    chain = Chain(albumentations_word)
    value = read_python(f"import albumentations as A\nimport cv2\ntransform = {code}").values[-1].value
    steps = chain.steps(value)
    assert not chain.refusals
    images = torch.from_numpy(one_image()).permute(2, 0, 1)[None]
    (made,) = augstudio.Augmenter(Pipeline(steps), mode="train")(images)
    return made.permute(1, 2, 0).numpy()


@pytest.mark.parametrize("name", WRITTEN)
def test_a_class_of_fixed_amounts_is_imported_as_what_it_does(name: str) -> None:
    _, _, code = name.partition("|")
    wanted = WRITTEN[name] / 255 if WRITTEN[name].dtype == np.uint8 else WRITTEN[name]
    made = imported(code)
    assert made.shape == wanted.shape
    assert np.abs(made - wanted).max() < TOLERANCES.get(code.partition("(")[0], ONE_ROUNDING)


def test_everything_is_written_down() -> None:
    older, newer = sorted({name.partition("|")[0] for name in WRITTEN})
    assert older.startswith("2.0")
    expected = [f"{older}|{code}" for code in BOTH + OLDER] + [f"{newer}|{code}" for code in BOTH + NEWER]
    assert sorted(WRITTEN) == sorted(expected)
