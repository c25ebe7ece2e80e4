import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image

import augstudio
from augstudio.apply.copies import ApplyFinished, ApplyStarted, CopiesWritten, Form, apply_pipeline
from augstudio.data.detection import open_source
from augstudio.data.source import Source
from augstudio.errors import AugStudioError, DataError, PipelineError

PIPELINE = augstudio.loads(
    "{augstudio: 1, name: mine, seed: 3, steps: [{op: rotate}, {op: gaussian_noise}, {op: hue, probability: 0.5}]}"
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Two classes of noise: 5 images, one of them gray, two with equal stems, and one that is none."""
    rng = np.random.default_rng(0)
    folder = tmp_path / "data"
    for name in ("cat/a.png", "cat/b.png", "cat/b.bmp", "dog/a.png", "dog/gray.png"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        shape = (9, 7) if "gray" in name else (9, 7, 3)
        Image.fromarray(rng.integers(0, 256, shape, dtype=np.uint8)).save(path)
    (folder / "dog" / "broken.png").write_text("no image")
    return folder


def copied(
    source: Source,
    out: Path,
    *,
    pipeline: augstudio.Pipeline = PIPELINE,
    copies: int = 2,
    form: Form = Form.FOLDER,
    workers: int = 1,
) -> tuple[ApplyStarted, ApplyFinished]:
    events = list(apply_pipeline(pipeline, source, out, copies=copies, form=form, workers=workers))
    first, last = events[0], events[-1]
    assert isinstance(first, ApplyStarted)
    assert isinstance(last, ApplyFinished)
    return first, last


def manifest(out: Path) -> tuple[dict[str, object], list[dict[str, object]]]:
    header, *entries = map(json.loads, (out / "manifest.jsonl").read_text(encoding="utf-8").splitlines())
    return header, entries


def contents(out: Path) -> dict[str, bytes]:
    return {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def pixels(path: Path) -> NDArray[np.uint8]:
    with Image.open(path) as image:
        return np.array(image)


def test_every_copy_is_what_the_augmenter_makes_and_the_manifest_says_how(data: Path, tmp_path: Path) -> None:
    source, out = open_source(data), tmp_path / "out"
    started, finished = copied(source, out)
    assert (started.total, started.before, finished.written) == (12, 0, 10)
    assert [each.location for each in finished.unreadable] == [str(data / "dog" / "broken.png")]
    header, entries = manifest(out)
    assert (header["copies"], header["pipeline"], header["classes"]) == (2, "mine", ["cat", "dog"])
    assert len(header["skipped"]) == 1  # type: ignore[arg-type]
    assert [(entry["epoch"], entry["index"]) for entry in entries] == sorted(
        (epoch, index) for epoch in range(2) for index in (0, 1, 2, 3, 5)
    )
    augment = augstudio.Augmenter(PIPELINE)
    for entry in entries:
        index, epoch = entry["index"], entry["epoch"]
        assert isinstance(index, int)
        assert isinstance(epoch, int)
        image = torch.from_numpy(source.image(index).transpose(2, 0, 1).copy())
        (made,), record = augment([image], epoch=epoch, index=[index], record=True)
        written = pixels(out / str(entry["file"]))
        assert np.array_equal(written.reshape(9, 7, -1), (made * 255).round().byte().permute(1, 2, 0).numpy())
        assert entry["steps"] == record[0]
        assert entry["label"] == source.label(index)
    assert augstudio.load(out / "pipeline.yaml") == PIPELINE


def test_files_are_named_after_their_image_and_epoch_and_none_is_lost(data: Path, tmp_path: Path) -> None:
    copied(open_source(data), tmp_path / "out", copies=1)
    names = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.png")}
    assert names == {
        "cat/a_e000.png", "cat/b-1_e000.png", "cat/b-2_e000.png", "dog/a_e000.png", "dog/gray_e000.png",
    }  # fmt: skip


def test_the_files_are_the_same_whatever_the_number_of_workers(tmp_path: Path) -> None:
    source = open_source("digits")
    crop = augstudio.loads("{augstudio: 1, steps: [{op: rotate}, {op: random_erasing}, {op: elastic, sigma: 1}]}")
    one, four = tmp_path / "one", tmp_path / "four"
    copied(source, one, pipeline=crop, copies=1)
    copied(source, four, pipeline=crop, copies=1, workers=4)
    assert contents(one) == contents(four)


def test_a_run_that_was_broken_off_goes_on_where_it_was(data: Path, tmp_path: Path) -> None:
    source, whole, broken = open_source(data), tmp_path / "whole", tmp_path / "broken"
    copied(source, whole, copies=70)
    run = apply_pipeline(PIPELINE, source, broken, copies=70)
    assert isinstance(next(run), ApplyStarted)
    assert isinstance(next(run), CopiesWritten)
    run.close()  # type: ignore[attr-defined]
    assert not (broken / "manifest.jsonl").exists()
    with (broken / "manifest.partial.jsonl").open("a") as file:
        file.write('{"index": 1, "epo')  # as a kill leaves it
    (broken / "cat" / ".b_e001.png.x1y2.tmp").write_text("half")
    stamp = (broken / "cat" / "a_e000.png").stat().st_mtime_ns
    started, finished = copied(source, broken, copies=70)
    assert started.before == 70
    assert started.before + finished.written == 350
    assert (broken / "cat" / "a_e000.png").stat().st_mtime_ns == stamp
    assert contents(broken) == contents(whole)


def test_what_is_there_is_not_made_again_and_what_is_missing_is(data: Path, tmp_path: Path) -> None:
    source, out = open_source(data), tmp_path / "out"
    copied(source, out, copies=1)
    before = contents(out)
    (out / "cat" / "a_e000.png").unlink()
    _, finished = copied(source, out, copies=1)
    assert finished.written == 1
    assert contents(out) == before
    started, finished = copied(source, out, copies=3)
    assert (started.before, finished.written) == (5, 10)
    fresh = tmp_path / "fresh"
    copied(source, fresh, copies=3)
    assert contents(out) == contents(fresh)


def test_folders_with_anything_else_in_them_are_refused(data: Path, tmp_path: Path) -> None:
    source, out = open_source(data), tmp_path / "out"
    with pytest.raises(AugStudioError, match="the folder is not empty"):
        copied(source, data)
    copied(source, out)
    other = augstudio.loads("{augstudio: 1, steps: [{op: invert}]}")
    before = contents(out)
    with pytest.raises(AugStudioError, match="another pipeline"):
        copied(source, out, pipeline=other)
    with pytest.raises(AugStudioError, match="holds 2 copies"):
        copied(source, out, copies=1)
    with pytest.raises(AugStudioError, match="this is a file"):
        copied(source, out / "pipeline.yaml")
    assert contents(out) == before


def test_what_normalises_is_left_out_and_told(tmp_path: Path) -> None:
    pipeline = augstudio.loads(
        "{augstudio: 1, steps: [{op: invert}, {op: normalize, mean: dataset, std: dataset}, {op: cutout}]}"
    )
    started, _ = copied(open_source("digits"), tmp_path / "out", pipeline=pipeline, copies=1)
    header, _ = manifest(tmp_path / "out")
    assert header["left_out"] == ["normalize"]
    assert "left out, since image files hold plain values: normalize" in started.notes[0]
    assert started.notes[1].endswith(": cutout")
    first = pixels(tmp_path / "out" / "0" / "000000_e000.png")
    kept = first > 0  # cutout fills with 0
    assert np.array_equal(first[kept], 255 - open_source("digits").image(0)[..., 0][kept])


def test_steps_that_mix_labels_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    pipeline = augstudio.loads("{augstudio: 1, steps: [{op: mixup}]}")
    with pytest.raises(PipelineError, match="step mixup: mixup mixes the labels of a batch"):
        copied(open_source("digits"), tmp_path / "out", pipeline=pipeline)
    assert not (tmp_path / "out").exists()


def test_of_divided_data_only_training_images_are_copied(data: Path, tmp_path: Path) -> None:
    divided = tmp_path / "divided"
    divided.mkdir()
    data.rename(divided / "train")
    (divided / "val" / "cat").mkdir(parents=True)
    (divided / "train" / "cat" / "a.png").rename(divided / "val" / "cat" / "c.png")
    started, finished = copied(open_source(divided), tmp_path / "out", copies=1)
    assert finished.written == 4
    assert "1 images for validation" in started.notes[-1]


def test_an_archive_holds_the_same_images_and_opens_as_data(tmp_path: Path) -> None:
    source, files, out = open_source("digits"), tmp_path / "files", tmp_path / "out"
    copied(source, files, copies=2)
    _, finished = copied(source, out, copies=2, form=Form.NPZ, workers=2)
    assert finished.written == 2 * len(source)
    archive = open_source(out / "augmented.npz")
    _, named = manifest(files)
    _, rows = manifest(out)
    assert [entry["row"] for entry in rows] == list(range(len(archive)))
    for row in (0, 1, len(source), len(archive) - 1):
        assert rows[row]["steps"] == named[row]["steps"]
        assert np.array_equal(archive.image(row)[..., 0], pixels(files / str(named[row]["file"])))
        assert archive.classes[archive.label(row) or 0] == source.classes[source.label(row % len(source)) or 0]
    started, finished = copied(source, out, copies=2, form=Form.NPZ)
    assert (started.before, finished.written) == (2 * len(source), 0)


def test_an_archive_of_unequal_sizes_is_refused(data: Path, tmp_path: Path) -> None:
    with pytest.raises(AugStudioError, match="add a resize with height and width, or write --format folder"):
        copied(open_source(data), tmp_path / "out", form=Form.NPZ)


def test_a_run_that_failed_before_its_first_copy_is_in_nobodys_way(data: Path, tmp_path: Path) -> None:
    source, out = open_source(data), tmp_path / "out"
    with pytest.raises(PipelineError, match="random-crop"):
        copied(
            source, out, pipeline=augstudio.loads("{augstudio: 1, steps: [{op: random_crop, height: 20, width: 20}]}")
        )
    _, finished = copied(source, out)
    assert finished.written == 10


def test_images_without_labels_need_no_class_folders(data: Path, tmp_path: Path) -> None:
    copied(open_source(data / "cat"), tmp_path / "out", copies=1)
    assert (tmp_path / "out" / "a_e000.png").is_file()
    assert manifest(tmp_path / "out")[1][0]["label"] is None


def test_data_without_a_readable_image_are_refused(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.png").write_text("no image")
    with pytest.raises(DataError, match="not one of 1 images can be read"):
        copied(open_source(tmp_path / "data"), tmp_path / "out")


def test_class_names_that_no_folder_can_have_are_replaced(tmp_path: Path) -> None:
    archive = tmp_path / "a.npz"
    images = np.zeros((3, 4, 4), np.uint8)
    np.savez(archive, images=images, labels=np.array([0, 1, 2]), classes=np.array(["a/b", "a:b", ".."]))
    copied(open_source(archive), tmp_path / "out", pipeline=augstudio.loads("{augstudio: 1, steps: [{op: invert}]}"))
    assert sorted(folders(tmp_path / "out")) == ["a_b-0", "a_b-1", "class"]


def folders(out: Path) -> Iterator[str]:
    return (path.name for path in out.iterdir() if path.is_dir())
