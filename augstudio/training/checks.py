"""Refuses configurations that cannot mean anything, before any image is read."""

import math

from augstudio.errors import TrainingError
from augstudio.training.config import CurveConfig, TrainingConfig
from augstudio.training.device import choose_device
from augstudio.training.models import model_kind


def check_training(config: TrainingConfig) -> None:
    """Looks at everything that does not need the data.

    Raises:
        TrainingError: A number out of bounds, an unknown model, a device that is not there.
    """
    _at_least(1, epochs=config.epochs, batch_size=config.batch_size)
    _at_least(0, seed=config.seed)
    if config.limit is not None:
        _at_least(1, limit=config.limit)
    rate = config.learning_rate
    if rate is not None and not (math.isfinite(rate) and rate > 0):
        raise TrainingError(f"learning rate {rate:g}: give a number above 0, such as 0.003")
    decay = config.weight_decay
    if decay is not None and not (math.isfinite(decay) and decay >= 0):
        raise TrainingError(f"weight decay {decay:g}: give 0 or more, such as 0.05")
    if not 0 <= config.label_smoothing < 1:
        raise TrainingError(f"label smoothing {config.label_smoothing:g}: give 0 to below 1, such as 0.1")
    if config.patience is not None:
        _at_least(1, patience=config.patience)
    model_kind(config.model)
    choose_device(config.device)


def check_curve(config: CurveConfig) -> None:
    """As `check_training`, and what a size curve adds.

    Raises:
        TrainingError: As above, or sizes that do not rise.
    """
    check_training(config.training)
    _at_least(1, seeds=config.seeds)
    if config.sizes:
        _at_least(1, sizes=min(config.sizes))
    if list(config.sizes) != sorted(set(config.sizes)):
        raise TrainingError(f"sizes {','.join(map(str, config.sizes))}: give each once, the smallest first")


def _at_least(lowest: int, **values: int) -> None:
    for name, value in values.items():
        if value < lowest:
            raise TrainingError(f"{name.replace('_', ' ')} {value}: give {lowest} or more")
