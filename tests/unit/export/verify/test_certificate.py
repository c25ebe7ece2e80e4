"""Certificates of native code: what is right passes, and what is wrong does not."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from augstudio.data.detection import open_source
from augstudio.export.exporter import Framework, Style
from augstudio.export.verify.certificate import Certificate, Verdict, VerifiedStep, verify
from augstudio.export.verify.exporting import Exporting
from augstudio.export.verify.native import native_plans, step_plans
from augstudio.export.verify.plan import Plan, run_plans
from augstudio.export.verify.rows import rows
from augstudio.pipeline.model import Pipeline, Step
from augstudio.pipeline.yaml_format import loads
from augstudio.transforms.catalogue import transform_class

TORCH = Exporting(Framework.TORCH, Style.NATIVE)

DESIGN = """
augstudio: 1
name: design
seed: 5
steps:
- {op: resize, height: 30, width: 32}
- {op: random_crop, height: 28, width: 28}
- op: one_of
  weights: [3, 1]
  steps:
  - {op: rotate, probability: 0.7, interpolation: nearest}
  - {op: brightness}
- {op: rand_augment}
- {op: normalize, mean: [0.4], std: [0.3]}
- {op: mixup}
"""


@pytest.fixture(name="certificates", scope="module")
def certificates_fixture() -> tuple[Certificate, Certificate, list[VerifiedStep]]:
    """Two of the same design, and what was told while the second was made."""
    told: list[VerifiedStep] = []
    clothes = open_source("fashion-mnist-5k")
    return (
        verify(loads(DESIGN), framework="torch", source=clothes, samples=3),
        verify(loads(DESIGN), framework="torch", source=clothes, samples=3, progress=told.append),
        told,
    )


def test_every_step_those_in_groups_and_both_chains_have_a_verdict(certificates: Any) -> None:
    certificate, _, _ = certificates
    verdicts = {step.id: step.verdict.value for step in (*certificate.steps, *certificate.chains)}
    assert verdicts == {
        "resize": "exact",
        "random-crop": "exact",
        "one-of": "approximate",
        "rotate": "approximate",
        "brightness": "exact",
        "rand-augment": "approximate",
        "normalize": "exact",
        "mixup": "exact",
        "train": "approximate",
        "eval": "exact",
    }
    assert certificate.verdict is Verdict.APPROXIMATE
    assert certificate.is_good


def test_a_certificate_says_how_near_values_are_and_how_draws_are_spread(certificates: Any) -> None:
    steps = {step.id: step for step in certificates[0].steps}
    assert steps["brightness"].difference.maximum < 1e-6
    assert steps["normalize"].draws is None
    assert steps["random-crop"].draws.gap < steps["random-crop"].draws.limit
    assert "half-way" in steps["rotate"].reason
    assert "without" in certificates[0].chains[0].how
    assert "random-crop" in certificates[0].chains[0].how


def test_the_same_input_makes_the_same_certificate_which_is_json(certificates: Any) -> None:
    one, other, told = certificates
    found = one.to_json()
    assert json.loads(json.dumps(found)) == found == other.to_json()
    assert found["schema"] == 1
    assert found["data"]["images"] == 3
    assert list(found["export"]["versions"]) == ["torch", "torchvision"]
    assert len(found["export"]["sha256"]) == len(found["pipeline"]["sha256"]) == 64
    assert tuple(told) == (*other.steps, *other.chains)


def plans_of(op: str, parameters: dict[str, Any], probability: float) -> Sequence[Plan]:
    transform = transform_class(op).create(parameters)
    pipeline = Pipeline((Step(transform, probability=probability),))
    photographs = open_source("photos")
    images = [photographs.image(index)[:60:1, :70:1] for index in (0, 1, 2)]
    return [plan for row in rows(pipeline, images) for plan in step_plans(row, TORCH)]


def altered(plan: Plan, change: Callable[[str], str]) -> Plan:
    """The same plan with other code in all its jobs."""

    class Altered:
        how = "altered"
        jobs = tuple(replace(job, source=change(job.source)) for job in plan.check.jobs) if plan.check else ()
        finding = plan.check.finding if plan.check else None

    runs = replace(plan.runs, source=change(plan.runs.source)) if plan.runs else None
    return replace(plan, check=Altered() if plan.check else None, runs=runs)  # type: ignore[arg-type]


WRONG = [
    ("rotate", {"angle": [10, 40]}, 1, "fill=None", "fill=0.0"),  # darkens the border twice
    ("rotate", {"angle": [-30, 30]}, 1, "(-30, 30)", "(-30, 15)"),
    ("rotate", {"angle": 20}, 1, "(20, 20)", "(-20, -20)"),
    ("rotate", {}, 0.6, "p=0.6", "p=0.4"),
    ("brightness", {"factor": [0.8, 1.1]}, 1, "(0.8, 1.1)", "(0.8, 1.085)"),
    ("rotate", {"angle": [-30, 30]}, 1, "(-30, 30)", "(-31.5, 31.5)"),
    ("horizontal_flip", {}, 0.5, "p=0.5", "p=0.35"),
    ("random_crop", {"height": 40, "width": 40, "padding": 3}, 1, "padding=3", "padding=3, padding_mode='edge'"),
    ("random_crop", {"height": 40, "width": 40}, 1, "v2.RandomCrop(", "v2.CenterCrop("),
    ("random_resized_crop", {"height": 30, "width": 30}, 1, "(30, 30)", "(30, 30), antialias=False"),
    ("random_resized_crop", {"height": 30, "width": 30}, 1, "(30, 30)", "(30, 30), scale=(0.4, 1)"),
    ("perspective", {}, 1, "fill=None", "fill=0.2"),
    ("elastic", {"alpha": 30, "sigma": 3}, 1, "fill=None", "fill=None, interpolation=v2.InterpolationMode.NEAREST"),
    ("elastic", {"alpha": 30, "sigma": 3}, 1, "alpha=", "alpha=2 * "),
    ("random_erasing", {}, 1, "value=0", "value=0.1"),
    ("random_erasing", {"fill": "noise"}, 1, 'value="random"', "value=0"),
    ("cutout", {}, 1, "size=(0.25, 0.25)", "size=(0.3, 0.3)"),
    ("gaussian_noise", {"sigma": 0.05}, 1, "0.05", "0.06"),
    ("channel_shuffle", {}, 1, "v2.RandomChannelPermutation()", "v2.RandomInvert(1.0)"),
    ("color_jitter", {}, 1, "contrast=", "contrast=(0.5, 0.5) or "),
    ("auto_augment", {}, 1, "IMAGENET", "SVHN"),
    ("augmix", {}, 1, "severity=3", "severity=10"),
    *(
        (op, {}, 1, "v2.ToPureTensor()", "v2.CenterCrop((5, 9)), v2.ToPureTensor()")
        for op in ("perspective", "elastic", "cutout", "gaussian_noise", "auto_augment", "augmix", "channel_shuffle")
    ),
    ("mixup", {}, 1, "alpha=0.2", "alpha=2"),
    ("cutmix", {}, 1, "alpha=1,", "alpha=0.2,"),
]


@pytest.fixture(name="wrong", scope="module")
def wrong_fixture() -> list[VerifiedStep]:
    """The verdicts on code with a mistake in each."""
    plans = []
    for op, parameters, probability, right, mistake in WRONG:
        (plan,) = plans_of(op, parameters, probability)
        assert any(right in job.source for job in plan.jobs), (op, plan.jobs[-1].source)
        plans.append(altered(plan, lambda text, right=right, mistake=mistake: text.replace(right, mistake)))
    return list(run_plans(plans, Framework.TORCH)[1])


@pytest.mark.parametrize("number", range(len(WRONG)), ids=[f"{each[0]} {each[4]}" for each in WRONG])
def test_wrong_code_fails(wrong: list[VerifiedStep], number: int) -> None:
    assert wrong[number].verdict is Verdict.FAILED
    assert wrong[number].reason


def test_the_chain_with_draws_of_its_own_is_run_as_well() -> None:
    photographs = open_source("photos")
    *_, train, _ = native_plans(loads(DESIGN), [photographs.image(0)[:60, :70]], TORCH)
    wrong = altered(train, lambda text: text.replace("v2.RandomCrop((28, 28))", "v2.RandomCrop((27, 28))"))
    ((line,), (right,)) = (run_plans([each], Framework.TORCH)[1] for each in (wrong, train))
    assert line.verdict is Verdict.FAILED
    assert "27" in line.reason
    assert right.verdict is Verdict.APPROXIMATE
