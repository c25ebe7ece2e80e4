"""Draws from the gamma, beta and Dirichlet distributions, as pure functions of keys."""

from typing import TYPE_CHECKING

from augstudio.kernels.numpy.draws import uniforms
from augstudio.lazy import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_TRIES = 8
"""Each is taken with 95 % or more: all fail once in 2.5e10 draws, and then the last counts."""

_UNIFORMS = 3 * _TRIES + 1


def _log_gammas(keys: "NDArray[np.int64]", count: int, shape: float) -> "NDArray[np.float64]":
    """Logarithms of gamma draws (B, count), by the squeeze of Marsaglia and Tsang (2000).

    In logarithms, because draws of a small shape are smaller than any float. Shapes below 1 are drawn one higher and brought down by a
    power of a uniform, as the authors say.
    """
    u = uniforms(keys, count * _UNIFORMS).reshape(len(keys), count, _UNIFORMS)
    normals = np.sqrt(-2 * np.log(u[..., :_TRIES])) * np.cos(2 * np.pi * u[..., _TRIES : 2 * _TRIES])
    base = shape + 1 - 1 / 3
    volume = (1 + normals / np.sqrt(9 * base)) ** 3
    positive = np.where(volume > 0, volume, 1)
    bound = 0.5 * normals**2 + base * (1 - positive + np.log(positive))
    taken = (volume > 0) & (np.log(u[..., 2 * _TRIES : 3 * _TRIES]) < bound)
    first = np.where(np.any(taken, axis=-1), taken.argmax(axis=-1), _TRIES - 1)
    chosen = np.take_along_axis(positive, first[..., None], axis=-1)[..., 0]
    result: NDArray[np.float64] = np.log(base * chosen) + np.log(u[..., -1]) / shape
    return result


def dirichlet(keys: "NDArray[np.int64]", count: int, alpha: float) -> "NDArray[np.float64]":
    """Shares (B, count) that sum to 1, from the symmetric Dirichlet distribution."""
    logs = _log_gammas(keys, count, alpha)
    parts = np.exp(logs - logs.max(axis=1, keepdims=True))
    shares: NDArray[np.float64] = parts / parts.sum(axis=1, keepdims=True)
    return shares


def beta(keys: "NDArray[np.int64]", alpha: float) -> "NDArray[np.float64]":
    """Draws (B,) from the beta distribution with both parameters `alpha`."""
    return dirichlet(keys, 2, alpha)[:, 0]
