"""How far a training has come, in a form that outlives the process: the run goes on from there to the same numbers."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from augstudio.errors import AugStudioError
from augstudio.training.events import ArmFinished, EpochFinished

_EVENTS = {event.__name__: event for event in (EpochFinished, ArmFinished)}
_STATE = "state"


@dataclass(frozen=True, slots=True, eq=False)
class Progress:
    """A training at the end of an epoch.

    Attributes:
        told: What it has measured so far, of all arms, in order; the last is the epoch.
        weights: Of the model, by name.
        best: Of the arm's best epoch, likewise.
        optimiser: What the optimiser remembers, by parameter and name.
    """

    told: tuple[EpochFinished | ArmFinished, ...]
    weights: Mapping[str, Tensor]
    best: Mapping[str, Tensor]
    optimiser: Mapping[str, Tensor]

    def epochs_of(self, arm: str) -> list[EpochFinished]:
        """What the epochs of one arm came to."""
        return [each for each in self.told if isinstance(each, EpochFinished) and each.pipeline == arm]


KeepProgress = Callable[[Callable[[], Progress]], None]
"""Called after every epoch with what makes a copy of the training's state, which takes a moment and need not be asked for."""


def packed(progress: Progress, asked: Mapping[str, Any]) -> bytes:
    """Progress and what was asked for as one safetensors file: whole or not at all."""
    parts = {"weights": progress.weights, "best": progress.best, "optimiser": progress.optimiser}
    tensors = {f"{part}/{name}": value for part, values in parts.items() for name, value in values.items()}
    told = [{"event": type(each).__name__, **asdict(each)} for each in progress.told]
    return save(tensors, metadata={_STATE: json.dumps({"asked": asked, "told": told})})


def unpacked(content: bytes) -> tuple[Progress, dict[str, Any]]:
    """What `packed` packed: progress, and what was asked for.

    Raises:
        AugStudioError: It is something else, or damaged.
    """
    try:
        header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
        state = json.loads(header["__metadata__"][_STATE])
        told = tuple(_EVENTS[each.pop("event")](**each) for each in state["told"])
        tensors = load(content)
        asked: dict[str, Any] = state["asked"]
    except (ValueError, KeyError, TypeError, AttributeError, SafetensorError) as error:
        raise AugStudioError("the state of the training is damaged; train anew into another folder") from error
    weights, best, optimiser = (
        {name.partition("/")[2]: value for name, value in tensors.items() if name.startswith(f"{part}/")}
        for part in ("weights", "best", "optimiser")
    )
    return Progress(told, weights, best, optimiser), asked
