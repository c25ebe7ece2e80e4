import pytest

from augstudio.training.events import CurvePointFinished, EpochFinished
from augstudio.training.findings import (
    epoch_curves,
    images_needed,
    last_gain,
    learning_finding,
    memorised,
    saving,
    size_curves,
    size_finding,
)


def epoch(arm, number, train, validation, seed=0):
    return EpochFinished(arm, seed, number, number, 0.5, train, 0.5, validation, 0.1, 100.0, 0.1, 1.0)


def point(arm, size, seed, validation, train=1.0):
    return CurvePointFinished(arm, size, seed, train, validation, validation, 1.0)


def learning(without, augmented):
    return epoch_curves([epoch("none", 1, 0.99, without), epoch("flip-crop", 1, 0.93, augmented)])


def test_a_large_difference_is_told():
    assert learning_finding(learning(0.86, 0.91), 1000) == "Augmentation: +5.0 points validation accuracy at epoch 1"


def test_harm_is_told_as_plainly():
    assert learning_finding(learning(0.91, 0.86), 1000) == "Augmentation: −5.0 points validation accuracy at epoch 1"


def test_a_difference_within_chance_is_no_finding():
    assert learning_finding(learning(0.86, 0.863), 1000) == "No clear difference at epoch 1: +0.3 points, within chance"


def test_seeds_that_agree_make_a_small_difference_clear():
    rows = [
        epoch(arm, 1, 1.0, base + gain, seed)
        for seed, base in enumerate((0.80, 0.90))
        for arm, gain in (("none", 0), ("crop", 0.01))
    ]
    assert learning_finding(epoch_curves(rows), 100).startswith("Augmentation: +1.0 points")


def test_arms_are_compared_at_the_last_epoch_that_both_have_reached():
    rows = [epoch("none", 1, 1, 0.5), epoch("none", 2, 1, 0.9), epoch("crop", 1, 1, 0.6)]
    gain = last_gain(epoch_curves(rows))
    assert (gain.x, gain.mean) == (1, pytest.approx(0.1))


def test_without_a_baseline_the_accuracy_is_told():
    curves = epoch_curves([epoch("crop", 7, 0.9, 0.8766)])
    assert last_gain(curves) is None
    assert learning_finding(curves) == "crop: 87.7 % validation accuracy at epoch 7"


def test_the_gap_between_training_and_validation_keeps_names_as_they_are():
    assert memorised(learning(0.86, 0.95)) == (
        "Training above validation accuracy by 13.0 points without, −2.0 points with flip-crop"
    )


def curve(small, large=None):
    """Two sizes, two seeds; gains of the pipeline by seed."""
    rows = [
        point(arm, size, seed, base + (gains[seed] if arm != "none" else 0))
        for size, base, gains in ((100, 0.6, small), (1000, 0.8, large or small))
        for seed in range(len(gains))
        for arm in ("none", "crop")
    ]
    return size_curves(rows)


def test_a_size_curve_tells_both_ends():
    finding = size_finding(curve((0.09, 0.11), (0.02, 0.04)))
    assert finding == "Augmentation: +10.0 points from 100 images, +3.0 points from 1,000"


def test_where_the_seeds_disagree_no_difference_is_told():
    finding = size_finding(curve((0.09, 0.11), (0.02, -0.01)))
    assert finding == "Augmentation: +10.0 points from 100 images, no clear difference from 1,000"


def test_seeds_that_disagree_everywhere_make_no_finding():
    assert (
        size_finding(curve((0.02, -0.01))) == "No clear difference from 1,000 images: +0.5 points, the seeds disagree"
    )


def test_one_seed_is_said_to_be_one():
    finding = size_finding(curve((0.1,), (0.03,)))
    assert finding == "Augmentation: +10.0 points from 100 images, +3.0 points from 1,000 (one seed)"


def test_the_best_of_several_pipelines_is_named():
    rows = [point("none", 10, 0, 0.5), point("a", 10, 0, 0.6), point("b", 10, 0, 0.55)]
    assert size_finding(size_curves(rows)) == "Best is a: +10.0 points from 10 images (one seed)"


def test_the_saving_in_images_is_read_between_the_points():
    curves = curve((0.1, 0.1))
    assert images_needed(curves["crop"], 0.8) == pytest.approx(10**2.5)
    assert saving(curves) == "About 320 images with crop do what 1,000 do without."


def test_no_saving_is_claimed_where_there_is_none():
    assert saving(curve((-0.1, -0.1))) == ""
    assert saving(curve((0.001, 0.001))) == ""


def test_images_are_counted_where_the_gain_is_sure_not_where_the_curves_meet():
    rows = [
        point(arm, size, seed, value)
        for seed in (0, 1)
        for arm, values in (("none", (0.7, 0.8, 0.90)), ("crop", (0.75, 0.9, 0.902)))
        for size, value in zip((100, 1_000, 10_000), values, strict=True)
    ]
    assert saving(size_curves(rows)) == "About 220 images with crop do what 1,000 do without."


def test_one_seed_has_to_gain_more_before_images_are_counted():
    def rows(gain):
        values = (("none", (0.7, 0.8)), ("crop", (0.75, 0.8 + gain)))
        return [
            point(arm, size, 0, value) for arm, two in values for size, value in zip((100, 1_000), two, strict=True)
        ]

    assert saving(size_curves(rows(0.025))) != ""
    assert "do what 1,000" not in saving(size_curves(rows(0.015)))


def test_no_saving_is_told_of_a_pipeline_that_harms_in_the_end():
    assert saving(curve((0.1, 0.1), (-0.03, -0.02))) == ""
