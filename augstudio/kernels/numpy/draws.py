"""Every random number, as a pure function of (seed, epoch, sample index, step, slot).

A counter-based generator: words are absorbed one after the other by the 32-bit mixer `lowbias32`, whose constants C. Wellons published in
"Prospecting for Hash Functions" (2018). It runs in int64 with a mask, because torch and TensorFlow lack unsigned arithmetic on some
devices; products wrap, and their low 32 bits are right all the same. `augstudio.kernels.torch.draws` and
`augstudio.kernels.tensorflow.draws` say the same in the other frameworks and are tested to agree with this one bit for bit.
"""

from typing import TYPE_CHECKING
from zlib import crc32

from augstudio.lazy import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

MASK = 0xFFFFFFFF
GOLDEN = 0x9E3779B9
"""2**32 over the golden ratio: keeps a chain that starts from zeros away from the mixer's fixed point 0."""


def mix(x: "NDArray[np.int64]") -> "NDArray[np.int64]":
    """lowbias32: a bijection of 32-bit words, held in int64."""
    x = x ^ (x >> 16)
    x = (x * 0x7FEB352D) & MASK
    x = x ^ (x >> 15)
    x = (x * 0x846CA68B) & MASK
    return x ^ (x >> 16)


def absorb(key: "NDArray[np.int64]", word: "ArrayLike") -> "NDArray[np.int64]":
    """The key that a word makes of a key; different words make different keys."""
    return mix(((key + GOLDEN) & MASK) ^ (np.asarray(word, np.int64) & MASK))


def sample_keys(seed: int, epoch: "ArrayLike", index: "NDArray[np.int64]") -> "NDArray[np.int64]":
    """One key per sample, (B,).

    Args:
        seed: The pipeline's.
        epoch: One for all, or (B,).
        index: (B,) position of each sample in the data set, below 2**32.
    """
    return absorb(absorb(absorb(np.zeros(1, np.int64), seed), epoch), index)


def step_keys(keys: "NDArray[np.int64]", step_id: str) -> "NDArray[np.int64]":
    """One key per sample for one step, (B,); the step enters as the CRC-32 of its id."""
    return absorb(keys, crc32(step_id.encode()))


def uniforms(keys: "NDArray[np.int64]", count: int, first_slot: int = 0) -> "NDArray[np.float64]":
    """Unit uniforms (B, count) for the slots from `first_slot` on: multiples of 2**-32, shifted by half of it, never 0 or 1."""
    slots = np.arange(first_slot, first_slot + count, dtype=np.int64)
    words = absorb(keys[:, None], slots[None, :]).astype(np.float64)
    return (words + 0.5) * 2.0**-32


def keys_from(u: "NDArray[np.float64]") -> "NDArray[np.int64]":
    """The word (B,) that each unit uniform was made of: a key of its own, for draws that depend on the image's size."""
    return np.floor(u * 2.0**32).astype(np.int64)


def shuffled(keys: "NDArray[np.int64]", count: int) -> "NDArray[np.float64]":
    """A permutation of 0 .. count - 1 for each key, (B, count); all are as likely."""
    return np.argsort(uniforms(keys, count), axis=1, kind="stable").astype(np.float64)
