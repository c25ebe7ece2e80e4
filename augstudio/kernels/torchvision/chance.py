"""Numbers drawn from torch's generator."""

import torch


def uniform(bounds: tuple[float, float]) -> float:
    """Draws one number."""
    return torch.empty(1, dtype=torch.float64).uniform_(*bounds).item()


def whole_number(bounds: tuple[int, int]) -> int:
    """Draws one whole number, the bounds included."""
    return int(torch.randint(bounds[0], bounds[1] + 1, (1,)))
