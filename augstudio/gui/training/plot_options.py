"""How curves are drawn: what the user chose."""

from dataclasses import dataclass
from enum import StrEnum


class Shown(StrEnum):
    """Which of the plots over epochs are in view."""

    BOTH = "both"
    ACCURACY = "accuracy"
    LOSS = "loss"


@dataclass(frozen=True, slots=True)
class PlotOptions:
    """What holds for all plots of a panel.

    Attributes:
        shown: Which of the plots over epochs are in view.
        smoothing: How much the past counts in curves over epochs, 0..1; what was measured stays visible, faintly.
        logarithmic_epochs: Equal distances along the epochs are equal ratios.
        logarithmic_loss: Likewise up the losses.
        logarithmic_sizes: Likewise along the numbers of training images.
    """

    shown: Shown = Shown.BOTH
    smoothing: float = 0.0
    logarithmic_epochs: bool = False
    logarithmic_loss: bool = False
    logarithmic_sizes: bool = True
