import numpy as np
import torch

from augstudio.kernels.numpy.draws import keys_from, sample_keys, shuffled, uniforms
from augstudio.kernels.torch.draws import normals


def test_normals_have_the_moments_of_the_normal_distribution() -> None:
    keys = sample_keys(0, 0, np.arange(200))
    values = normals(torch.from_numpy(keys), 1001).numpy()
    assert values.shape == (200, 1001)
    assert abs(values.mean()) < 5 / values.size**0.5
    assert abs(values.std() - 1) < 5 / (2 * values.size) ** 0.5
    assert abs((values**4).mean() - 3) < 0.1
    assert abs((values[:, :500] * values[:, 501:]).mean()) < 5 / values[:, :500].size ** 0.5  # two of a pair


def test_a_key_made_from_a_uniform_is_the_word_behind_it() -> None:
    u = uniforms(np.arange(50), 1)[:, 0]
    keys = keys_from(u)
    assert np.array_equal((keys + 0.5) * 2.0**-32, u)
    assert len(set(keys)) == 50


def test_all_orders_are_as_likely() -> None:
    orders = shuffled(sample_keys(0, 0, np.arange(6000)), 3)
    assert (np.sort(orders, axis=1) == [0, 1, 2]).all()
    _, counts = np.unique(orders, axis=0, return_counts=True)
    assert len(counts) == 6
    assert abs(counts - 1000).max() < 5 * (6000 / 6 * 5 / 6) ** 0.5
