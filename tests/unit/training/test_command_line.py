import json
import signal
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from augstudio.cli import run_session
from augstudio.cli.main import main
from augstudio.pipeline.presets import preset_path
from augstudio.training.event_json import as_json

PIPELINE = str(preset_path("gentle-digits"))


def test_train_prints_a_table_and_writes_the_folder(tmp_path, capsys):
    out = tmp_path / "run"
    arguments = ["train", PIPELINE, "--data", "digits", "--epochs", "2", "--baseline", "--out", str(out)]
    assert main(arguments) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert "without augmentation" in printed.out
    assert "gentle-digits" in printed.out
    assert (out / "learning_curve.png").exists()


def test_every_option_of_a_training_is_recorded(tmp_path):
    options = {"optimiser": "sgd", "schedule": "constant", "weight_decay": 0.001, "label_smoothing": 0.1, "patience": 1}
    given = [
        f"--{'optimizer' if name == 'optimiser' else name.replace('_', '-')}={value}" for name, value in options.items()
    ]
    arguments = ["train", PIPELINE, "--data", "digits", "--epochs", "2", *given]
    assert main([*arguments, "--out", str(tmp_path / "run")]) == 0
    asked = json.loads((tmp_path / "run" / "config.json").read_text())["training"]["asked"]
    assert {name: asked[name] for name in options} == options


def test_curve_takes_several_pipelines(tmp_path, capsys):
    arguments = ["curve", PIPELINE, str(preset_path("none")), "--data", "digits", "--sizes", "20,100", "--seeds", "1"]
    assert main([*arguments, "--epochs", "2", "--out", str(tmp_path / "run")]) == 0
    assert "gentle-digits" in capsys.readouterr().out
    assert (tmp_path / "run" / "size_curve.png").exists()


def test_events_are_json_lines_and_nothing_else(tmp_path, capsys):
    arguments = ["train", PIPELINE, "--data", "digits", "--epochs", "1", "--events", "jsonl"]
    assert main([*arguments, "--out", str(tmp_path / "run")]) == 0
    events = [json.loads(line)["event"] for line in capsys.readouterr().out.splitlines()]
    assert events[0] == "run_started"
    assert events[-1] == "run_finished"
    assert {"batch_finished", "epoch_finished", "arm_finished"} < set(events)


def test_ctrl_c_stops_in_good_order(tmp_path, capsys, monkeypatch):
    def interrupting(event):
        line = as_json(event)
        if '"epoch_finished"' in line:
            signal.raise_signal(signal.SIGINT)
        return line

    monkeypatch.setattr(run_session, "as_json", interrupting)
    before = signal.getsignal(signal.SIGINT)
    arguments = ["train", PIPELINE, "--data", "digits", "--epochs", "50", "--events", "jsonl"]
    assert main([*arguments, "--out", str(tmp_path / "run")]) == 130
    printed = capsys.readouterr()
    assert '"run_cancelled"' in printed.out.splitlines()[-1]
    assert printed.err.count("\n") == 1
    assert json.loads((tmp_path / "run" / "summary.json").read_text())["training"]["status"] == "cancelled"
    assert signal.getsignal(signal.SIGINT) is before


def test_a_run_that_breaks_off_has_failed(tmp_path, capsys):
    arguments = ["train", PIPELINE, "--data", "digits", "--model", "lecture-cnn", "--lr", "1e30"]
    assert main([*arguments, "--out", str(tmp_path / "run")]) == 3
    assert capsys.readouterr().err.count("\n") == 1
    assert (tmp_path / "run" / "summary.json").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["train", PIPELINE, "--data", "photos"],
        ["train", PIPELINE, "--data", "digits", "--model", "sofmax"],
        ["train", PIPELINE, "--data", "digits", "--epochs", "0"],
        ["train", PIPELINE, "--data", "digits", "--device", "abacus"],
        ["train", "absent.yaml", "--data", "digits"],
        ["train", PIPELINE],
        ["train", PIPELINE, "--data", "digits", "--optimizer", "adagrad"],
        ["train", PIPELINE, "--data", "digits", "--schedule", "steps"],
        ["train", PIPELINE, "--data", "digits", "--label-smoothing", "1"],
        ["train", PIPELINE, "--data", "digits", "--patience", "0"],
        ["train", PIPELINE, "--data", "digits", "--resume"],
        ["curve", "--data", "digits"],
        ["curve", PIPELINE, "--data", "digits", "--sizes", "1,zwei"],
        ["curve", PIPELINE, "--data", "digits", "--sizes", "100,20"],
        ["curve", PIPELINE, "--data", "digits", "--sizes", "20,90000"],
    ],
)
def test_bad_input_is_one_line_and_no_folder(tmp_path, capsys, arguments):
    assert main([*arguments, "--out", str(tmp_path / "run")]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert not Path(tmp_path / "run").exists()


@pytest.mark.parametrize("command", ["train", "curve"])
def test_a_folder_with_other_files_takes_no_run(tmp_path, capsys, command):
    kept = tmp_path / "notes.txt"
    kept.write_text("mine")
    assert main([command, PIPELINE, "--data", "digits", "--epochs", "1", "--out", str(tmp_path)]) == 2
    assert "is not empty" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [kept]


@pytest.mark.parametrize(("command", "key"), [("train", "training"), ("curve", "curve")])
def test_images_that_cannot_be_read_are_told_and_kept(tmp_path, capsys, command, key):
    data, out = tmp_path / "data", tmp_path / "run"
    rng = np.random.default_rng(0)
    for name in ("a", "b"):
        (data / name).mkdir(parents=True)
        for number in range(12):
            Image.fromarray(rng.integers(0, 255, (8, 8), dtype=np.uint8)).save(data / name / f"{number}.png")
    for number in range(4):
        (data / "a" / f"bad{number}.png").write_text("no image")
    options = ["--seeds", "1", "--sizes", "6"] if command == "curve" else []
    arguments = [command, PIPELINE, "--data", str(data), "--epochs", "1", "--model", "softmax", *options]
    assert main([*arguments, "--out", str(out)]) == 0
    told = capsys.readouterr().err
    places = ", ".join(str(data / "a" / f"bad{number}.png") for number in range(3))
    assert told == f"4 images skipped: {places}, ... (config.json says why)\n"
    config = json.loads((out / "config.json").read_text())
    assert len(config[key]["chosen"]["images"]["skipped"]) == 4
