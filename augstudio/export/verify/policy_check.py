"""Whether everything that an exported policy makes of an image is something that the preview can make of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from torch import Tensor

from augstudio.export.verify.frameworks import Job, Outcome
from augstudio.export.verify.policy_outcomes import (
    Outcomes,
    first_alike,
    known_outcomes,
    nearest_blend,
    single_operations,
)
from augstudio.export.verify.rows import channels_first, channels_last
from augstudio.export.verify.sample_images import middle
from augstudio.export.verify.trial import Finding, Trial
from augstudio.export.verify.verdicts import COLOUR, Difference, measured
from augstudio.transforms.policy.augmix import AugMix

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_RUNS = 80
_HEIGHT, _WIDTH = 28, 24


@dataclass(frozen=True, slots=True, eq=False)
class PolicyOutcomes:
    """Many runs on a small part of an image; the worst of them counts."""

    trial: Trial

    how = "nearest of all outcomes"

    @property
    def jobs(self) -> tuple[Job, ...]:
        return (self.trial.job(self._part, _RUNS),)

    @property
    def _part(self) -> "NDArray[np.float32]":
        return middle(self.trial.sample.image, _HEIGHT, _WIDTH)

    def finding(self, found: Sequence[Outcome]) -> Finding:
        image = channels_first(self._part)
        blended = isinstance(self.trial.transform, AugMix)
        known = (
            single_operations(self.trial.transform, image) if blended else known_outcomes(self.trial.transform, image)
        )
        differences = [
            measured([result], [_expected(channels_first(result), image, known)], COLOUR) for result in found[0].images
        ]
        largest = max(each.maximum for each in differences)
        return Finding(replace(max(differences, key=_badness), maximum=largest))


def _badness(difference: Difference) -> tuple[bool, float]:
    return not difference.is_within_bound, difference.share


def _expected(result: Tensor, image: Tensor, known: Tensor | Outcomes) -> "NDArray[np.float32]":
    """What the preview makes that is nearest to a result, value by value where a hair decides."""
    if isinstance(known, Tensor):
        return channels_last(nearest_blend(result, image, known))
    candidates = known.pixels[:, first_alike(result, known)]
    nearest = (candidates - result).abs().argmin(dim=0, keepdim=True)
    return channels_last(candidates.gather(0, nearest)[0])
