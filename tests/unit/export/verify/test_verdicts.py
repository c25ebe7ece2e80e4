import numpy as np
import pytest

from augstudio.export.verify.draw_comparison import compare_columns
from augstudio.export.verify.verdicts import (
    COLOUR,
    EXACT_COPY,
    RESAMPLING,
    Difference,
    DrawComparison,
    Mismatch,
    Verdict,
    judged,
    measured,
    tolerance_of,
    worst,
)
from augstudio.transforms.catalogue import transform_class
from augstudio.transforms.stage import ImageSize

SIZE = ImageSize(20, 20, 3)
ALIKE = DrawComparison(1000, 0.05, 0.1, 0.9, 0.5, 0.51, 0.05)


def image(value: float = 0.0) -> np.ndarray:
    return np.full((4, 5, 3), value, np.float32)


@pytest.mark.parametrize(
    ("difference", "approximate", "verdict"),
    [
        (Difference(1e-3, 1e-5, 0, COLOUR), "", Verdict.EXACT),
        (Difference(0.5, 1e-4, 0.0009, COLOUR), "", Verdict.EXACT),
        (Difference(0.5, 1e-4, 0.0011, COLOUR), "", Verdict.FAILED),
        (Difference(0.5, 0.3, 0.019, COLOUR), "ties", Verdict.APPROXIMATE),
        (Difference(0.5, 0.019, 0.9, COLOUR), "floors", Verdict.APPROXIMATE),
        (Difference(0.5, 0.021, 0.021, COLOUR), "ties", Verdict.FAILED),
        (Difference(0, 0, 0, COLOUR), "ties", Verdict.APPROXIMATE),
    ],
)
def test_a_verdict_follows_from_the_difference_and_from_what_is_stated(
    difference: Difference, approximate: str, verdict: Verdict
) -> None:
    line = judged("id", "op", "how", difference, ALIKE, approximate)
    assert line.verdict is verdict
    assert bool(line.reason) is (verdict is not Verdict.EXACT)


@pytest.mark.parametrize(
    ("draws", "reason"),
    [
        (DrawComparison(1000, 0.11, 0.1, 0.5, 0.5, 0.5, 0.05), "a gap of 0.11, 0.10 at most by chance"),
        (
            DrawComparison(1000, 0.05, 0.1, 0.5, 0.3, 0.5, 0.05),
            "30.0% of 1000 images were changed, 50.0% in the preview",
        ),
        (DrawComparison(1000, 0.05, 0.1, 1.1, 0.5, 0.5, 0.05), "do not reach as far as in the preview, or farther"),
    ],
)
def test_draws_that_chance_does_not_explain_fail_whatever_the_values_are(draws: DrawComparison, reason: str) -> None:
    line = judged("id", "op", "how", Difference(0, 0, 0, COLOUR), draws)
    assert line.verdict is Verdict.FAILED
    assert reason in line.reason


def test_the_worst_verdict_counts() -> None:
    assert worst([Verdict.APPROXIMATE, Verdict.EXACT]) is Verdict.APPROXIMATE
    assert worst([Verdict.UNSUPPORTED, Verdict.FAILED, Verdict.EXACT]) is Verdict.FAILED
    assert worst([]) is Verdict.EXACT


def test_differences_are_in_units_of_the_image() -> None:
    found = measured([image(1), image()], [image(), image()], 0.3, np.array([0.5, 0.25, 0], np.float32))
    assert (found.maximum, found.mean) == (0.5, pytest.approx(0.125))
    assert found.share == pytest.approx(1 / 6)


def test_what_cannot_be_compared_is_told() -> None:
    with pytest.raises(Mismatch, match=r"shape \(4, 5, 3\), those of the preview \(4, 4, 3\)"):
        measured([image()], [image()[:, :4]], 1)
    with pytest.raises(Mismatch, match="no finite numbers"):
        measured([image(np.nan)], [image()], 1)


@pytest.mark.parametrize(
    ("op", "tolerance"),
    [
        ("horizontal_flip", EXACT_COPY),
        ("cutout", EXACT_COPY),
        ("hue", COLOUR),
        ("rotate", RESAMPLING),
        ("augmix", RESAMPLING),
    ],
)
def test_the_tolerance_is_that_of_what_a_step_does(op: str, tolerance: float) -> None:
    transform = transform_class(op).create({})
    draws = transform.sample(np.random.default_rng(0).random((20, transform.draw_count)), SIZE)
    assert tolerance_of(transform.lower(draws, SIZE, 20)) == tolerance


def test_the_spread_of_two_samples_is_compared_beyond_the_slack_only() -> None:
    ours = np.random.default_rng(1).random((3000, 2))
    same, moved = np.random.default_rng(2).random((1000, 2)), ours[:1000] + np.array([0, 0.2])
    assert compare_columns(same, ours, 1e-3).is_alike
    assert not compare_columns(moved, ours, 1e-3).is_alike
    assert compare_columns(moved, ours, 0.2).is_alike
    assert not compare_columns(same[:, ::-1] * [1, 0.8], ours, 1e-3).is_alike
    assert not compare_columns(same * 0.95, ours, 1e-3).is_alike
    assert compare_columns(same * 0.95, ours, 1e-3).gap < compare_columns(same, ours, 1e-3).limit
    atoms = (ours > 0.5).astype(float)
    assert compare_columns(atoms + 5e-4, atoms, 1e-3).gap == 0
