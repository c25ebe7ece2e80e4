"""Which samples to look at: some of every class, others after each shuffle."""

from augstudio.data.source import Source
from augstudio.lazy import numpy as np

_CANDIDATES = 512
"""How many samples are looked at to find some of each class: a number, so that the cost does not grow with the data."""


def choose_samples(source: Source, count: int, *, shuffle: int = 0, class_index: int | None = None) -> tuple[int, ...]:
    """Positions of samples to show, classes taking turns.

    Asking for more gives the same ones and then others, so that a growing window keeps what it shows.

    Args:
        source: The data.
        count: How many; fewer come back where there are not enough.
        shuffle: Each number gives another selection; 0 begins with the first samples.
        class_index: Only samples of this class.
    """
    total = len(source)
    if class_index is not None:
        chosen = _of_class(source, class_index, shuffle, count)
    elif shuffle == 0:
        chosen = _taking_turns(source, list(range(min(total, _CANDIDATES))))
    else:
        chosen = _taking_turns(source, _drawn(total, min(total, _CANDIDATES), shuffle))
    if len(chosen) < count:
        seen = set(chosen)
        more = (index for index in range(min(total, count + _CANDIDATES)) if index not in seen)
        chosen += [] if class_index is not None else list(more)
    return tuple(chosen[:count])


def _drawn(total: int, count: int, shuffle: int) -> list[int]:
    rng = np.random.default_rng(shuffle)
    if total <= 100_000:
        drawn: list[int] = rng.permutation(total)[:count].tolist()
        return drawn
    return list(dict.fromkeys(rng.integers(0, total, count).tolist()))


def _taking_turns(source: Source, candidates: list[int]) -> list[int]:
    by_class: dict[int | None, list[int]] = {}
    for index in candidates:
        by_class.setdefault(source.label(index), []).append(index)
    queues = [by_class[label] for label in sorted(by_class, key=lambda label: -1 if label is None else label)]
    longest = max(map(len, queues), default=0)
    return [queue[turn] for turn in range(longest) for queue in queues if turn < len(queue)]


def _of_class(source: Source, class_index: int, shuffle: int, count: int) -> list[int]:
    from augstudio.data.loading import labels_of  # noqa: PLC0415 -- numpy and Pillow, only where a class is asked for

    members: list[int] = np.flatnonzero(labels_of(source) == class_index).tolist()
    if shuffle == 0:
        return members[:count]
    return [members[place] for place in _drawn(len(members), len(members), shuffle)[:count]]
