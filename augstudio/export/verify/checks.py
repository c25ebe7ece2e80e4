"""How one step of native code is compared with the preview, whose draws are others: by what its draws are like, not by its name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from augstudio.export.verify.draw_comparison import compare_columns
from augstudio.export.verify.exporting import Exporting
from augstudio.export.verify.frameworks import Job, Outcome
from augstudio.export.verify.pinning import DrawnStep, is_settled, many_draws, outcomes, previewed, row_count, rows_of
from augstudio.export.verify.policy_check import PolicyOutcomes
from augstudio.export.verify.policy_outcomes import is_policy
from augstudio.export.verify.recovery import charts, read_charts, recovered, shows_draws
from augstudio.export.verify.trial import Check, Finding, Trial
from augstudio.export.verify.verdicts import measured, tolerance_of
from augstudio.transforms.parameters import Interpolation
from augstudio.transforms.stage import Displace, Fill, Noise, Resample, Stage, Warp

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from augstudio.transforms.base import Draws

_AT_ONCE = 8
_FEW = 3
"""Images on which steps are tried whose every trial takes several runs."""

_RUNS = 8
_MOST_VALUES = 20_000


def pixel_check(samples: Sequence[DrawnStep], exporting: Exporting) -> Check | None:  # noqa: PLR0911 -- one for each way to compare
    """The sharpest comparison of values that a step's draws allow; None where none is known.

    Raises:
        ExportError: The step cannot be said.
        PipelineError: The step can never be applied.
    """
    trials = tuple(Trial.of(sample, exporting) for sample in samples)
    if all(is_settled(trial.transform, trial.size) for trial in trials):
        return PinnedDraws(trials)
    few = trials[:_FEW]
    stages = few[0].stages
    if any(isinstance(stage, Noise) for stage in stages):
        return SpreadOfNoise(few)
    if any(_moves_pixels_freely(stage) for stage in stages):
        return FollowedField(few)
    if all(shows_draws(trial.transform) for trial in few):
        return RecoveredDraws(few)
    if is_policy(few[0].transform):
        return PolicyOutcomes(few[0])
    if all(outcomes(trial.transform, trial.size) is not None for trial in trials):
        return EveryOutcome(trials)
    return None


def _moves_pixels_freely(stage: Stage) -> bool:
    """Whether charts show for each pixel where it comes from, but not what was drawn."""
    match stage:
        case Resample(interpolation=interpolation) | Warp(interpolation=interpolation):
            return interpolation is Interpolation.NEAREST
        case _:
            return isinstance(stage, Displace)


def _tolerance(trials: Sequence[Trial]) -> float:
    return max(tolerance_of(trial.stages) for trial in trials)


@dataclass(frozen=True, slots=True, eq=False)
class PinnedDraws:
    """Every range is narrowed to the number that the preview draws for an image: nothing is left to chance."""

    trials: tuple[Trial, ...]

    @property
    def how(self) -> str:
        return "fixed draws" if self.trials[0].transform.draw_count else "nothing drawn"

    @property
    def jobs(self) -> tuple[Job, ...]:
        return tuple(trial.job() for trial in self.trials)

    def finding(self, found: Sequence[Outcome]) -> Finding:
        ours = [
            previewed(trial.transform, many_draws(trial.transform, trial.size, 1), [trial.sample.image])[0]
            for trial in self.trials
        ]
        theirs = [outcome.images[0] for outcome in found]
        return Finding(measured(theirs, ours, _tolerance(self.trials), self.trials[0].sample.scale))


@dataclass(frozen=True, slots=True, eq=False)
class EveryOutcome:
    """There are few things that can come out: each result is compared with the nearest."""

    trials: tuple[Trial, ...]

    how = "nearest of all outcomes"

    @property
    def jobs(self) -> tuple[Job, ...]:
        return tuple(trial.job() for trial in self.trials)

    def finding(self, found: Sequence[Outcome]) -> Finding:
        theirs = [outcome.images[0] for outcome in found]
        ours = [_nearest(trial, result) for trial, result in zip(self.trials, theirs, strict=True)]
        return Finding(measured(theirs, ours, _tolerance(self.trials), self.trials[0].sample.scale))


def _nearest(trial: Trial, result: "NDArray[np.float32]") -> "NDArray[np.float32]":
    draws = outcomes(trial.transform, trial.size) or {}
    best, image = np.inf, result
    for start in range(0, row_count(draws), _AT_ONCE):
        some = rows_of(draws, np.arange(start, min(start + _AT_ONCE, row_count(draws))))
        for candidate in previewed(trial.transform, some, [trial.sample.image] * row_count(some)):
            gap = np.abs(candidate - result).mean() if candidate.shape == result.shape else np.inf
            if gap < best or image is result:
                best, image = gap, candidate
    return image


@dataclass(frozen=True, slots=True, eq=False)
class RecoveredDraws:
    """What was drawn is read from images of coordinates that were run with the same seed; the preview then draws the same."""

    trials: tuple[Trial, ...]

    how = "draws read from coordinates"

    @property
    def jobs(self) -> tuple[Job, ...]:
        return tuple(job for trial in self.trials for job in (*map(trial.job, charts(trial.size)), trial.job()))

    def finding(self, found: Sequence[Outcome]) -> Finding:
        theirs, ours, noise = [], [], []
        for trial, group in zip(self.trials, _groups(found, len(self.trials)), strict=True):
            *mapped, result = (outcome.images[0] for outcome in group)
            draws = _with_noise_of(trial, recovered(trial.transform, mapped, trial.size))
            expected = previewed(trial.transform, draws, [trial.sample.image])[0]
            hidden = _is_noise(trial, draws, result.shape)
            noise.append((result[hidden], expected[hidden]))
            theirs.append(np.where(hidden, 0, result))
            ours.append(np.where(hidden, 0, expected))
        difference = measured(theirs, ours, _tolerance(self.trials), self.trials[0].sample.scale)
        one, other = (np.concatenate([pair[each] for pair in noise])[:_MOST_VALUES, None] for each in (0, 1))
        return Finding(difference, compare_columns(one, other, 0.0) if len(one) else None)


def _with_noise_of(trial: Trial, draws: "Draws") -> "Draws":
    """Draws that no chart shows, such as the keys of noise, as the preview has them."""
    return {**trial.sample.draws(), **draws}


def _is_noise(trial: Trial, draws: "Draws", shape: tuple[int, ...]) -> "NDArray[np.bool_]":
    """Where values are noise, whose every value is drawn: their spread is compared instead."""
    hidden = np.zeros(shape, np.bool_)
    for stage in trial.transform.lower(draws, trial.size, 1):
        if isinstance(stage, Fill) and stage.fill is None:
            for top, left, height, width in stage.boxes[0]:
                hidden[top : top + height, left : left + width] = True
    return hidden


@dataclass(frozen=True, slots=True, eq=False)
class FollowedField:
    """A field that moves every pixel otherwise is read from coordinates; the image has to have followed the same field."""

    trials: tuple[Trial, ...]

    how = "field read from coordinates"

    @property
    def jobs(self) -> tuple[Job, ...]:
        return tuple(job for trial in self.trials for job in (*map(trial.job, charts(trial.size)), trial.job()))

    def finding(self, found: Sequence[Outcome]) -> Finding:
        theirs, ours = [], []
        for trial, group in zip(self.trials, _groups(found, len(self.trials)), strict=True):
            *mapped, result = (outcome.images[0] for outcome in group)
            field = read_charts(trial.transform, mapped, trial.size)
            inside = field.is_image & _lies_inside(field.rows, trial.size.height)
            inside &= _lies_inside(field.columns, trial.size.width)
            theirs.append(result[inside])
            ours.append(_bilinear(trial.sample.image, field.rows[inside], field.columns[inside]))
        return Finding(measured(theirs, ours, _tolerance(self.trials), self.trials[0].sample.scale))


def _lies_inside(places: "NDArray[np.float64]", length: int) -> "NDArray[np.bool_]":
    return (places >= 0) & (places <= length - 1)


def _bilinear(
    image: "NDArray[np.float32]", rows: "NDArray[np.float64]", columns: "NDArray[np.float64]"
) -> "NDArray[np.float32]":
    """Values of an image (H, W, C) at places (n,) inside it."""
    top = np.minimum(np.floor(rows).astype(np.int64), image.shape[0] - 2)
    left = np.minimum(np.floor(columns).astype(np.int64), image.shape[1] - 2)
    down, right = (rows - top)[:, None], (columns - left)[:, None]
    upper = image[top, left] * (1 - right) + image[top, left + 1] * right
    lower = image[top + 1, left] * (1 - right) + image[top + 1, left + 1] * right
    result: NDArray[np.float32] = (upper * (1 - down) + lower * down).astype(np.float32)
    return result


@dataclass(frozen=True, slots=True, eq=False)
class SpreadOfNoise:
    """Every value has noise of its own: what was added is as spread, alone and between neighbours, as in the preview."""

    trials: tuple[Trial, ...]

    how = "spread of noise"

    @property
    def jobs(self) -> tuple[Job, ...]:
        return tuple(trial.job(runs=_RUNS) for trial in self.trials)

    def finding(self, found: Sequence[Outcome]) -> Finding:
        theirs, ours = [], []
        for trial, outcome in zip(self.trials, found, strict=True):
            image = trial.sample.image
            expected = previewed(trial.transform, many_draws(trial.transform, trial.size, _RUNS), [image] * _RUNS)
            theirs += [_noise_features(each - image) for each in outcome.images]
            ours += [_noise_features(each - image) for each in expected]
        one, other = (np.concatenate(each)[:_MOST_VALUES] for each in (theirs, ours))
        return Finding(draws=compare_columns(one, other, 1e-5))


def _noise_features(added: "NDArray[np.float32]") -> "NDArray[np.float64]":
    """What was added to pixels (n, 3): alone, less its neighbour's, less that in another channel; pixels apart from each other."""
    own, beside, channel = added[::2, :-1:2, 0], added[::2, 1::2, 0], added[::2, :-1:2, -1]
    columns = [each.ravel()[: own.size] for each in (own, own - beside[:, : own.shape[1]], own - channel)]
    return np.stack(columns, axis=1).astype(np.float64)


def _groups(found: Sequence[Outcome], count: int) -> list[Sequence[Outcome]]:
    each = len(found) // count
    return [found[start : start + each] for start in range(0, len(found), each)]
