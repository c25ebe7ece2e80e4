"""What exported code does to whole batches, in the real frameworks, against the engine."""

import json
import pickle
import subprocess
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torchvision.transforms import v2

from augstudio.engine.augmenter import Augmenter
from augstudio.engine.mixing import mix, mix_labels
from augstudio.errors import ExportError, PipelineError
from augstudio.export.exporter import export
from augstudio.pipeline.model import Pipeline, Step
from augstudio.transforms.batch_transform import BatchTransform
from augstudio.transforms.catalogue import transform_class
from tests.parity.conftest import tensorflow_environment
from tests.parity.distributions import same_distribution
from tests.parity.exported import with_fixed_torch_draws

RUNNER = Path(__file__).with_name("batches_runner.py")
KERAS_RUNNER = Path(__file__).with_name("keras_batches_runner.py")
COUNT = 1200
"""Images of the batch; each is of a class of its own, so that labels tell which were mixed."""

Numbers = NDArray[np.float64]


def pipeline_of(*steps: tuple[str, float, float]) -> Pipeline:
    """Of op, alpha and probability."""
    made = (Step(transform_class(op).create({"alpha": alpha}), probability=chance) for op, alpha, chance in steps)
    return Pipeline(tuple(made), name="mixing", seed=4)


ONE = {
    f"{op} {alpha} {probability}": pipeline_of((op, alpha, probability))
    for op, alpha, probability in (
        ("mixup", 0.01, 1),
        ("mixup", 0.2, 1),
        ("mixup", 1, 0.6),
        ("mixup", 30, 1),
        ("cutmix", 0.3, 0.7),
        ("cutmix", 1, 1),
        ("cutmix", 100, 1),
    )
}
BOTH = pipeline_of(("mixup", 1, 0.5), ("cutmix", 1, 0.5))
ALL = {**ONE, "both": BOTH}
FRAMEWORKS = ("torch", "tf", "keras")
KERAS = {"keras": "tensorflow", "keras on torch": "torch"}
"""Backends of Keras, by what its results are called."""

RUNS = ("torch", "tf", *KERAS)


@dataclass(frozen=True)
class Mixed:
    """A batch after mixing: images (B, C, H, W) and class probabilities (B, B)."""

    images: torch.Tensor
    labels: torch.Tensor


def batch(channels: int = 3) -> torch.Tensor:
    """(1200, C, 13, 10) float32: no two values at one place are equal, or nearly so."""
    return torch.rand(COUNT, channels, 13, 10, generator=torch.Generator().manual_seed(1))


def torch_mixing(pipeline: Pipeline, classes: int = COUNT) -> v2.Compose:
    namespace: dict[str, Any] = {"__name__": "exported"}
    exec(export(pipeline), namespace)
    made: v2.Compose = namespace["make_batch_transforms"](num_classes=classes)
    return made


def ran(runner: Path, folder: Path, framework: str, **environment: str) -> str:
    """Runs exports for a framework on the batch; what it said while it ran."""
    jobs = {name: export(each, framework=framework) for name, each in ALL.items()}
    (folder / "jobs.json").write_text(json.dumps(jobs))
    np.savez(folder / "batch.npz", images=batch().permute(0, 2, 3, 1).numpy())
    done = subprocess.run(
        [sys.executable, str(runner), str(folder)],
        env={**tensorflow_environment(), **environment},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stderr


@pytest.fixture(scope="module")
def tensorflow_results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, NDArray[Any]]:
    folder = tmp_path_factory.mktemp("batches")
    assert "AutoGraph" not in ran(RUNNER, folder, "tf")
    return dict(np.load(folder / "results.npz"))


@pytest.fixture(scope="module")
def keras_results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, NDArray[Any]]]:
    """By what the backend's results are called."""
    found = {}
    for name, backend in KERAS.items():
        folder = tmp_path_factory.mktemp("keras_batches")
        ran(KERAS_RUNNER, folder, "keras", KERAS_BACKEND=backend, KERAS_HOME=str(folder))
        found[name] = dict(np.load(folder / "keras_batches.npz"))
    return found


@pytest.fixture(name="mixed", scope="module")
def mixed_fixture(
    tensorflow_results: dict[str, NDArray[Any]], keras_results: dict[str, dict[str, NDArray[Any]]]
) -> dict[tuple[str, str], Mixed]:
    """What each framework makes of the batch, by framework and name."""
    found = {}
    for name, pipeline in ALL.items():
        found["torch", name] = Mixed(
            *with_fixed_torch_draws(partial(torch_mixing(pipeline), batch(), torch.arange(COUNT)))
        )
        for framework, results in {"tf": tensorflow_results, **keras_results}.items():
            images, labels = (torch.from_numpy(results[f"{name}|mixed|{key}"]) for key in ("images", "labels"))
            found[framework, name] = Mixed(images.permute(0, 3, 1, 2), labels)
    return found


def boxes(given: torch.Tensor, made: torch.Tensor) -> Numbers:
    """Top, left, height and width of what comes from the image before, (B, 4); zeros where nothing does."""
    pasted = ((made != given).any(dim=1)).numpy()
    rows, columns = pasted.any(axis=2), pasted.any(axis=1)
    return np.stack([rows.argmax(axis=1), columns.argmax(axis=1), rows.sum(axis=1), columns.sum(axis=1)], axis=1) * 1.0


def seen_draws(op: str, given: torch.Tensor, made: Mixed) -> dict[str, Numbers]:
    """What was drawn for each image, as the engine calls it."""
    if op == "mixup":
        return {"share": made.labels.diagonal().numpy().astype(np.float64)}
    return dict(zip(("top", "left", "height", "width"), boxes(given, made.images).T, strict=True))


@pytest.mark.parametrize("name", ONE)
@pytest.mark.parametrize("framework", RUNS)
def test_images_and_labels_are_mixed_as_the_engine_does_with_the_same_draws(
    mixed: dict[tuple[str, str], Mixed], framework: str, name: str
) -> None:
    made, given = mixed[framework, name], batch()
    transform = ONE[name].steps[0].transform
    assert isinstance(transform, BatchTransform)
    images, shares = mix(transform, given, seen_draws(transform.op, given, made), np.ones(COUNT, dtype=np.bool_))
    assert made.images.dtype == made.labels.dtype == torch.float32
    assert torch.allclose(made.images, images, rtol=0, atol=1e-6)
    assert torch.allclose(made.labels, mix_labels(transform, torch.eye(COUNT), shares), rtol=0, atol=1e-6)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("framework", RUNS)
def test_labels_are_probabilities(mixed: dict[tuple[str, str], Mixed], framework: str, name: str) -> None:
    labels = mixed[framework, name].labels
    assert labels.shape == (COUNT, COUNT)
    assert (labels >= 0).all()
    assert torch.allclose(labels.sum(dim=1), torch.ones(COUNT), rtol=0, atol=1e-6)


@pytest.mark.parametrize("name", ONE)
@pytest.mark.parametrize("framework", RUNS)
def test_draws_have_the_distribution_of_the_preview(
    mixed: dict[tuple[str, str], Mixed], framework: str, name: str
) -> None:
    given, op = batch(), ONE[name].steps[0].op
    images, labels = Augmenter(ONE[name])(given, labels=torch.arange(COUNT), classes=COUNT)
    ours, theirs = (
        np.column_stack([*seen_draws(op, given, each).values(), each.labels.diagonal().numpy()])
        for each in (Mixed(images, labels), mixed[framework, name])
    )
    assert same_distribution(ours, theirs)


def test_the_comparison_tells_other_strengths_apart(mixed: dict[tuple[str, str], Mixed]) -> None:
    mild, strong = (
        mixed["torch", name].labels.diagonal().numpy()[:, None].astype(np.float64)
        for name in ("mixup 0.2 1", "mixup 0.01 1")
    )
    assert not same_distribution(mild, strong)


@pytest.mark.parametrize("framework", RUNS)
def test_two_steps_mix_up_to_three_images(mixed: dict[tuple[str, str], Mixed], framework: str) -> None:
    labels = mixed[framework, "both"].labels
    places = torch.arange(COUNT)
    near = torch.stack([labels[places, (places - back) % COUNT] for back in range(3)]).sum(dim=0)
    assert torch.allclose(near, torch.ones(COUNT), atol=1e-6)
    found = {int(count) for count in (labels > 0).sum(dim=1)}
    assert found == {1, 2, 3}


def test_every_image_draws_for_itself(mixed: dict[tuple[str, str], Mixed]) -> None:
    for framework in RUNS:
        shares = mixed[framework, "mixup 30 1"].labels.diagonal()
        assert len(np.unique(shares.numpy())) > COUNT * 0.95


def test_torch_mixes_gray_images_probabilities_and_single_images() -> None:
    mixing = torch_mixing(ONE["mixup 1 0.6"], classes=3)
    probabilities = torch.tensor([[0.5, 0.5, 0], [0, 0, 1.0]])
    images, labels = mixing(batch(channels=1)[:2], probabilities)
    assert images.shape == (2, 1, 13, 10)
    own = (images[0] - batch(1)[1]) / (batch(1)[0] - batch(1)[1])
    share = own.median()
    assert torch.allclose(labels[0], probabilities[0] * share + probabilities[1] * (1 - share), atol=1e-4)
    alone = batch()[:1]
    images, labels = mixing(alone, torch.tensor([2]))
    assert torch.allclose(images, alone)
    assert labels.tolist() == [[0, 0, 1]]


def test_torch_code_can_be_sent_to_loader_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "exported_batches.py").write_text(export(BOTH), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    import exported_batches  # type: ignore[import-not-found]

    assert len(pickle.dumps(exported_batches.make_batch_transforms(10))) > 100
    monkeypatch.delitem(sys.modules, "exported_batches")


def test_what_torch_makes_is_what_its_loss_takes() -> None:
    _, labels = torch_mixing(BOTH, classes=7)(batch()[:5], torch.arange(5))
    loss = torch.nn.functional.cross_entropy(torch.zeros(5, 7), labels)
    assert loss.item() == pytest.approx(np.log(7))


def test_a_seed_decides_how_tensorflow_mixes(tensorflow_results: dict[str, NDArray[Any]]) -> None:
    images, again, other = (tensorflow_results[f"both|mixed|{key}"] for key in ("images", "again", "other"))
    assert np.array_equal(images, again)
    assert not np.array_equal(images, other)


@pytest.fixture(name="passes", scope="module")
def passes_fixture(tensorflow_results: dict[str, NDArray[Any]]) -> dict[str, dict[str, NDArray[Any]]]:
    """What `make_dataset` gives where mixup is all there is."""
    found: dict[str, dict[str, NDArray[Any]]] = {}
    for key, values in tensorflow_results.items():
        name, probe, part = key.split("|")
        if name == "mixup 30 1":
            found.setdefault(probe, {})[part] = values
    return found


def test_a_data_set_mixes_within_its_batches(passes: dict[str, dict[str, NDArray[Any]]]) -> None:
    found = passes["first"]
    assert found["sizes"].tolist() == [5, 5, 2] * 2
    given = found["given"].astype(np.float32) / 255
    assert np.allclose(found["images"], np.tensordot(found["labels"][:, :12], given, axes=1), atol=1e-5)
    assert ((found["labels"] > 0).sum(axis=1) == 2).all()
    assert np.allclose(found["labels"].sum(axis=1), 1, atol=1e-6)
    assert found["label_shape"].tolist() == [-1, 13]
    start = 0
    for size in found["sizes"]:
        labels = found["labels"][start : start + size]
        assert (labels > 0).any(axis=0).sum() == size  # no class comes from another batch
        start += size


def test_a_second_data_set_mixes_alike_and_a_second_epoch_anew(passes: dict[str, dict[str, NDArray[Any]]]) -> None:
    first, second = passes["first"], passes["second"]
    assert np.array_equal(first["images"], second["images"])
    assert np.array_equal(first["labels"], second["labels"])
    shares = [np.sort(first["labels"][rows].max(axis=1)) for rows in (slice(12), slice(12, 24))]
    assert not np.allclose(shares[0], shares[1])


def test_evaluation_mixes_nothing_and_has_labels_of_the_same_kind(passes: dict[str, dict[str, NDArray[Any]]]) -> None:
    found = passes["evaluation"]
    assert np.allclose(found["images"], found["given"].astype(np.float32) / 255)
    assert np.array_equal(found["labels"], np.eye(13, dtype=np.float32)[:12])


@pytest.mark.parametrize("backend", KERAS)
def test_keras_layers_do_nothing_outside_training_and_can_be_told_as_a_config(
    keras_results: dict[str, dict[str, NDArray[Any]]], backend: str
) -> None:
    found = keras_results[backend]
    assert np.array_equal(found["both|off|images"], batch().permute(0, 2, 3, 1).numpy())
    assert np.array_equal(found["both|off|labels"], np.eye(COUNT, dtype=np.float32))
    shares = [np.sort(found[f"mixup 0.2 1|{probe}|labels"].diagonal()) for probe in ("mixed", "copy")]
    assert same_distribution(*(each[:, None].astype(np.float64) for each in shares))


def test_keras_layers_mix_within_the_batches_of_a_data_set(keras_results: dict[str, dict[str, NDArray[Any]]]) -> None:
    found = keras_results["keras"]
    images, labels = (found[f"mixup 30 1|data set|{key}"] for key in ("images", "labels"))
    given = batch()[:12].permute(0, 2, 3, 1).numpy()
    assert np.allclose(images, np.tensordot(labels[:, :12], given, axes=1), atol=1e-5)
    for start, size in ((0, 5), (5, 5), (10, 2), (12, 5)):
        assert (labels[start : start + size] > 0).any(axis=0).sum() == size  # no class comes from another batch
    assert not np.allclose(labels[:12], labels[12:])


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("mode", ["train", "both"])
def test_exported_torch_code_passes_its_own_test(name: str, mode: str, capsys: pytest.CaptureFixture[str]) -> None:
    exec(export(ALL[name], mode=mode), {"__name__": "__main__"})
    assert capsys.readouterr().out.endswith(" and make_batch_transforms\n")


@pytest.mark.parametrize(
    ("framework", "backend", "printed"),
    [
        ("tf", "", "ok: augment, prepare, mix_batch and make_dataset\n"),
        ("keras", "tensorflow", "ok: augmentation, preprocessing and mixing\n"),
        ("keras", "torch", "ok: augmentation, preprocessing and mixing\n"),
    ],
)
def test_other_exported_code_passes_its_own_test(framework: str, backend: str, printed: str, tmp_path: Path) -> None:
    path = tmp_path / "exported.py"
    flip = Step(transform_class("horizontal_flip").create({}))
    path.write_text(export(Pipeline((flip, *BOTH.steps)), framework=framework), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(path)],
        env={**tensorflow_environment(), "KERAS_BACKEND": backend, "KERAS_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, printed), done.stderr


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_what_evaluates_knows_nothing_of_mixing(framework: str) -> None:
    text = export(BOTH, framework=framework, mode="eval")
    assert text.split("\n", 3)[3] == export(Pipeline(name="mixing"), framework=framework, mode="eval").split("\n", 3)[3]


@pytest.mark.parametrize("op", ["mixup", "cutmix"])
def test_torchvision_draws_once_for_a_batch_so_yaml_refuses(op: str) -> None:
    with pytest.raises(ExportError, match=rf"step {op} \({op}\): .*Python"):
        export(pipeline_of((op, 1, 1)), format="yaml")


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_steps_after_the_mixing_are_refused(framework: str) -> None:
    flip = Step(transform_class("horizontal_flip").create({}))
    with pytest.raises(PipelineError, match="mixup mixes the images of a batch and has to come last"):
        export(Pipeline((*pipeline_of(("mixup", 1, 1)).steps, flip)), framework=framework)
