"""Exported torchvision code, as callables."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from augstudio.export.exporter import export
from augstudio.pipeline.evaluation import resolve_statistics
from augstudio.pipeline.model import Pipeline
from augstudio.pipeline.presets import PRESETS, preset

Chain = Callable[[Any], Tensor]

RECIPES = {name: resolve_statistics(preset(name), [0.3], [0.25]) for name in PRESETS}
"""Every preset, with numbers where it asks for a data set's statistics."""


def torch_chains(pipeline: Pipeline) -> dict[str, Chain]:
    """`train` and `eval` as the exported Python code has them."""
    namespace: dict[str, Any] = {"__name__": "exported"}
    exec(export(pipeline, framework="torch"), namespace)
    return {mode: namespace[f"{mode}_transforms"] for mode in ("train", "eval")}


def with_fixed_torch_draws(call: Callable[[], Any]) -> Any:
    """Calls with torch's generator in one known state, and puts it back."""
    with torch.random.fork_rng(devices=[]):
        torch.random.set_rng_state(torch.Generator().manual_seed(3).get_state())
        return call()
