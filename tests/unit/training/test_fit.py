import pytest

from augstudio.training.fit import one_cycle


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
