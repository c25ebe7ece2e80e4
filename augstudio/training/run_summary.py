"""What a run was asked and what it came to, as plain values for config.json and summary.json."""

import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from enum import StrEnum
from typing import Any

import numpy as np
import torch

from augstudio.data.source import Source
from augstudio.training.config import BASELINE, CurveConfig, TrainingConfig
from augstudio.training.events import ArmFinished, CurvePointFinished, CurveStarted, EpochFinished, RunStarted
from augstudio.training.findings import last_gain, saving, size_curves
from augstudio.training.worth import Outlook, Unknown, Worth, outlook, outlook_sentence, worth, worth_sentence
from augstudio.version import __version__


class RunStatus(StrEnum):
    """How a run stands."""

    RUNNING = "running"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    FAILED = "failed"


def describe_data(data: str, source: Source) -> dict[str, Any]:
    """Which images, and how to tell whether they are still the same."""
    return {
        "data": data,
        "name": source.name,
        "fingerprint": source.fingerprint,
        "images": len(source),
        "classes": list(source.classes),
    }


def describe_software() -> dict[str, str]:
    """Versions that numbers may depend on."""
    return {
        "augstudio": __version__,
        "python": platform.python_version(),
        "torch": torch.__version__,
        "numpy": np.__version__,
        "system": platform.system(),
    }


def describe_config(config: TrainingConfig | CurveConfig, started: RunStarted | CurveStarted) -> dict[str, Any]:
    """What was asked, and what it was understood as: arms, sizes, device, statistics."""
    chosen: dict[str, Any] = {
        "arms": started.arms,
        "device": started.device,
        "mean": started.mean,
        "std": started.std,
    }
    if isinstance(started, CurveStarted):
        chosen["sizes"] = started.sizes
        chosen["images"] = {"skipped": started.skipped}
    else:
        chosen["images"] = {
            "train": started.train_count,
            "validation": started.validation_count,
            "test": started.test_count,
            "skipped": started.skipped,
        }
        chosen["steps"] = started.steps
        chosen["parameters"] = started.parameters
    return {"asked": asdict(config), "chosen": chosen}


def summarise_training(arms: Sequence[ArmFinished], rows: Sequence[EpochFinished]) -> dict[str, Any]:
    """Results of each arm that is done, and the last epoch of those that are not."""
    last = {row.pipeline: row for row in rows}
    results: dict[str, Any] = {"arms": [_without_nan(asdict(arm)) for arm in arms]}
    done = {arm.pipeline: arm for arm in arms}
    results["unfinished"] = [_without_nan(asdict(row)) for name, row in last.items() if name not in done]
    augmented = [arm for arm in arms if arm.pipeline != BASELINE]
    if BASELINE in done and augmented:
        results["gain"] = _without_nan(
            {
                "pipeline": augmented[-1].pipeline,
                "val_accuracy": augmented[-1].val_accuracy - done[BASELINE].val_accuracy,
                "test_accuracy": augmented[-1].test_accuracy - done[BASELINE].test_accuracy,
            }
        )
    return results


def summarise_curve(rows: Iterable[CurvePointFinished]) -> dict[str, Any]:
    """Mean and range over the seeds, for each arm and size."""
    curves = size_curves(rows)
    results: dict[str, Any] = {
        "points": [
            {
                "pipeline": arm,
                "size": point.x,
                "seeds": len(point.by_seed),
                "train_accuracy": point.train,
                "val_accuracy": point.validation,
                "val_accuracy_low": point.low,
                "val_accuracy_high": point.high,
            }
            for arm, points in curves.items()
            for point in points
        ]
    }
    if not curves:
        return results
    gain = last_gain(curves)
    if gain is not None:
        results["gain"] = {**asdict(gain), "saving": saving(curves)}
        results["worth"] = _found(worth(curves), worth_sentence(curves))
    results["outlook"] = _found(outlook(curves), outlook_sentence(curves))
    return results


def _found(found: Worth | Outlook | Unknown | None, sentence: str) -> dict[str, Any]:
    """Numbers with their intervals, or why there are none, and the sentence that says so."""
    return {**(asdict(found) if found is not None else {}), "sentence": sentence}


def _without_nan(values: dict[str, Any]) -> dict[str, Any]:
    """NaN, which JSON cannot say, becomes null: it is the one value that differs from itself."""
    return {name: None if value != value else value for name, value in values.items()}  # noqa: PLR0124
