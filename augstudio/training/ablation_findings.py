"""What an ablation comes to: for each step a paired difference, its interval over the seeds, and a verdict."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from statistics import fmean, stdev

from augstudio.training.ablation import arm_name
from augstudio.training.events import CurvePointFinished
from augstudio.training.findings import in_points

# Student's t: 95 % lie between minus and plus this, for 1, 2, ... degrees of freedom.
_STUDENT = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228)
_NORMAL = 1.959964


class Verdict(StrEnum):
    """What can be said of a step."""

    HELPS = "helps"
    HURTS = "hurts"
    UNCLEAR = "cannot tell"


@dataclass(frozen=True, slots=True)
class Effect:
    """A difference of validation accuracy, paired by seed; above 0 where the step adds accuracy.

    Attributes:
        mean: Over the seeds.
        low: Lower end of the 95 % interval by Student's t.
        high: Upper end.
        by_seed: Each difference, in the order of the seeds.
    """

    mean: float
    low: float
    high: float
    by_seed: tuple[float, ...]

    @property
    def verdict(self) -> Verdict:
        """Told only where the interval leaves 0 out."""
        if self.low > 0:
            return Verdict.HELPS
        return Verdict.HURTS if self.high < 0 else Verdict.UNCLEAR


@dataclass(frozen=True, slots=True)
class StepEffect:
    """What one step does.

    Attributes:
        step: Its id.
        within: All steps against all but this one: what it adds to the others.
        alone: This step alone against none.
    """

    step: str
    within: Effect
    alone: Effect


@dataclass(frozen=True, slots=True)
class AblationFindings:
    """Everything, of the seeds that every arm has gone through.

    Attributes:
        together: All steps against none.
        steps: Each step, in the order of the pipeline.
        seeds: How many seeds there are.
    """

    together: Effect
    steps: tuple[StepEffect, ...]
    seeds: int


def ablation_findings(rows: Iterable[CurvePointFinished], steps: tuple[str, ...]) -> AblationFindings | None:
    """What the runs come to; None before two seeds are through.

    Args:
        rows: Of `ablate`.
        steps: The ids in question.
    """
    accuracies: dict[str, dict[int, float]] = {}
    for row in rows:
        accuracies.setdefault(row.pipeline, {})[row.seed] = row.val_accuracy
    whole, none = frozenset(steps), frozenset[str]()
    wanted = {whole, none, *(whole - {step} for step in steps), *(frozenset({step}) for step in steps)}
    arms = {kept: accuracies.get(arm_name(kept, steps), {}) for kept in wanted}
    seeds = sorted(set.intersection(*(set(by_seed) for by_seed in arms.values())))
    if len(seeds) < 2:
        return None

    resolution = _resolution([value for by_seed in arms.values() for value in by_seed.values()])

    def effect(more: frozenset[str], fewer: frozenset[str]) -> Effect:
        return paired([arms[more][seed] - arms[fewer][seed] for seed in seeds], resolution)

    effects = tuple(StepEffect(step, effect(whole, whole - {step}), effect(frozenset({step}), none)) for step in steps)
    return AblationFindings(effect(whole, none), effects, len(seeds))


def paired(differences: Sequence[float], resolution: float = 0.0) -> Effect:
    """The mean of differences with its 95 % interval.

    Args:
        differences: One for each seed, two or more.
        resolution: What accuracies differ by at least; a spread below that is not seen, and not believed: two seeds agree easily on one
            image more.
    """
    mean = fmean(differences)
    reach = student(len(differences) - 1) * max(stdev(differences), resolution) / math.sqrt(len(differences))
    return Effect(mean, mean - reach, mean + reach, tuple(differences))


def _resolution(accuracies: Sequence[float]) -> float:
    """The smallest difference between two accuracies: about one validation image; 0 where all are equal."""
    distinct = sorted(set(accuracies))
    return min((right - left for left, right in pairwise(distinct)), default=0.0)


def student(freedom: int) -> float:
    """The 97.5 % quantile of Student's t.

    From 11 degrees of freedom on by the series in their inverse (Abramowitz and Stegun, 26.7.5), whose first terms are exact to 0.001.
    """
    if freedom <= len(_STUDENT):
        return _STUDENT[freedom - 1]
    z = _NORMAL
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / freedom + second / freedom**2 + third / freedom**3


def ablation_sentence(findings: AblationFindings) -> str:
    """The findings in a few words: what the whole pipeline does, and which steps do what within it."""
    whole = findings.together
    gain = in_points(whole.mean) if whole.verdict is not Verdict.UNCLEAR else f"no clear gain ({in_points(whole.mean)})"
    said = [f"All steps together: {gain}"]
    for verdict in Verdict:
        steps = [each.step for each in findings.steps if each.within.verdict is verdict]
        if steps:
            said.append(f"{verdict.value}: {', '.join(steps)}")
    return "; ".join(said)


def interval_text(effect: Effect) -> str:
    """In points: +1.3 (+0.8 to +1.9)."""
    mean, low, high = (in_points(each).removesuffix(" points") for each in (effect.mean, effect.low, effect.high))
    return f"{mean} ({low} to {high})"
