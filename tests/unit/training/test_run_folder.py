import csv
import json
import struct
from dataclasses import replace

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file
from tensorboard.compat.proto.event_pb2 import Event

from augstudio.errors import AugStudioError, TrainingError
from augstudio.pipeline.model import Pipeline, Step
from augstudio.pipeline.yaml_format import load
from augstudio.training.cancellation import CancelToken
from augstudio.training.config import CurveConfig, TrainingConfig
from augstudio.training.events import EpochFinished, RunFinished
from augstudio.training.loop import train
from augstudio.training.models import model_kind
from augstudio.training.run_folder import RunFolder
from augstudio.training.size_curve import size_curve
from augstudio.transforms.tensor.normalize import Normalize

CONFIG = TrainingConfig(model="softmax", epochs=3, batch_size=16, baseline=True)
CURVE = CurveConfig(training=CONFIG, sizes=(6, 60), seeds=2)
PNG = b"\x89PNG\r\n\x1a\n"


def folder_for(path, source, *pipelines, **options):
    return RunFolder(path, data="memory", source=source, pipelines=pipelines, **options)


def recorded(path, source, pipeline, config=CONFIG, cancel=None):
    folder = folder_for(path, source, pipeline)
    return folder.record(config, train(config, source, pipeline, cancel, keep_weights=folder.keep_weights))


def rows_of(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def scalars_of(path):
    """Tag, step and value of every scalar in an event file."""
    content, found = path.read_bytes(), []
    while content:
        (length,) = struct.unpack("<Q", content[:8])
        event = Event.FromString(content[12 : 12 + length])
        found += [(value.tag, event.step, value.simple_value) for value in event.summary.value]
        content = content[16 + length :]
    return found


def test_a_training_leaves_everything(tmp_path, source, shaky):
    events = list(recorded(tmp_path / "deep" / "run", source, shaky))
    run = tmp_path / "deep" / "run"
    names = {path.name for path in run.iterdir()}
    exported = {"augment_torch.py", "augment_torch.yaml", "augment_tf.py", "augment_tf.yaml", "augment_keras.py"}
    files = {"pipeline.yaml", "config.json", "metrics.csv", "summary.json", "learning_curve.png", "state.json"}
    assert names == files | exported | {"checkpoint.safetensors", "tensorboard"}
    assert load(run / "pipeline.yaml") == shaky
    assert (run / "learning_curve.png").read_bytes().startswith(PNG)
    compile((run / "augment_torch.py").read_text(), "augment_torch.py", "exec")
    summary = json.loads((run / "summary.json").read_text())["training"]
    assert summary["status"] == "finished"
    assert [arm["pipeline"] for arm in summary["arms"]] == ["none", "shaky"]
    config = json.loads((run / "config.json").read_text())
    assert config["training"]["asked"]["seed"] == 0
    assert config["source"] == {
        "data": "memory",
        "name": "memory",
        "fingerprint": "00",
        "images": 90,
        "classes": ["low", "middle", "high"],
    }
    assert isinstance(events[-1], RunFinished)


def test_metrics_have_the_agreed_columns_and_the_measured_values(tmp_path, source, shaky):
    measured = [event for event in recorded(tmp_path, source, shaky) if isinstance(event, EpochFinished)]
    header = (tmp_path / "metrics.csv").read_text().splitlines()[0]
    assert header == (
        "pipeline,seed,epoch,step,train_loss,train_accuracy,val_loss,val_accuracy,lr,images_per_second,augment_seconds,seconds"
    )
    rows = rows_of(tmp_path / "metrics.csv")
    assert [(row["pipeline"], int(row["epoch"])) for row in rows] == [(each.pipeline, each.epoch) for each in measured]
    assert [float(row["val_loss"]) for row in rows] == pytest.approx([each.val_loss for each in measured], rel=1e-5)


def test_every_epoch_is_on_the_disk_when_it_is_told(tmp_path, source, shaky):
    for count, _ in enumerate(
        (event for event in recorded(tmp_path, source, shaky) if isinstance(event, EpochFinished)), start=1
    ):
        assert len(rows_of(tmp_path / "metrics.csv")) == count


def test_the_checkpoint_holds_the_best_weights_of_the_pipeline(tmp_path, source, shaky):
    events = list(recorded(tmp_path, source, shaky))
    best = max(
        (event for event in events if isinstance(event, EpochFinished) and event.pipeline == "shaky"),
        key=lambda row: row.val_accuracy,
    )
    model = model_kind("softmax").create((1, 8, 8), 3, seed=5)
    model.load_state_dict(load_file(tmp_path / "checkpoint.safetensors"))
    with safe_open(tmp_path / "checkpoint.safetensors", framework="pt") as file:
        assert file.metadata() == {"pipeline": "shaky", "epoch": str(best.epoch)}
    assert json.loads((tmp_path / "state.json").read_text()) == {"pipeline": "shaky", "epoch": best.epoch}
    kept = {}
    list(train(CONFIG, source, shaky, keep_weights=lambda arm, epoch, weights: kept.update({(arm, epoch): weights})))
    assert all(torch.equal(kept["shaky", best.epoch][name], value) for name, value in model.state_dict().items())


def test_tensorboard_can_read_the_curves(tmp_path, source, shaky):
    rows = [event for event in recorded(tmp_path, source, shaky) if isinstance(event, EpochFinished)]
    (file,) = (tmp_path / "tensorboard" / "shaky").iterdir()
    written = [(step, value) for tag, step, value in scalars_of(file) if tag == "accuracy/validation"]
    expected = [(row.step, row.val_accuracy) for row in rows if row.pipeline == "shaky"]
    assert [step for step, _ in written] == [step for step, _ in expected]
    assert [value for _, value in written] == pytest.approx([value for _, value in expected])


def test_a_size_curve_leaves_points_and_figure(tmp_path, source, shaky, still):
    folder = folder_for(tmp_path, source, shaky, still)
    list(folder.record(CURVE, size_curve(CURVE, source, [shaky, still], baseline=True)))
    header = (tmp_path / "curve.csv").read_text().splitlines()[0]
    assert header == "pipeline,size,seed,train_accuracy,val_accuracy,test_accuracy,seconds"
    assert len(rows_of(tmp_path / "curve.csv")) == 3 * 2 * 2
    assert (tmp_path / "size_curve.png").read_bytes().startswith(PNG)
    assert load(tmp_path / "pipeline-2-still.yaml") == still
    summary = json.loads((tmp_path / "summary.json").read_text())["curve"]
    assert {point["seeds"] for point in summary["points"]} == {2}
    assert summary["worth"]["reason"] == summary["outlook"]["reason"] == "it takes 3 seeds and 5 sizes"
    assert json.loads((tmp_path / "config.json").read_text())["curve"]["chosen"]["sizes"] == [6, 60]


def test_a_whole_size_curve_says_in_its_summary_what_the_pipeline_is_worth(tmp_path, source, still):
    config = replace(CURVE, sizes=(6, 12, 20, 34, 60), seeds=3)
    folder = folder_for(tmp_path, source, still)
    list(folder.record(config, size_curve(config, source, [still], baseline=True)))
    summary = json.loads((tmp_path / "summary.json").read_text())["curve"]
    # The pipeline changes nothing: paired runs are equal to the last bit.
    assert summary["worth"]["reason"] == "the difference is within chance"
    assert summary["worth"]["sentence"].startswith("Cannot tell how many images the pipeline is worth")
    assert summary["outlook"]["sentence"]


def test_one_folder_takes_a_training_and_a_size_curve(tmp_path, source, shaky):
    folder = folder_for(tmp_path, source, shaky)
    list(folder.record(CONFIG, train(CONFIG, source, shaky)))
    list(folder.record(CURVE, size_curve(CURVE, source, [shaky], baseline=True)))
    summary = json.loads((tmp_path / "summary.json").read_text())
    assert (summary["training"]["status"], summary["curve"]["status"]) == ("finished", "finished")
    assert {"learning_curve.png", "size_curve.png"} <= {path.name for path in tmp_path.iterdir()}


def test_a_cancelled_run_can_be_read(tmp_path, source, shaky):
    cancel = CancelToken()
    for event in recorded(tmp_path, source, shaky, cancel=cancel):
        if isinstance(event, EpochFinished) and event.epoch == 2:
            cancel.cancel()
    summary = json.loads((tmp_path / "summary.json").read_text())["training"]
    assert summary["status"] == "cancelled"
    assert [row["epoch"] for row in summary["unfinished"]] == [2]
    assert len(rows_of(tmp_path / "metrics.csv")) == 2
    assert (tmp_path / "learning_curve.png").read_bytes().startswith(PNG)


def test_a_failed_run_says_why(tmp_path, source, still):
    config = replace(CONFIG, model="lecture-cnn", learning_rate=1e30)
    with pytest.raises(TrainingError) as raised:
        list(recorded(tmp_path, source, still, config))
    summary = json.loads((tmp_path / "summary.json").read_text())["training"]
    assert (summary["status"], summary["message"]) == ("failed", str(raised.value))


def test_a_run_whose_listener_goes_away_is_cancelled(tmp_path, source, shaky):
    events = recorded(tmp_path, source, shaky)
    next(events)
    events.close()
    assert json.loads((tmp_path / "summary.json").read_text())["training"]["status"] == "cancelled"


def test_a_listener_that_leaves_at_the_end_leaves_a_finished_run(tmp_path, source, shaky):
    events = recorded(tmp_path, source, shaky)
    assert any(isinstance(event, RunFinished) for event in events)
    events.close()
    assert json.loads((tmp_path / "summary.json").read_text())["training"]["status"] == "finished"


def test_a_run_that_cannot_start_leaves_no_folder(tmp_path, make_source, still):
    source = make_source([None] * 4, [0] * 4, ())
    with pytest.raises(TrainingError):
        list(recorded(tmp_path / "run", source, still))
    assert not (tmp_path / "run").exists()


def test_exported_code_has_the_statistics_of_the_training_images(tmp_path, source):
    asking = Pipeline((Step.of(Normalize.create({"mean": "dataset", "std": "dataset"})),), name="asking")
    started, *_ = list(recorded(tmp_path, source, asking))
    assert f"{started.mean[0]:.4f}"[:6] in (tmp_path / "augment_torch.py").read_text()
    assert load(tmp_path / "pipeline.yaml") == asking


def test_a_folder_that_holds_a_run_is_kept_unless_asked(tmp_path, source, shaky):
    list(recorded(tmp_path, source, shaky))
    with pytest.raises(AugStudioError, match="holds a run already"):
        folder_for(tmp_path, source, shaky)
    folder = folder_for(tmp_path, source, shaky, replace=True)
    list(folder.record(CONFIG, train(CONFIG, source, shaky)))
    assert len(rows_of(tmp_path / "metrics.csv")) == 6
    assert len(list((tmp_path / "tensorboard" / "shaky").iterdir())) == 1


def test_a_file_in_the_way_is_refused(tmp_path, source, shaky):
    (tmp_path / "run").write_text("mine")
    with pytest.raises(AugStudioError, match="this is a file"):
        folder_for(tmp_path / "run", source, shaky)


def test_names_of_pipelines_are_no_paths(tmp_path, source, shaky):
    wicked = replace(shaky, name="../../out\nside")
    list(recorded(tmp_path / "run", source, wicked))
    assert [path.name for path in tmp_path.iterdir()] == ["run"]
    assert {row["pipeline"] for row in rows_of(tmp_path / "run" / "metrics.csv")} == {"none", "../../out\nside"}


def test_the_data_folder_and_folders_with_other_files_are_refused(tmp_path, source, shaky):
    (tmp_path / "cat").mkdir()
    with pytest.raises(AugStudioError, match="this is the data folder"):
        RunFolder(tmp_path, data=str(tmp_path), source=source, pipelines=(shaky,))
    with pytest.raises(AugStudioError, match="is not empty"):
        folder_for(tmp_path, source, shaky)
    assert folder_for(tmp_path, source, shaky, replace=True).path == tmp_path
