from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image

from augstudio.data.detection import open_source
from augstudio.data.splits import split_source
from augstudio.data.statistics import channel_statistics
from augstudio.errors import TrainingError
from augstudio.pipeline.model import Pipeline, Step
from augstudio.training.cancellation import CancelToken
from augstudio.training.config import Optimiser, Schedule, TrainingConfig
from augstudio.training.events import (
    ArmFinished,
    BatchFinished,
    EpochFinished,
    RunCancelled,
    RunFinished,
    RunStarted,
)
from augstudio.training.loop import train
from augstudio.transforms.geometry.resize import Resize
from augstudio.transforms.tensor.normalize import Normalize

CONFIG = TrainingConfig(model="softmax", epochs=3, batch_size=16)


def epochs_of(events, arm=None):
    return [event for event in events if isinstance(event, EpochFinished) and arm in (None, event.pipeline)]


def numbers(events):
    """What does not depend on clocks."""
    return [
        (row.step, row.train_loss, row.train_accuracy, row.val_loss, row.val_accuracy, row.lr)
        for row in epochs_of(events)
    ]


def test_events_come_in_order_and_add_up(source, shaky):
    events = list(train(replace(CONFIG, baseline=True), source, shaky))
    started = events[0]
    assert isinstance(started, RunStarted)
    assert started.arms == ("none", "shaky")
    assert (started.train_count, started.validation_count, started.test_count) == (63, 18, 9)
    assert started.steps == 3 * 4
    assert started.parameters == 64 * 3 + 3
    assert isinstance(events[-1], RunFinished)
    for arm in started.arms:
        own = [event for event in events if getattr(event, "pipeline", None) == arm]
        assert [event.step for event in own if isinstance(event, BatchFinished)] == list(range(1, 13))
        assert [event.epoch for event in own if isinstance(event, EpochFinished)] == [1, 2, 3]
        assert isinstance(own[-1], ArmFinished)


def test_a_pipeline_that_draws_nothing_gives_the_same_numbers_as_the_baseline(source, still):
    # Same split, same initial weights, same order, same number of steps: nothing else sets the arms apart.
    events = list(train(replace(CONFIG, baseline=True), source, still))
    without, augmented = ([replace(row, pipeline="") for row in epochs_of(events, arm)] for arm in ("none", "still"))
    assert numbers(without) == numbers(augmented)


def test_the_baseline_sees_what_the_evaluation_twin_makes(source, shaky, still):
    both = shaky.with_steps((*shaky, *still))
    baseline = epochs_of(train(replace(CONFIG, baseline=True), source, both), "none")
    assert numbers(baseline) == numbers(train(CONFIG, source, still))


def test_the_same_configuration_gives_the_same_numbers(source, shaky):
    assert numbers(train(CONFIG, source, shaky)) == numbers(train(CONFIG, source, shaky))


def test_another_seed_gives_other_numbers(source, shaky):
    assert numbers(train(CONFIG, source, shaky)) != numbers(train(replace(CONFIG, seed=1), source, shaky))


def test_another_pipeline_seed_gives_other_draws(source, shaky):
    first, second = (epochs_of(train(CONFIG, source, replace(shaky, seed=seed))) for seed in (0, 1))
    assert first[0].train_loss != second[0].train_loss


def test_every_epoch_draws_anew(source, shaky):
    # With a learning rate that changes nothing, the training loss tells the images of the epochs apart.
    losses = [row.train_loss for row in epochs_of(train(replace(CONFIG, learning_rate=1e-12), source, shaky))]
    assert len({round(loss, 6) for loss in losses}) == 3


def test_global_generators_and_thread_count_are_as_before(source, shaky):
    before, threads = torch.get_rng_state(), torch.get_num_threads()
    list(train(CONFIG, source, shaky))
    assert torch.equal(before, torch.get_rng_state())
    assert torch.get_num_threads() == threads


def test_an_abandoned_training_gives_its_threads_back(source, shaky):
    threads = torch.get_num_threads()
    events = train(CONFIG, source, shaky)
    next(events)
    events.close()
    assert torch.get_num_threads() == threads


def test_nothing_happens_before_the_first_event_is_asked_for(source, still):
    train(replace(CONFIG, epochs=0), source, still)


def test_cancelling_stops_within_a_batch(source, shaky):
    cancel = CancelToken()
    events = train(CONFIG, source, shaky, cancel)
    for event in events:
        if isinstance(event, BatchFinished):
            break
    cancel.cancel()
    (last,) = list(events)
    assert isinstance(last, RunCancelled)


def test_cancelling_before_the_start_reads_no_image(make_source, still):
    class Untouchable(make_source):
        def image(self, index):
            raise AssertionError(f"image {index} was read")

    cancel = CancelToken()
    cancel.cancel()
    source = Untouchable([None] * 30, [0, 1] * 15, ("a", "b"))
    assert [type(event) for event in train(CONFIG, source, still, cancel)] == [RunCancelled]


def test_a_loss_that_is_no_number_names_place_and_remedy(source, still):
    with pytest.raises(TrainingError, match=r"still, epoch \d+, step \d+: the loss .* lower the learning rate"):
        list(train(replace(CONFIG, model="lecture-cnn", learning_rate=1e30), source, still))


def test_the_best_epoch_is_kept_and_tested(source, shaky):
    kept = []
    config = replace(CONFIG, epochs=6, learning_rate=0.5)
    events = list(train(config, source, shaky, keep_weights=lambda *each: kept.append(each)))
    rows = epochs_of(events)
    (finished,) = (event for event in events if isinstance(event, ArmFinished))
    best = max(rows, key=lambda row: row.val_accuracy)
    assert (finished.best_epoch, finished.val_accuracy) == (best.epoch, best.val_accuracy)
    assert kept[-1][:2] == ("shaky", best.epoch)
    assert all(value.device.type == "cpu" and value.isfinite().all() for value in kept[-1][2].values())


def test_patience_ends_an_arm_that_gets_no_better(source, shaky):
    config = replace(CONFIG, epochs=40, learning_rate=1e-12, patience=3, baseline=True)
    rows = epochs_of(train(config, source, shaky))
    assert [(row.pipeline, row.epoch) for row in rows] == [
        (arm, epoch) for arm in ("none", "shaky") for epoch in range(1, 5)
    ]


def test_patience_changes_nothing_before_the_end(source, shaky):
    config = replace(CONFIG, epochs=12, learning_rate=0.05)
    whole, ended = numbers(train(config, source, shaky)), numbers(train(replace(config, patience=2), source, shaky))
    assert ended == whole[: len(ended)]


@pytest.mark.parametrize(
    "change",
    [
        {"optimiser": Optimiser.SGD},
        {"schedule": Schedule.COSINE},
        {"schedule": Schedule.CONSTANT},
        {"weight_decay": 20.0},
        {"label_smoothing": 0.2},
    ],
)
def test_every_option_of_the_optimiser_counts_and_learns(source, still, change):
    config = replace(CONFIG, epochs=20)
    plain, changed = epochs_of(train(config, source, still)), epochs_of(train(replace(config, **change), source, still))
    assert changed[-1].train_loss != plain[-1].train_loss
    assert changed[-1].val_accuracy >= 0.9


def test_the_easy_data_are_learnt(source, still):
    rows = epochs_of(train(replace(CONFIG, epochs=20, model="lecture-cnn"), source, still))
    assert rows[-1].val_accuracy == 1


def test_statistics_come_from_the_training_images_alone(make_source, source):
    images = [source.image(index) for index in range(len(source))]
    labels = [source.label(index) for index in range(len(source))]
    split = split_source(source, validation=0.2, test=0.1, seed=0)
    for index in (*split.validation, *split.test):
        images[index] = np.full_like(images[index], 255)
    bright = make_source(images, labels, source.classes)
    asking = Pipeline((Step.of(Normalize.create({"mean": "dataset", "std": "dataset"})),), name="asking")
    started = next(train(CONFIG, bright, asking))
    assert (started.mean, started.std) == channel_statistics(source, split.train)


def test_a_limit_takes_fewer_training_images_and_the_same_validation_images(source, still):
    started = next(train(replace(CONFIG, limit=12), source, still))
    assert (started.train_count, started.validation_count) == (12, 18)


def test_unreadable_images_are_skipped_and_listed(make_source, source, still):
    images = [source.image(index) for index in range(len(source))]
    images[5] = None
    damaged = make_source(images, [source.label(index) for index in range(len(source))], source.classes)
    started = next(train(CONFIG, damaged, still))
    assert started.skipped == ("memory[5]: damaged",)
    assert started.train_count + started.validation_count + started.test_count == 89


def test_a_folder_of_images_can_be_trained_on(tmp_path, source, still):
    for index in range(30):
        folder = tmp_path / source.classes[source.label(index)]
        folder.mkdir(exist_ok=True)
        Image.fromarray(source.image(index)[..., 0]).save(folder / f"{index}.png")
    (folder / "broken.png").write_bytes(b"no image")
    events = list(train(CONFIG, open_source(tmp_path), still))
    assert len(events[0].skipped) == 1
    assert "broken.png" in events[0].skipped[0]
    assert isinstance(events[-1], RunFinished)


def mixed_sizes(make_source):
    images = [np.full((6 + index % 2, 8, 1 + 2 * (index % 3 == 0)), index, dtype=np.uint8) for index in range(40)]
    return make_source(images, [index % 4 // 2 for index in range(40)], ("a", "b"))


def test_images_of_unequal_sizes_need_a_resize(make_source, still):
    with pytest.raises(TrainingError, match=r"'still' in different sizes, such as 8×. and 8×.; add a resize"):
        list(train(CONFIG, mixed_sizes(make_source), still))


def test_with_a_resize_unequal_sizes_and_channel_counts_train(make_source):
    resize = Pipeline((Step.of(Resize.create({"height": 8, "width": 8})),), name="resize")
    events = list(train(CONFIG, mixed_sizes(make_source), resize))
    assert events[0].parameters == 3 * 64 * 2 + 2
    assert isinstance(events[-1], RunFinished)


def test_training_and_evaluation_images_must_have_one_size(source):
    hardly = Pipeline((Step(Resize.create({"height": 4, "width": 4}), probability=1e-9),), name="hardly")
    with pytest.raises(TrainingError, match="8×8 images to train on but 4×4 ones to evaluate on"):
        list(train(CONFIG, source, hardly))


@pytest.mark.parametrize(
    ("labels", "classes", "message"),
    [
        ([0] * 20, (), "no labels"),
        ([0] * 20, ("only",), "every image is of the class only"),
        ([0] * 19 + [1], ("many", "one"), "class one has 1 image"),
        ([0, 0, 1, 1], ("a", "b"), "no image is left to validate on|training images for"),
    ],
)
def test_data_that_cannot_be_trained_on_are_refused(make_source, still, labels, classes, message):
    images = [np.zeros((4, 4, 1), np.uint8)] * len(labels)
    with pytest.raises(TrainingError, match=message):
        list(train(replace(CONFIG, validation=0.1), make_source(images, labels, classes), still))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"epochs": 0}, "epochs 0: give 1 or more"),
        ({"batch_size": 0}, "batch size 0"),
        ({"learning_rate": 0.0}, "learning rate 0"),
        ({"learning_rate": float("nan")}, "learning rate nan"),
        ({"weight_decay": -0.1}, "weight decay -0.1: give 0 or more"),
        ({"label_smoothing": 1.0}, "label smoothing 1: give 0 to below 1"),
        ({"patience": 0}, "patience 0: give 1 or more"),
        ({"seed": -1}, "seed -1"),
        ({"limit": 0}, "limit 0"),
        ({"model": "mlp9"}, "no model 'mlp9'"),
        ({"device": "cuda:99"}, "no device 'cuda:99' on this machine; there is .*cpu"),
    ],
)
def test_configurations_that_mean_nothing_are_refused(source, still, change, message):
    with pytest.raises(TrainingError, match=message):
        next(train(replace(CONFIG, **change), source, still))
