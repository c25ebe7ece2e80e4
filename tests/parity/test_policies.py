"""Exported policies: every result is one that the engine can make, and each comes as often."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import hydra
import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from omegaconf import OmegaConf
from torch import Tensor
from torchvision.transforms import v2

from augstudio.engine.augmenter import Augmenter
from augstudio.export.exporter import export
from augstudio.export.verify.policy_outcomes import first_alike, nearest_blend
from augstudio.pipeline.model import Pipeline
from tests.parity.distributions import same_distribution
from tests.parity.exported import torch_chains, with_fixed_torch_draws
from tests.parity.policies import (
    BLENDS,
    DRAWS,
    ONE_CHAIN,
    POLICIES,
    cutting,
    outcomes,
    photograph,
    single_operations,
)

if TYPE_CHECKING:
    from tests.parity.conftest import TensorflowRun
    from tests.parity.keras_exports import KerasRun

Results = Callable[[str, Pipeline, int], Tensor]

LEVEL = 1 / 255 + 1e-4
"""How far a value may be off: torchvision posterizes floats a step lower."""

OFF = 0.02
"""The share of values that may be further off."""

OFF_ON_AVERAGE = 0.02
"""How far torchvision's results may be off: it cuts values off to bytes before it equalizes, where the engine rounds."""


def by_torchvision(name: str, pipeline: Pipeline, channels: int) -> Tensor:
    chain = torch_chains(pipeline)["train"]
    image = torch.from_numpy(cutting(channels)[0]).permute(2, 0, 1)
    return torch.stack(with_fixed_torch_draws(lambda: [chain(image) for _ in range(DRAWS)]))


@pytest.fixture(params=["torchvision", "tensorflow", "keras_on_tensorflow", "keras_on_torch"])
def results(request: pytest.FixtureRequest) -> Results:
    if request.param == "torchvision":
        return by_torchvision
    run: TensorflowRun | KerasRun = request.getfixturevalue(request.param)
    return lambda name, pipeline, channels: torch.from_numpy(run.results[f"{name}|{channels}|many"]).permute(0, 3, 1, 2)


def is_close(result: Tensor, expected: Tensor, results: Results) -> bool:
    """Within a level of one of the expected images (n, C, H, W), value by value, with few exceptions."""
    gaps = (expected - result).abs().amin(dim=0)
    if (gaps > LEVEL).float().mean().item() <= OFF:
        return True
    return results is by_torchvision and gaps.mean().item() <= OFF_ON_AVERAGE


@pytest.mark.parametrize("channels", [3, 1])
@pytest.mark.parametrize("name", POLICIES)
def test_every_result_is_one_the_engine_can_make_and_as_likely(results: Results, name: str, channels: int) -> None:
    known = outcomes(POLICIES[name], channels)
    assert known.weights.sum() == pytest.approx(1)
    found = results(name, POLICIES[name], channels)
    assert found.shape == (DRAWS, *known.pixels.shape[2:])
    counts = dict.fromkeys(known.names, 0)
    for result in found:
        nearest = first_alike(result, known)
        assert is_close(result, known.pixels[:, nearest], results)
        counts[known.names[nearest]] += 1
    shares = dict.fromkeys(known.names, 0.0)
    for pixels, weight in zip(known.pixels[1], known.weights, strict=True):
        shares[known.names[first_alike(pixels, known)]] += weight
    for kind, share in shares.items():
        assert abs(counts[kind] - DRAWS * share) <= 5 * (DRAWS * share * (1 - share)) ** 0.5 + 1, kind


@pytest.mark.parametrize("channels", [3, 1])
@pytest.mark.parametrize("name", ONE_CHAIN)
def test_augmix_blends_the_image_with_an_operation_of_the_engine(results: Results, name: str, channels: int) -> None:
    image = photograph(channels)
    known = single_operations(ONE_CHAIN[name], channels)
    for result in results(name, ONE_CHAIN[name], channels):
        assert is_close(result, nearest_blend(result, image, known)[None], results)


def features(found: Tensor) -> NDArray[np.float64]:
    """What tells blends apart: means, how far they are from the image, and two of their pixels; (N, k)."""
    channels = found.shape[1]
    change = (found - photograph(channels)).abs()
    pixels = [found[:, 0, 9, 11], found[:, -1, 20, 15]]
    columns = [found.mean(dim=(1, 2, 3)), found.std(dim=(1, 2, 3)), change.mean(dim=(1, 2, 3)), change.amax((1, 2, 3))]
    return torch.stack([*columns, *pixels], dim=1).double().numpy()


@pytest.mark.parametrize("channels", [3, 1])
@pytest.mark.parametrize("name", BLENDS)
def test_augmix_is_of_the_same_distribution(results: Results, name: str, channels: int) -> None:
    many = photograph(channels).expand(3 * DRAWS, -1, -1, -1)
    ours = features(Augmenter(BLENDS[name])(many))
    assert same_distribution(ours, features(results(name, BLENDS[name], channels)))


@pytest.mark.parametrize("name", [*POLICIES, *BLENDS])
def test_torch_yaml_draws_and_computes_what_torch_python_does(name: str) -> None:
    pipeline = (POLICIES | BLENDS)[name]
    nodes = hydra.utils.instantiate(OmegaConf.create(export(pipeline, format="yaml")))["train"]
    found, expected = v2.Compose(nodes), torch_chains(pipeline)["train"]
    image = photograph(3)
    assert torch.equal(*(with_fixed_torch_draws(lambda chain=chain: chain(image)) for chain in (found, expected)))


def test_the_comparison_tells_blends_apart() -> None:
    many = photograph(1).expand(3 * DRAWS, -1, -1, -1)
    default, uneven = (features(Augmenter(each)(many)) for each in BLENDS.values())
    assert not same_distribution(default, uneven[:DRAWS])
