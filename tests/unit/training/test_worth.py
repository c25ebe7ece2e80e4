import numpy as np
import pytest

from augstudio.training.events import CurvePointFinished
from augstudio.training.findings import size_curves
from augstudio.training.worth import (
    Outlook,
    Unknown,
    Worth,
    outlook,
    outlook_sentence,
    prospects,
    worth,
    worth_sentence,
)

SIZES = (70, 122, 214, 374, 655, 1145, 2002, 3500)


def curves(arms, *, sizes=SIZES, seeds=4, noise=0.01):
    """Each arm as good as the baseline with so many times the images; 0 is pure noise."""
    rng = np.random.default_rng(0)
    rows = []
    for arm, factor in arms.items():
        for size in sizes:
            for seed in range(seeds):
                error = 0.3 if factor == 0 else 0.05 + 3 * (size * factor) ** -0.5
                accuracy = 1 - error * (1 + noise * rng.normal())
                rows.append(CurvePointFinished(arm, size, seed, 1.0, accuracy, accuracy, 1.0))
    return size_curves(rows)


def test_a_pipeline_as_good_as_more_images_is_worth_them():
    found = worth(curves({"none": 1, "crop": 1.5}))
    assert isinstance(found, Worth)
    assert (found.pipeline, found.size, found.is_extrapolated) == ("crop", 3500, True)
    assert found.images.low < 1750 < found.images.high
    assert found.images.high - found.images.low < 1750


def test_it_is_said_with_its_interval_and_that_it_is_extrapolated():
    sentence = worth_sentence(curves({"none": 1, "crop": 1.5}, noise=2e-3))
    assert (
        sentence
        == "With 3,500 images, crop is worth about 1,700 more labelled ones (95 % interval 1,600 to 1,900, extrapolated)."
    )


def test_what_is_worth_more_than_can_be_extrapolated_is_read_among_the_sizes_tried():
    found = worth(curves({"none": 1, "crop": 4}))
    assert isinstance(found, Worth)
    assert not found.is_extrapolated
    assert found.size == pytest.approx(875, rel=0.1)
    assert found.images.estimate == pytest.approx(3500 - 875, rel=0.03)
    assert "extrapolated" not in worth_sentence(curves({"none": 1, "crop": 4}))


def test_harm_is_told_as_plainly():
    found = worth(curves({"none": 1, "crop": 0.7}))
    assert isinstance(found, Worth)
    assert found.images.high < 0
    assert not found.is_extrapolated
    assert "does as much harm as having about 1," in worth_sentence(curves({"none": 1, "crop": 0.7}))


def test_where_the_pipeline_harms_the_outlook_is_without_it():
    found = outlook(curves({"none": 1, "crop": 0.7}))
    assert isinstance(found, Outlook)
    assert found.pipeline == "none"
    assert " without augmentation (95 % interval " in outlook_sentence(curves({"none": 1, "crop": 0.7}))


def test_no_difference_cannot_be_told():
    found = worth(curves({"none": 1, "crop": 1}, noise=0.03))
    assert found == Unknown("the difference is within chance")


@pytest.mark.parametrize("options", [{"seeds": 2}, {"sizes": SIZES[:4]}])
def test_few_seeds_or_sizes_cannot_tell(options):
    few = curves({"none": 1, "crop": 1}, **options)
    assert worth(few) == outlook(few) == Unknown("it takes 3 seeds and 5 sizes")
    assert outlook_sentence(few) == "Cannot tell what twice the data would give: it takes 3 seeds and 5 sizes."


def test_one_reason_is_given_once():
    few = curves({"none": 1, "crop": 1}, seeds=2)
    assert prospects(few) == (
        "Cannot tell what the pipeline is worth in images, or what twice the data would give: it takes 3 seeds and 5 sizes."
    )
    enough = curves({"none": 1, "crop": 1.5})
    assert prospects(enough) == f"{worth_sentence(enough)} {outlook_sentence(enough)}"


def test_a_single_arm_is_worth_nothing_to_compare_but_has_an_outlook():
    alone = curves({"crop": 1})
    assert worth(alone) is None
    assert worth_sentence(alone) == ""
    found = outlook(alone)
    assert isinstance(found, Outlook)
    truth = 0.95 - 3 * 7000**-0.5
    assert (found.pipeline, found.size) == ("crop", 7000)
    assert found.accuracy.low < truth < found.accuracy.high
    assert outlook_sentence(alone).startswith("Twice the data would give about 91.4 % with crop (95 % interval ")


def test_pure_noise_has_no_outlook_and_no_worth():
    noise = curves({"none": 0, "crop": 0}, noise=0.05)
    assert isinstance(worth(noise), Unknown)
    assert outlook(noise) == Unknown("the repetitions differ by more than the curve rises")


def test_the_best_of_several_pipelines_is_meant():
    found = worth(curves({"none": 1, "flip": 1.1, "crop": 1.5, "blur": 0.9}))
    assert isinstance(found, Worth)
    assert found.pipeline == "crop"


def test_a_curve_that_was_stopped_is_judged_by_the_seeds_that_are_whole():
    whole = curves({"none": 1, "crop": 1.5}, seeds=4)
    stopped = {arm: tuple(cut(point) for point in points) for arm, points in whole.items()}
    assert worth(stopped) == worth(curves_of_first(whole, 3))


def cut(point):
    """Seed 3 has not got beyond 500 images."""
    kept = tuple(each for each in point.by_seed if each[0] < 3 or point.x < 500)
    return type(point)(point.x, point.train, point.validation, point.low, point.high, kept)


def curves_of_first(curves, seeds):
    rows = [
        CurvePointFinished(arm, point.x, seed, 1.0, value, value, 1.0)
        for arm, points in curves.items()
        for point in points
        for seed, value in point.by_seed
        if seed < seeds
    ]
    return size_curves(rows)
