import json
import shutil
import subprocess
import sys
from datetime import datetime

import pytest

from augstudio.errors import AugStudioError
from augstudio.training.cancellation import CancelToken
from augstudio.training.config import BASELINE, CurveConfig, TrainingConfig
from augstudio.training.events import EpochFinished
from augstudio.training.kept_runs import KeptRuns, RunKind, RunState, runs_in
from augstudio.training.loop import train
from augstudio.training.run_folder import RunFolder
from augstudio.training.size_curve import size_curve

CONFIG = TrainingConfig(model="softmax", epochs=2, batch_size=16, baseline=True)
CURVE = CurveConfig(training=CONFIG, sizes=(6, 60), seeds=2)


def keep_training(path, source, pipeline, cancel=None):
    folder = RunFolder(path, data="memory", source=source, pipelines=(pipeline,), replace=True)
    return list(folder.record(CONFIG, train(CONFIG, source, pipeline, cancel, keep_weights=folder.keep_weights)))


def broken(path, **files):
    path.mkdir(parents=True)
    for name, content in files.items():
        (path / name.replace("_", ".")).write_text(content)
    return path


def test_a_training_is_read_back_as_it_was_told(tmp_path, source, shaky):
    events = keep_training(tmp_path / "2026-03-04_05-06-07_shaky", source, shaky)
    (run,) = KeptRuns().read(tmp_path)
    assert (run.kind, run.state, run.message) == (RunKind.LEARNING, RunState.FINISHED, "")
    assert (run.pipeline, run.data, run.model) == (shaky.name, "memory", "softmax")
    assert run.began == datetime(2026, 3, 4, 5, 6, 7).astimezone()
    told = [event for event in events if isinstance(event, EpochFinished)]
    assert [(row.pipeline, row.epoch) for row in run.epochs] == [(row.pipeline, row.epoch) for row in told]
    assert run.epochs[-1].val_loss == pytest.approx(told[-1].val_loss, rel=1e-5)
    assert set(run.curves) == {BASELINE, shaky.name}
    assert run.accuracies == pytest.approx((told[-1].val_accuracy, told[1].val_accuracy), abs=1e-5)
    assert "epoch 2" in run.finding
    assert run.design() == shaky
    assert run.seconds is not None


def test_a_folder_may_keep_a_run_of_each_kind(tmp_path, source, shaky):
    folder = RunFolder(tmp_path / "both", data="memory", source=source, pipelines=(shaky,))
    list(folder.record(CONFIG, train(CONFIG, source, shaky)))
    list(folder.record(CURVE, size_curve(CURVE, source, (shaky,), baseline=True)))
    runs = KeptRuns().read(tmp_path)
    assert {run.kind for run in runs} == set(RunKind)
    assert len({run.key for run in runs}) == 2
    curve = next(run for run in runs if run.kind is RunKind.SIZE)
    assert [point.x for point in curve.curves[shaky.name]] == [6, 60]
    assert len(curve.points) == 8
    summary = json.loads((tmp_path / "both" / "summary.json").read_text())
    assert curve.finding.endswith(summary["curve"]["worth"]["sentence"].rstrip("."))
    assert curve.finding != curve.worth


def test_a_training_that_was_stopped_says_so(tmp_path, source, shaky):
    cancel = CancelToken()
    folder = RunFolder(tmp_path / "run", data="memory", source=source, pipelines=(shaky,))
    for event in folder.record(CONFIG, train(CONFIG, source, shaky, cancel)):
        if isinstance(event, EpochFinished):
            cancel.cancel()
    (run,) = KeptRuns().read(tmp_path)
    assert run.state is RunState.CANCELLED
    assert run.curves.keys() == {BASELINE}
    assert run.accuracies[0] is None


def test_a_run_whose_process_was_killed_is_unfinished_and_keeps_its_whole_rows(tmp_path, source, shaky):
    keep_training(tmp_path / "run", source, shaky)
    summary = json.loads((tmp_path / "run" / "summary.json").read_text())
    summary["training"]["status"] = "running"
    (tmp_path / "run" / "summary.json").write_text(json.dumps(summary))
    table = tmp_path / "run" / "metrics.csv"
    table.write_text(table.read_text() + "shaky,0,3,4")
    (run,) = runs_in(tmp_path / "run")
    assert run.state is RunState.UNFINISHED
    assert len(run.epochs) == 4


@pytest.mark.parametrize(
    "files",
    [
        {"config_json": "{"},
        {"config_json": "[]"},
        {"config_json": "\xff\xfe"},
        {"config_json": '{"source": 3}'},
        {"config_json": '{"source": {"name": "digits"}}'},
        {"config_json": '{"source": {"name": "digits"}}', "summary_json": "\x00"},
    ],
)
def test_a_broken_folder_is_told_as_such_and_hides_no_other(tmp_path, source, shaky, files):
    broken(tmp_path / "2026-01-01_00-00-00_broken", **files)
    keep_training(tmp_path / "good", source, shaky)
    good, bad = KeptRuns().read(tmp_path)
    assert good.state is RunState.FINISHED
    assert (bad.state, bad.pipeline, bad.finding, bad.curves) == (RunState.UNREADABLE, bad.folder.name, "", {})
    assert "is not what a run writes" in bad.message
    with pytest.raises(AugStudioError, match="keeps no pipeline"):
        bad.design()


@pytest.mark.parametrize("missing", ["summary.json", "metrics.csv", "pipeline.yaml"])
def test_a_run_with_a_missing_file_tells_the_rest(tmp_path, source, shaky, missing):
    keep_training(tmp_path / "run", source, shaky)
    (tmp_path / "run" / missing).unlink()
    (run,) = KeptRuns().read(tmp_path)
    assert (run.pipeline, run.data) == (shaky.name, "memory")
    assert bool(run.epochs) is (missing != "metrics.csv")


def test_what_is_no_run_is_passed_over(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    broken(tmp_path / "pictures", cat_txt="meow")
    broken(tmp_path / "ablation", config_json='{"source": {"name": "digits"}, "ablation": {"asked": {}}}')
    assert KeptRuns().read(tmp_path) == ()
    assert KeptRuns().read(tmp_path / "nowhere") == ()


def test_runs_are_read_again_only_where_they_changed(tmp_path, source, shaky):
    for name in ("2026-01-01_00-00-00_a", "2026-01-02_00-00-00_b"):
        keep_training(tmp_path / name, source, shaky)
    shelf = KeptRuns()
    newest, oldest = shelf.read(tmp_path)
    assert [newest.folder.name[-1], oldest.folder.name[-1]] == ["b", "a"]
    table = oldest.folder / "metrics.csv"
    table.write_text("\n".join(table.read_text().splitlines()[:2]) + "\n")
    again = shelf.read(tmp_path)
    assert again[0] is newest
    assert len(again[1].epochs) == 1
    shutil.rmtree(newest.folder)
    assert [run.folder for run in shelf.read(tmp_path)] == [oldest.folder]


def test_reading_runs_loads_no_torch():
    code = "import sys, augstudio.training.kept_runs; print([*{'torch', 'matplotlib', 'PySide6'} & {*sys.modules}])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
