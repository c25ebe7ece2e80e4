"""Certificates of exact code, whose draws are the preview's."""

from dataclasses import replace

import pytest

from augstudio.data.detection import open_source
from augstudio.errors import ExportError
from augstudio.export.exporter import Framework, Style
from augstudio.export.verify.certificate import Verdict, VerifiedStep, verify
from augstudio.export.verify.exact import exact_plans
from augstudio.export.verify.exporting import Exporting
from augstudio.export.verify.plan import Plan, run_plans
from augstudio.pipeline.yaml_format import loads

TORCH = Exporting(Framework.TORCH, Style.EXACT)
DESIGN = """
augstudio: 1
seed: 5
resampling: single
steps:
- {op: random_resized_crop, height: 20, width: 24}
- op: some_of
  count: [1, 2]
  steps:
  - {op: rotate, probability: 0.7}
  - {op: gaussian_noise}
- {op: affine, scale: [0.7, 1.2]}
- {op: normalize, mean: [0.4], std: [0.3]}
- {op: cutmix}
"""


@pytest.mark.parametrize("framework", ["torch", "tf"])
def test_whole_batches_of_two_epochs_are_the_preview(framework: str) -> None:
    certificate = verify(loads(DESIGN), framework=framework, style="exact", samples=4)
    assert certificate.verdict is Verdict.EXACT
    assert [step.id for step in certificate.steps] == [
        "random-resized-crop",
        "some-of",
        "rotate",
        "gaussian-noise",
        "affine",
        "normalize",
        "cutmix",
    ]
    assert all(step.difference.maximum < 1e-4 for step in (*certificate.steps, *certificate.chains) if step.difference)
    assert certificate.chains[0].how == "the same draws"


WRONG = [("probability=0.7", "probability=0.5"), ("SEED = 5", "SEED = 6"), ('id="affine"', 'id="affine-2"')]


@pytest.fixture(name="wrong", scope="module")
def wrong_fixture() -> list[VerifiedStep]:
    """The verdicts on the training chain with other draws."""
    photographs = open_source("photos")
    images = [photographs.image(index)[:50, :60] for index in range(4)]
    *_, train, _ = exact_plans(loads(DESIGN), images, TORCH)
    assert train.check is not None
    plans = [Plan("x", "x", check=replace(train.check, source=train.check.source.replace(*each))) for each in WRONG]  # type: ignore[type-var]
    return list(run_plans(plans, Framework.TORCH)[1])


@pytest.mark.parametrize("number", range(len(WRONG)), ids=[each[1] for each in WRONG])
def test_other_draws_fail(wrong: list[VerifiedStep], number: int) -> None:
    assert wrong[number].verdict is Verdict.FAILED


def test_images_of_two_sizes_make_no_batch() -> None:
    text = "augstudio: 1\nsteps:\n- {op: resize, height: 20, width: 20, probability: 0.5}\n- {op: pad, left: 3}\n"
    certificate = verify(loads(text), framework="torch", style="exact", samples=4)
    assert certificate.steps[0].verdict is Verdict.FAILED
    assert "no batch holds" in certificate.steps[0].reason
    assert certificate.steps[1].verdict is Verdict.EXACT


def test_a_style_that_is_none_is_refused_in_the_exporters_words() -> None:
    with pytest.raises(ExportError, match="there is no style 'quick': choose from native, exact"):
        verify(loads(DESIGN), framework="torch", style="quick")
