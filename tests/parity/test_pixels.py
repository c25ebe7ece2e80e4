"""What exported code computes, in the real frameworks, against the engine."""

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from augstudio.engine.augmenter import Augmenter
from augstudio.transforms.batch_transform import BatchTransform
from augstudio.transforms.catalogue import OPS, catalogue
from augstudio.transforms.group_transform import GroupTransform
from tests.parity.cases import CASES, Case, images
from tests.parity.conftest import TensorflowRun
from tests.parity.exported import torch_chains
from tests.parity.policies import BLENDS, POLICIES

RUNS = [pytest.param(case, channels, id=f"{case.name} {channels}") for case in CASES for channels in case.channels]


def previewed(case: Case, channels: int, mode: str) -> NDArray[np.float32]:
    """(B, H, W, C) of the engine."""
    batch = torch.from_numpy(images(channels)).permute(0, 3, 1, 2)
    return np.asarray(Augmenter(case.pipeline, mode)(batch).permute(0, 2, 3, 1))


def assert_close(exported: NDArray[np.float32], ours: NDArray[np.float32], case: Case) -> None:
    assert exported.dtype == np.float32
    assert exported.shape == ours.shape
    assert np.mean(np.abs(exported - ours) > case.tolerance) <= case.share


def test_every_op_has_a_case() -> None:
    policies = {step.op for pipeline in (POLICIES | BLENDS).values() for step in pipeline.steps}  # test_policies.py
    mixing = {cls.op for cls in catalogue() if issubclass(cls, BatchTransform)}  # test_batches.py
    groups = {cls.op for cls in catalogue() if issubclass(cls, GroupTransform)}  # test_groups.py
    assert {case.op for case in CASES} | policies | mixing | groups == set(OPS)


@pytest.mark.parametrize("mode", ["train", "eval"])
@pytest.mark.parametrize(("case", "channels"), RUNS)
def test_torchvision_computes_what_was_previewed(case: Case, channels: int, mode: str) -> None:
    chain = torch_chains(case.pipeline)[mode]
    results = [chain(torch.from_numpy(image).permute(2, 0, 1)) for image in images(channels)]
    assert all(type(each) is torch.Tensor for each in results)
    assert_close(torch.stack(results).permute(0, 2, 3, 1).numpy(), previewed(case, channels, mode), case)


@pytest.mark.parametrize("mode", ["train", "eval"])
@pytest.mark.parametrize(("case", "channels"), RUNS)
def test_tensorflow_computes_what_was_previewed(
    tensorflow: TensorflowRun, case: Case, channels: int, mode: str
) -> None:
    assert_close(tensorflow.results[f"{case.name}|{channels}|{mode}"], previewed(case, channels, mode), case)
