"""A training that was broken off goes on to the numbers, bit for bit, that it would have come to."""

import csv
import json
import subprocess
import sys
from dataclasses import replace

import pytest
import torch
from safetensors.torch import load_file

from augstudio.cli.main import main
from augstudio.errors import AugStudioError
from augstudio.pipeline.presets import preset_path
from augstudio.training.cancellation import CancelToken
from augstudio.training.config import Optimiser, TrainingConfig
from augstudio.training.events import ArmFinished, EpochFinished
from augstudio.training.loop import train
from augstudio.training.progress import packed, unpacked
from augstudio.training.run_folder import RunFolder

CONFIG = TrainingConfig(model="softmax", epochs=4, batch_size=16, baseline=True)
CLOCKS = ("images_per_second", "augment_seconds", "seconds")
PIPELINE = str(preset_path("gentle-digits"))


def measured(events):
    """What epochs and arms came to, but for what clocks say."""
    return [
        replace(
            event,
            seconds=0,
            **({"images_per_second": 0, "augment_seconds": 0} if isinstance(event, EpochFinished) else {}),
        )
        for event in events
        if isinstance(event, EpochFinished | ArmFinished)
    ]


def told_by(config, source, pipeline, resume=None):
    """What a training tells, its best weights, and its states on the way."""
    kept, states = {}, []
    events = train(
        config,
        source,
        pipeline,
        keep_weights=lambda arm, epoch, weights: kept.update({arm: weights}),
        keep_progress=lambda make: states.append(packed(make(), {})),
        resume=resume,
    )
    return measured(events), kept, states


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"model": "mlp", "optimiser": Optimiser.SGD},
        {"model": "lecture-cnn", "label_smoothing": 0.1},
        {"model": "small-resnet", "baseline": False},
        {"learning_rate": 1e-12, "patience": 2, "epochs": 9},
    ],
)
def test_from_every_epoch_a_training_goes_on_to_the_same_numbers(source, shaky, change):
    config = replace(CONFIG, **change)
    whole, weights, states = told_by(config, source, shaky)
    assert len(states) == sum(isinstance(event, EpochFinished) for event in whole)
    for state in states:
        progress, _ = unpacked(state)
        resumed, resumed_weights, _ = told_by(config, source, shaky, progress)
        assert resumed == whole
        assert all(torch.equal(value, weights["shaky"][name]) for name, value in resumed_weights["shaky"].items())


def recorded(path, config, source, pipeline, *, resume=False, stop_after=None):
    """Trains into a folder; stops after so many epochs."""
    folder = RunFolder(path, data="memory", source=source, pipelines=(pipeline,), replace=resume)
    earlier = folder.progress(config) if resume else None
    cancel = CancelToken()
    events = train(
        config,
        source,
        pipeline,
        cancel,
        keep_weights=folder.keep_weights,
        keep_progress=folder.keep_progress,
        resume=earlier,
    )
    epochs = 0
    for event in folder.record(config, events):
        epochs += isinstance(event, EpochFinished)
        if epochs == stop_after:
            cancel.cancel()


def table(folder):
    with (folder / "metrics.csv").open(newline="") as file:
        return [{name: value for name, value in row.items() if name not in CLOCKS} for row in csv.DictReader(file)]


def test_a_folder_of_a_resumed_training_is_that_of_a_whole_one(tmp_path, source, shaky):
    recorded(tmp_path / "whole", CONFIG, source, shaky)
    recorded(tmp_path / "stopped", CONFIG, source, shaky, stop_after=6)
    assert (tmp_path / "stopped" / "progress.safetensors").exists()
    recorded(tmp_path / "stopped", CONFIG, source, shaky, resume=True)
    assert table(tmp_path / "stopped") == table(tmp_path / "whole")
    assert same_weights(tmp_path / "stopped", tmp_path / "whole")
    assert (tmp_path / "stopped" / "state.json").read_bytes() == (tmp_path / "whole" / "state.json").read_bytes()
    assert json.loads((tmp_path / "stopped" / "summary.json").read_text())["training"]["status"] == "finished"
    assert {each.name for each in (tmp_path / "stopped").iterdir()} == {
        each.name for each in (tmp_path / "whole").iterdir()
    }


def test_a_training_stopped_before_its_first_epoch_begins_anew(tmp_path, source, shaky):
    folder = RunFolder(tmp_path, data="memory", source=source, pipelines=(shaky,))
    next(folder.record(CONFIG, train(CONFIG, source, shaky)))
    recorded(tmp_path, CONFIG, source, shaky, resume=True)
    assert len(table(tmp_path)) == 2 * CONFIG.epochs


def test_a_training_that_was_asked_for_otherwise_is_not_resumed(tmp_path, source, shaky, still):
    recorded(tmp_path, CONFIG, source, shaky, stop_after=1)
    with pytest.raises(AugStudioError, match="began with epochs 4, batch size 16; give the same again"):
        recorded(tmp_path, replace(CONFIG, epochs=5, batch_size=8), source, shaky, resume=True)
    with pytest.raises(AugStudioError, match="began with another pipeline; give the same"):
        recorded(tmp_path, CONFIG, source, still, resume=True)


def test_what_is_finished_or_was_never_begun_cannot_be_resumed(tmp_path, source, shaky):
    recorded(tmp_path / "whole", CONFIG, source, shaky)
    with pytest.raises(AugStudioError, match="this training is finished"):
        recorded(tmp_path / "whole", CONFIG, source, shaky, resume=True)
    with pytest.raises(AugStudioError, match="holds no training to resume"):
        recorded(tmp_path / "absent", CONFIG, source, shaky, resume=True)


@pytest.mark.parametrize(
    "damage", [lambda content: content[:50], lambda content: b"", lambda content: content.replace(b"told", b"sold")]
)
def test_a_damaged_state_is_refused(tmp_path, source, shaky, damage):
    recorded(tmp_path, CONFIG, source, shaky, stop_after=1)
    path = tmp_path / "progress.safetensors"
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(AugStudioError, match="state of the training is damaged"):
        recorded(tmp_path, CONFIG, source, shaky, resume=True)


def test_a_killed_process_is_resumed_on_the_command_line(tmp_path):
    # So many batches that the process waits for its listener: it is not done before it is killed.
    arguments = ["train", PIPELINE, "--data", "digits", "--epochs", "12", "--batch-size", "16", "--optimizer", "sgd"]
    assert main([*arguments, "--out", str(tmp_path / "whole")]) == 0
    command = [sys.executable, "-m", "augstudio", *arguments, "--out", str(tmp_path / "killed"), "--events", "jsonl"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            event = json.loads(line)
            if event["event"] == "epoch_finished" and event["epoch"] == 3:
                process.kill()
                break
    assert process.returncode != 0
    assert 3 <= len(table(tmp_path / "killed")) < 12
    assert main([*arguments, "--out", str(tmp_path / "killed"), "--resume"]) == 0
    assert table(tmp_path / "killed") == table(tmp_path / "whole")
    assert same_weights(tmp_path / "killed", tmp_path / "whole")
    asked = json.loads((tmp_path / "killed" / "config.json").read_text())["training"]["asked"]
    assert asked["optimiser"] == "sgd"


def same_weights(*folders):
    first, second = (load_file(folder / "checkpoint.safetensors") for folder in folders)
    return first.keys() == second.keys() and all(torch.equal(value, second[name]) for name, value in first.items())
