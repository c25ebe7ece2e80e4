"""Policies against torchvision's own tables, and every operation they do against torchvision called directly."""

from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor
from torchvision.transforms import v2

from augstudio.engine.augmenter import Augmenter
from augstudio.transforms.operations import AUGMIX, AUTO_AUGMENT, OPERATIONS, RAND_AUGMENT, TRIVIAL_AUGMENT_WIDE, Table
from augstudio.transforms.parameters import AutoAugmentPolicy
from augstudio.transforms.policy.auto_augment import sub_policies
from augstudio.transforms.stage import ImageSize
from tests.contract.examples import images, pipeline

NEAREST, BILINEAR = v2.InterpolationMode.NEAREST, v2.InterpolationMode.BILINEAR


@pytest.mark.parametrize(
    ("table", "theirs", "bins"),
    [
        (RAND_AUGMENT, v2.RandAugment, 31),
        (TRIVIAL_AUGMENT_WIDE, v2.TrivialAugmentWide, 31),
        (AUTO_AUGMENT, v2.AutoAugment, 10),
        (AUGMIX, v2.AugMix, 10),
    ],
)
@pytest.mark.parametrize("size", [ImageSize(24, 30, 3), ImageSize(32, 32, 1), ImageSize(224, 160, 3)])
def test_operations_and_magnitudes_are_torchvisions(table: Table, theirs: Any, bins: int, size: ImageSize) -> None:
    space = theirs._AUGMENTATION_SPACE
    assert {operation.value for operation in table} == set(space)
    for operation, strength in table.items():
        function, signed = space[operation.value]
        expected = function(bins, size.height, size.width)
        if expected is None:
            assert strength is None
            continue
        assert strength is not None
        assert strength.signed == signed
        ours = strength.at(np.arange(bins), bins, size)
        assert np.allclose(ours, expected.numpy(), rtol=1e-6)


@pytest.mark.parametrize("policy", list(AutoAugmentPolicy))
def test_sub_policies_are_torchvisions(policy: AutoAugmentPolicy) -> None:
    theirs = v2.AutoAugment(v2.AutoAugmentPolicy(policy.value))._policies
    numbers, probabilities, bins = sub_policies(policy)
    ours = [
        tuple(
            (OPERATIONS[number].value, probability, None if AUTO_AUGMENT[OPERATIONS[number]] is None else place)
            for number, probability, place in zip(*pair, strict=True)
        )
        for pair in zip(numbers.tolist(), probabilities.tolist(), bins.tolist(), strict=True)
    ]
    assert ours == theirs


def reference(image: Tensor, name: str, magnitude: float, interpolation: Any) -> Tensor:
    """One operation by torchvision; what it defines on 8 bits, in 8 bits."""
    on_bytes = name in {"Posterize", "Equalize"}
    given = (image.clamp(0, 1) * 255).round().to(torch.uint8) if on_bytes else image
    out = v2.RandAugment()._apply_image_or_video_transform(given, name, magnitude, interpolation, {torch.Tensor: None})
    return out.float() / 255 if on_bytes else out


def chain(image: Tensor, names: list[str], amounts: list[float], interpolation: Any, nudge: float = 0.0) -> Tensor:
    """Operations one after the other; what slants or turns does so by a hair less or more."""
    for name, amount in zip(names, amounts, strict=True):
        hair = nudge if name in {"ShearX", "ShearY", "Rotate"} else 0.0
        image = reference(image, name, amount * (1 + hair), interpolation)
    return image


def agrees(result: Tensor, *expected: Tensor) -> bool:
    """Within 1e-3 of one of them, but for a few pixels that rounding to bytes sends to the other neighbour."""
    nearest = torch.stack([(result - each).abs() for each in expected]).amin(dim=0)
    return (nearest > 1e-3).float().mean().item() < 0.02


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize(
    ("op", "parameters"),
    [
        ("rand_augment", {}),
        ("rand_augment", {"num_ops": 1, "magnitude": 20}),
        ("rand_augment", {"num_ops": 4, "magnitude": 15}),
        ("trivial_augment_wide", {}),
        ("auto_augment", {"policy": "imagenet"}),
        ("auto_augment", {"policy": "cifar10"}),
        ("auto_augment", {"policy": "svhn"}),
    ],
)
def test_what_a_policy_does_is_torchvisions(op: str, parameters: dict[str, Any], channels: int) -> None:
    batch = images(64, channels)
    out, record = Augmenter(pipeline(op, channels=channels, **parameters))(batch, record=True)
    seen = set()
    for image, result, entry in zip(batch.float() / 255, out, record, strict=True):
        draws = next(iter(entry.values()))["draws"]
        names = draws.get("operations") or [draws["operation"]]
        amounts = draws.get("magnitudes") or [draws["magnitude"]]
        # halfway between two pixels, either is the nearest: a hair less or more decides
        assert agrees(result, *(chain(image, names, amounts, NEAREST, nudge) for nudge in (-1e-5, 0, 1e-5)))
        seen |= set(names)
    assert len(seen) > 7


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("parameters", [{}, {"severity": 10, "width": 2, "depth": 2}, {"alpha": 0.1, "width": 5}])
def test_augmix_blends_what_torchvision_makes(parameters: dict[str, Any], channels: int) -> None:
    batch = images(24, channels)
    out, record = Augmenter(pipeline("augmix", channels=channels, **parameters))(batch, record=True)
    for image, result, entry in zip(batch.float() / 255, out, record, strict=True):
        draws = next(iter(entry.values()))["draws"]
        assert sum(draws["weights"]) == pytest.approx(1)
        expected = image * draws["weights"][0]
        chains = zip(draws["operations"], draws["magnitudes"], draws["weights"][1:], strict=True)
        for names, amounts, weight in chains:
            expected = expected + weight * chain(image, names, amounts, BILINEAR)
        assert agrees(result, expected)


def test_chains_of_augmix_are_one_to_three_long_and_never_start_with_nothing() -> None:
    _, record = Augmenter(pipeline("augmix"))(images(1).repeat(300, 1, 1, 1), record=True)
    lengths = []
    for entry in record:
        for chain in next(iter(entry.values()))["draws"]["operations"]:
            length = sum(name != "Identity" for name in chain)
            assert chain[length:] == ["Identity"] * (3 - length)
            lengths.append(length)
    counts = [lengths.count(length) for length in (1, 2, 3)]
    assert sum(counts) == 900
    assert all(abs(count - 300) < 5 * (900 * 2 / 9) ** 0.5 for count in counts)


def test_sub_policies_hit_with_their_own_probabilities() -> None:
    _, record = Augmenter(pipeline("auto_augment"))(images(1).repeat(2000, 1, 1, 1), record=True)
    draws = [next(iter(entry.values()))["draws"] for entry in record]
    assert {each["sub_policy"] for each in draws} == set(range(1, 26))
    thirteenth = [each["operations"] for each in draws if each["sub_policy"] == 13]  # Equalize 0.0, Equalize 0.8
    assert {first for first, _ in thirteenth} == {"Identity"}
    assert 0.5 < sum(second == "Equalize" for _, second in thirteenth) / len(thirteenth) < 1
