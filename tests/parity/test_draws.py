"""What exported code draws, against the engine: the same distributions; and the engine's own draws in every framework."""

import numpy as np
import pytest
import torch

from augstudio.engine.augmenter import Augmenter
from augstudio.kernels.numpy import draws as numpy_draws
from augstudio.kernels.torch import draws as torch_draws
from tests.parity.conftest import TensorflowRun, draw_keys
from tests.parity.distributions import RANDOM, SAMPLES, coordinates, drawn, same_distribution
from tests.parity.exported import torch_chains, with_fixed_torch_draws


def drawn_in_preview(name: str) -> np.ndarray:
    image = torch.from_numpy(coordinates()).permute(0, 3, 1, 2)
    results = Augmenter(RANDOM[name])(image.expand(SAMPLES, -1, -1, -1))
    return drawn(name, np.stack([each.permute(1, 2, 0).numpy() for each in results]))


@pytest.mark.parametrize("name", RANDOM)
def test_torchvision_draws_from_the_same_distribution(name: str) -> None:
    chain = torch_chains(RANDOM[name])["train"]
    image = torch.from_numpy(coordinates()[0]).permute(2, 0, 1)
    results = with_fixed_torch_draws(lambda: [chain(image) for _ in range(SAMPLES)])
    theirs = drawn(name, torch.stack(results).permute(0, 2, 3, 1).numpy())
    assert same_distribution(drawn_in_preview(name), theirs)


@pytest.mark.parametrize("name", RANDOM)
def test_tensorflow_draws_from_the_same_distribution(tensorflow: TensorflowRun, name: str) -> None:
    assert same_distribution(drawn_in_preview(name), drawn(name, tensorflow.results[f"{name}|many"]))


def test_the_comparison_tells_other_distributions_apart() -> None:
    ours = drawn_in_preview("rotation")
    assert not same_distribution(ours, ours + 4)
    assert not same_distribution(ours, ours[ours[:, 0] < 30])


def words_and_uniforms() -> np.ndarray:
    keys = draw_keys()
    words = numpy_draws.absorb(keys, np.arange(len(keys)) * 7919)
    return np.column_stack([words.astype(np.float64), numpy_draws.uniforms(words, 9, 3)])


def test_draws_in_torch_equal_numpys_bit_for_bit() -> None:
    keys = torch.from_numpy(draw_keys())
    words = torch_draws.absorb(keys, torch.arange(len(keys)) * 7919)
    found = torch.column_stack([words.double(), torch_draws.uniforms(words, 9, 3)])
    assert np.array_equal(found.numpy(), words_and_uniforms())


def test_draws_in_tensorflow_equal_numpys_bit_for_bit(tensorflow: TensorflowRun) -> None:
    assert np.array_equal(tensorflow.results["draws"], words_and_uniforms())
