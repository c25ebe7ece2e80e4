"""The counter-based generator: even, and independent from one word of its key to the next."""

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from augstudio.kernels.numpy.draws import absorb, mix, sample_keys, step_keys, uniforms

COUNT = 1 << 16
Samples = NDArray[np.float64]
INDICES = np.arange(COUNT, dtype=np.int64)


def chi_square_is_plausible(counts: NDArray[np.int64]) -> bool:
    """Counts that should be equal are, within five standard deviations of chi-square; nor are they more equal than chance allows."""
    expected = counts.sum() / counts.size
    freedom = counts.size - 1
    statistic = ((counts - expected) ** 2 / expected).sum()
    return bool(abs(statistic - freedom) < 5 * np.sqrt(2 * freedom))


def draw(
    seed: int = 0, epoch: int = 0, index: NDArray[np.int64] = INDICES, step: str = "rotate", slot: int = 0
) -> Samples:
    return uniforms(step_keys(sample_keys(seed, epoch, index), step), 1, slot)[:, 0]


VARIED: dict[str, Callable[[], Samples]] = {
    "index": draw,
    "slot": lambda: uniforms(step_keys(sample_keys(0, 0, INDICES[:1]), "rotate"), COUNT)[0],
    "epoch": lambda: uniforms(step_keys(sample_keys(0, INDICES, np.zeros(COUNT, np.int64)), "rotate"), 1)[:, 0],
    "seed": lambda: np.concatenate([draw(seed=seed, index=INDICES[:1]) for seed in range(COUNT >> 2)]),
    "step": lambda: np.concatenate([draw(step=f"step-{number}", index=INDICES[:1]) for number in range(COUNT >> 2)]),
}
"""One long row of draws for each word of the key, all others kept."""

PAIRS: dict[str, tuple[Samples, Samples]] = {
    "slots": (draw(), draw(slot=1)),
    "steps": (draw(step="rotate"), draw(step="rotate-2")),
    "indices": (draw(), draw(index=INDICES + 1)),
    "far indices": (draw(), draw(index=INDICES + (1 << 31))),
    "epochs": (draw(), draw(epoch=1)),
    "seeds": (draw(), draw(seed=1)),
    "far seeds": (draw(), draw(seed=2**32 - 1)),
    "seed and epoch swapped": (draw(seed=3, epoch=4), draw(seed=4, epoch=3)),
}


@cache
def varied(word: str) -> Samples:
    return VARIED[word]()


@pytest.mark.parametrize("word", VARIED)
def test_draws_are_uniform_along_every_word_of_the_key(word: str) -> None:
    assert chi_square_is_plausible(np.histogram(varied(word), bins=256, range=(0, 1))[0])


@pytest.mark.parametrize("word", VARIED)
def test_successive_draws_along_every_word_are_independent(word: str) -> None:
    row = varied(word)
    for lag in (1, 2, 4, 256):
        assert chi_square_is_plausible(np.histogram2d(row[:-lag:2], row[lag::2][: len(row[:-lag:2])], bins=16)[0])


@pytest.mark.parametrize("neighbours", PAIRS)
def test_neighbours_are_independent(neighbours: str) -> None:
    one, other = PAIRS[neighbours]
    assert chi_square_is_plausible(np.histogram2d(one, other, bins=16, range=((0, 1), (0, 1)))[0])
    assert abs(np.corrcoef(one, other)[0, 1]) < 5 / np.sqrt(COUNT)
    assert chi_square_is_plausible(np.histogram((one + other) % 1, bins=256, range=(0, 1))[0])


def test_the_check_sees_unevenness_and_dependence() -> None:
    row = draw()
    assert not chi_square_is_plausible(np.histogram(row**1.2, bins=256, range=(0, 1))[0])
    assert not chi_square_is_plausible(np.histogram2d(row, (row + 0.1 * draw(slot=1)) % 1, bins=16)[0])


@pytest.mark.parametrize("word", ["seed", "epoch", "index"])
def test_one_flipped_bit_of_the_key_flips_half_of_the_draws_bits(word: str) -> None:
    values = np.random.default_rng(0).integers(0, 2**32, 4096)
    zeros = np.zeros(len(values), np.int64)

    def key(word_values: NDArray[np.int64]) -> NDArray[np.int64]:
        match word:
            case "seed":
                first = absorb(zeros, word_values)
                return absorb(absorb(first, 5), 6)
            case "epoch":
                return sample_keys(5, word_values, zeros + 6)
            case _:
                return sample_keys(5, 6, word_values)

    base = key(values)
    for bit in range(32):
        changed = base ^ key(values ^ (1 << bit))
        shares = np.array([(changed >> place & 1).mean() for place in range(32)])
        assert abs(shares.mean() - 0.5) < 0.01
        assert np.abs(shares - 0.5).max() < 0.05


def test_the_mixer_is_a_bijection() -> None:
    words = np.concatenate([np.arange(1 << 18), (1 << 32) - 1 - np.arange(1 << 18)]).astype(np.int64)
    mixed = mix(words)
    assert len(np.unique(mixed)) == len(words)
    assert mixed.min() >= 0
    assert mixed.max() < 1 << 32


def test_draws_are_never_0_or_1_and_no_two_samples_share_a_key() -> None:
    keys = sample_keys(0, 0, INDICES)
    found = uniforms(keys, 16)
    assert found.min() > 0
    assert found.max() < 1
    assert len(np.unique(keys)) == COUNT


def test_later_slots_do_not_depend_on_how_many_are_drawn() -> None:
    keys = sample_keys(9, 8, INDICES[:5])
    assert np.array_equal(uniforms(keys, 30)[:, 20:], uniforms(keys, 10, 20))


def test_the_mixer_equals_unsigned_arithmetic() -> None:
    def reference(x: int) -> int:
        x ^= x >> 16
        x = x * 0x7FEB352D % 2**32
        x ^= x >> 15
        x = x * 0x846CA68B % 2**32
        return x ^ (x >> 16)

    words = [0, 1, 2, 0xDEADBEEF, 2**31, 2**32 - 1]
    assert mix(np.array(words, np.int64)).tolist() == [reference(word) for word in words]
