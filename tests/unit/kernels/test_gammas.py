import numpy as np
import pytest

from augstudio.kernels.numpy.draws import sample_keys
from augstudio.kernels.numpy.gammas import beta, dirichlet

KEYS = sample_keys(0, 0, np.arange(20_000))


@pytest.mark.parametrize("alpha", [0.01, 0.2, 1, 4, 100])
def test_beta_has_its_mean_and_variance(alpha: float) -> None:
    values = beta(KEYS, alpha)
    assert np.isfinite(values).all()
    assert (values >= 0).all()
    assert (values <= 1).all()
    variance = 1 / (4 * (2 * alpha + 1))
    assert abs(values.mean() - 0.5) < 5 * (variance / len(values)) ** 0.5
    assert abs(values.var() - variance) < 0.04 * variance


def test_beta_of_one_is_uniform() -> None:
    counts, _ = np.histogram(beta(KEYS, 1), bins=20, range=(0, 1))
    assert abs(counts - 1000).max() < 5 * 1000**0.5


@pytest.mark.parametrize("alpha", [0.05, 1, 9])
def test_shares_sum_to_one_and_are_alike(alpha: float) -> None:
    shares = dirichlet(KEYS, 4, alpha)
    assert np.allclose(shares.sum(axis=1), 1)
    deviation = (3 / 16 / (4 * alpha + 1)) ** 0.5
    assert abs(shares.mean(axis=0) - 0.25).max() < 5 * deviation / len(KEYS) ** 0.5
