import pytest

from augstudio.training.config import Optimiser, Schedule, TrainingConfig
from augstudio.training.models import model_kind
from augstudio.training.recipe import Recipe, one_cycle

SOFTMAX = model_kind("softmax")


def recipe(**options):
    return Recipe.of(TrainingConfig(**options), SOFTMAX)


@pytest.mark.parametrize("steps", [1, 2, 7, 1000])
def test_the_learning_rate_rises_to_its_peak_once_and_falls_to_nearly_nothing(steps):
    rates = [one_cycle(step, steps) for step in range(steps)]
    assert all(0 < rate <= 1 for rate in rates)
    peak = rates.index(max(rates))
    assert rates[: peak + 1] == sorted(rates[: peak + 1])
    assert rates[peak:] == sorted(rates[peak:], reverse=True)
    if steps == 1000:
        assert max(rates) == 1
        assert rates[-1] < 1e-4


def test_the_model_knows_what_trains_it_well_unless_told_otherwise():
    assert (recipe().learning_rate, recipe().weight_decay) == (SOFTMAX.learning_rate, SOFTMAX.weight_decay)
    told = recipe(learning_rate=0.5, weight_decay=0.0)
    assert (told.learning_rate, told.weight_decay) == (0.5, 0.0)


def test_sgd_has_a_rate_and_a_decay_of_its_own():
    own = recipe(optimiser=Optimiser.SGD)
    assert own.learning_rate == pytest.approx(10 * SOFTMAX.learning_rate)
    assert own.weight_decay == 5e-4


def test_a_cosine_falls_from_the_start_and_a_constant_stays():
    cosine = [recipe(schedule=Schedule.COSINE, learning_rate=2.0).rate(step, 100) for step in range(100)]
    assert cosine[0] == 2
    assert cosine == sorted(cosine, reverse=True)
    assert cosine[50] == pytest.approx(1)
    assert cosine[-1] < 1e-3 * 2
    assert {recipe(schedule=Schedule.CONSTANT, learning_rate=2.0).rate(step, 9) for step in range(9)} == {2}
