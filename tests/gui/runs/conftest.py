"""Kept runs without training: folders as a run leaves them, made of a few rows."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from augstudio.gui.runs.runs_panel import RunsPanel
from augstudio.gui.studio import Studio
from augstudio.gui.training.run_location import pick_runs_folder
from augstudio.pipeline.model import Pipeline
from augstudio.pipeline.yaml_format import dump
from augstudio.training.events import CurvePointFinished, EpochFinished
from augstudio.training.kept_runs import RunKind
from augstudio.training.run_files import RunFiles

KeepRun = Callable[..., Path]


@pytest.fixture
def shelf(tmp_path: Path, settings_folder: Path) -> Path:
    """Where the window keeps its runs during the test."""
    folder = tmp_path / "runs"
    folder.mkdir()
    pick_runs_folder(folder)
    return folder


@pytest.fixture
def keep(shelf: Path) -> KeepRun:
    """Makes the folder of a run.

    Accuracies are those of the pipeline's arm, epoch by epoch or size by size; the baseline's are 0.1 lower.
    """

    def keep_run(
        stamp: str,
        pipeline: Pipeline,
        accuracies: Sequence[float] = (0.5, 0.7),
        *,
        kind: RunKind = RunKind.LEARNING,
        model: str = "softmax",
        status: str = "finished",
    ) -> Path:
        files = RunFiles(shelf / f"{stamp}_{pipeline.name}")
        files.make_folder()
        dump(pipeline, files.folder / "pipeline.yaml")
        arms = ["none", pipeline.name]
        asked = {"model": model} if kind is RunKind.LEARNING else {"training": {"model": model}}
        config = {
            "source": {"name": "tiny"},
            "pipelines": ["pipeline.yaml"],
            kind.value: {"asked": asked, "chosen": {"arms": arms}},
        }
        files.write_json("config.json", config)
        files.write("summary.json", json.dumps({kind.value: {"status": status, "seconds": 3.0}}))
        learning = kind is RunKind.LEARNING
        name = "metrics.csv" if learning else "curve.csv"
        files.start_table(name, EpochFinished if learning else CurvePointFinished)
        for arm, less in (("none", 0.1), (pipeline.name, 0.0)):
            for place, accuracy in enumerate(accuracies, start=1):
                value = accuracy - less
                if learning:
                    files.add_row(name, EpochFinished(arm, 0, place, place, 1, value, 1 / place, value, 0.1, 1, 1, 1))
                else:
                    for seed, off in enumerate((-0.02, 0.02)):
                        files.add_row(name, CurvePointFinished(arm, 10**place, seed, 1.0, value + off, value, 1))
        return files.folder

    return keep_run


@pytest.fixture
def panel(qtbot: QtBot, studio: Studio, shelf: Path) -> RunsPanel:
    """On the (offscreen) screen as soon as it is shown; closed when the test is over."""
    made = RunsPanel(studio)
    made.resize(1040, 280)
    qtbot.addWidget(made, before_close_func=lambda panel: panel.shut_down())
    return made
