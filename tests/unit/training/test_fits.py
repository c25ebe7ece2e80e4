import math

import numpy as np
import pytest

from augstudio.training.fits import Form, fit_sizes

SIZES = np.array([70, 122, 214, 374, 655, 1145, 2002, 3500], dtype=float)


def power(sizes, a=0.05, b=3.0, c=0.5):
    return a + b * np.asarray(sizes, dtype=float) ** -c


def noisy(true, seeds, noise, rng):
    return true * (1 + noise * rng.normal(size=(seeds, len(true))))


def test_a_power_law_is_found_again():
    fit = fit_sizes(SIZES, np.tile(power(SIZES), (3, 1)))
    assert fit.form is Form.POWER
    assert not fit.is_poor
    assert fit.error(7000) == pytest.approx(power(7000), rel=0.01)
    assert fit.foretold(7000).estimate == fit.error(7000)
    assert fit.gain(7000).estimate == pytest.approx(power(3500) - power(7000), rel=0.05)


@pytest.mark.parametrize(
    ("form", "errors"),
    [
        (Form.LOGARITHM, 0.02 + 0.05 * np.log(20_000 / SIZES)),
        (Form.EXPONENTIAL, 0.1 + 0.6 * np.exp(-SIZES / 500)),
    ],
)
def test_curves_of_other_forms_are_known_for_what_they_are(form, errors):
    fit = fit_sizes(SIZES, np.tile(errors, (3, 1)))
    assert fit.form is form
    assert not fit.is_poor
    assert [fit.error(size) for size in SIZES] == pytest.approx(list(errors), rel=0.02)


def test_the_curve_that_needs_half_the_images_is_seen_to():
    without, own = (fit_sizes(SIZES, np.tile(power(SIZES * factor), (3, 1))) for factor in (1, 1.5))
    assert math.exp(without.size_ratio(own).estimate) == pytest.approx(1.5, rel=0.02)
    assert math.exp(own.size_ratio(without).estimate) == pytest.approx(1 / 1.5, rel=0.02)


@pytest.mark.parametrize("seeds", [3, 5, 10])
@pytest.mark.parametrize("noise", [0.03, 0.06])
def test_intervals_cover_the_truth_about_as_often_as_they_say(seeds, noise):
    rng = np.random.default_rng(seeds)
    foretold = worth = 0
    for _ in range(100):
        a, b, c, factor = rng.uniform(0, 0.08), rng.uniform(1, 4), rng.uniform(0.3, 0.6), rng.uniform(1, 1.6)
        without = fit_sizes(SIZES, noisy(power(SIZES, a, b, c), seeds, noise, rng))
        own = fit_sizes(SIZES, noisy(power(SIZES * factor, a, b, c), seeds, noise, rng))
        interval, ratio = without.foretold(7000), without.size_ratio(own)
        foretold += interval.low <= power(7000, a, b, c) <= interval.high
        worth += ratio.low <= math.log(factor) <= ratio.high
    assert foretold >= 88
    assert worth >= 88


def test_more_seeds_make_a_smaller_interval():
    rng = np.random.default_rng(0)
    few, many = (fit_sizes(SIZES, noisy(power(SIZES), seeds, 0.05, rng)).foretold(7000) for seeds in (3, 12))
    assert many.high - many.low < (few.high - few.low) / 2


def test_noise_around_a_flat_line_promises_nothing():
    rng = np.random.default_rng(0)
    promised = sum(fit_sizes(SIZES, noisy(np.full(8, 0.3), 3, 0.05, rng)).gain(7000).low > 0 for _ in range(50))
    assert promised <= 2


def test_a_curve_with_a_kink_is_poor():
    errors = power(SIZES)
    errors[-1] = errors[-2] * 0.5
    assert fit_sizes(SIZES, np.tile(errors, (3, 1))).is_poor


def test_the_same_numbers_give_the_same_interval():
    errors = noisy(power(SIZES), 4, 0.05, np.random.default_rng(0))
    assert fit_sizes(SIZES, errors).foretold(5000) == fit_sizes(SIZES, errors).foretold(5000)


def test_nothing_is_foretold_beyond_twice_the_data():
    fit = fit_sizes(SIZES, np.tile(power(SIZES), (3, 1)))
    for ask in (fit.error, fit.foretold, fit.gain):
        with pytest.raises(ValueError, match="out of reach"):
            ask(7001)


@pytest.mark.parametrize("errors", [power(SIZES)[None].repeat(2, axis=0), power(SIZES[:4])[None].repeat(3, axis=0)])
def test_two_seeds_or_four_sizes_are_too_few(errors):
    with pytest.raises(ValueError, match="too few"):
        fit_sizes(SIZES[: errors.shape[1]], errors)


def test_curves_without_any_error_can_be_fitted():
    fit = fit_sizes(SIZES, np.zeros((3, 8)))
    assert fit.error(7000) == 0
    assert fit.gain(7000).low <= 0
