import os
import pickle
from pathlib import Path

import numpy as np

from augstudio.data.class_folder import is_class_folder, open_class_folder
from augstudio.data.source import Source, SplitName


def test_folders_are_classes_in_alphabetical_order(tree: Path) -> None:
    source = open_class_folder(tree)
    assert isinstance(source, Source)
    assert (source.name, source.classes, len(source)) == ("pets", ("cat", "dog"), 6)
    assert [source.label(index) for index in range(6)] == [0, 0, 0, 1, 1, 1]
    assert source.image(4)[0, 0].tolist() == [50, 100, 7]
    assert source.location(4) == str(tree / "dog" / "1.png")
    assert source.split_of(0) is None


def test_opening_decodes_nothing(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "broken.jpg").write_text("no image")
    assert len(open_class_folder(tmp_path)) == 2


def test_hidden_and_foreign_files_are_passed_over(tree: Path) -> None:
    for name in (".DS_Store", "._0.png", "notes.txt", "Thumbs.db"):
        (tree / "cat" / name).write_bytes(b"x")
    (tree / ".git").mkdir()
    (tree / ".git" / "x.png").write_bytes(b"x")
    source = open_class_folder(tree)
    assert (len(source), source.notes()) == (6, ())


def test_images_deeper_within_a_class_belong_to_it(tree: Path, write_image) -> None:
    write_image(tree / "dog" / "2024" / "may" / "3.JPEG")
    source = open_class_folder(tree)
    assert len(source) == 7
    assert source.label(6) == 1
    assert source.location(6).endswith("dog/2024/may/3.JPEG")


def test_what_is_left_out_is_noted(tree: Path, write_image) -> None:
    write_image(tree / "stray.png")
    (tree / "annotations").mkdir()
    source = open_class_folder(tree)
    assert source.classes == ("cat", "dog")
    assert any("1 images directly in pets" in note for note in source.notes())
    assert any("annotations" in note for note in source.notes())


def test_official_splits_are_known_image_by_image(tmp_path: Path, write_image) -> None:
    for split, classes in {"train": ("a", "b", "c"), "val": ("a", "b"), "Test": ("b",)}.items():
        for name in classes:
            write_image(tmp_path / split / name / "0.png")
    source = open_class_folder(tmp_path)
    assert source.classes == ("a", "b", "c")
    assert [source.split_of(index) for index in range(6)] == [
        *[SplitName.TRAIN] * 3,
        *[SplitName.VALIDATION] * 2,
        SplitName.TEST,
    ]
    assert source.labels().tolist() == [0, 1, 2, 0, 1, 1]
    assert Path(source.location(5)).parts[-3:] == ("Test", "b", "0.png")


def test_a_split_without_class_folders_is_left_out_aloud(tmp_path: Path, write_image) -> None:
    write_image(tmp_path / "train" / "a" / "0.png")
    write_image(tmp_path / "train" / "b" / "0.png")
    write_image(tmp_path / "test" / "0.png")
    source = open_class_folder(tmp_path)
    assert len(source) == 2
    assert any("test" in note for note in source.notes())


def test_flat_splits_are_not_taken_for_classes(tmp_path: Path, write_image) -> None:
    write_image(tmp_path / "train" / "0.png")
    write_image(tmp_path / "test" / "0.png")
    assert not is_class_folder(tmp_path)


def test_a_link_that_leads_back_ends(tree: Path) -> None:
    (tree / "cat" / "again").symlink_to(tree / "cat", target_is_directory=True)
    (tree / "dog" / "up").symlink_to(tree, target_is_directory=True)
    source = open_class_folder(tree)
    assert sum(label == 0 for label in source.labels()) == 3


def test_the_fingerprint_follows_files_and_folders(tree: Path, write_image) -> None:
    before = open_class_folder(tree).fingerprint
    assert open_class_folder(tree).fingerprint == before
    os.utime(tree / "cat" / "0.png", ns=(1, 1))
    touched = open_class_folder(tree).fingerprint
    (tree / "cat").rename(tree / "lion")
    renamed = open_class_folder(tree).fingerprint
    write_image(tree / "dog" / "9.png")
    assert len({before, touched, renamed, open_class_folder(tree).fingerprint}) == 4


def test_a_pickled_source_reads_the_same(tree: Path) -> None:
    source = open_class_folder(tree)
    copy = pickle.loads(pickle.dumps(source))  # noqa: TID251 -- what worker processes do
    assert all(np.array_equal(copy.image(index), source.image(index)) for index in range(len(source)))
    assert (copy.classes, copy.fingerprint) == (source.classes, source.fingerprint)


def test_names_that_are_no_utf8_are_read(tmp_path: Path, write_image) -> None:
    path = write_image(tmp_path / "a" / "x.png")
    write_image(tmp_path / "b" / "x.png")
    path.rename(tmp_path / "a" / os.fsdecode(b"caf\xe9.png"))
    source = open_class_folder(tmp_path)
    assert source.image(0).shape == (4, 6, 3)
    assert len(source.fingerprint) == 32


def test_pipes_and_links_to_devices_are_no_images(tree: Path) -> None:
    os.mkfifo(tree / "cat" / "pipe.png")
    (tree / "cat" / "null.png").symlink_to(os.devnull)
    (tree / "cat" / "linked.png").symlink_to(tree / "dog" / "0.png")
    (tree / "pipes").mkdir()
    os.mkfifo(tree / "pipes" / "only.png")
    source = open_class_folder(tree)
    assert source.classes == ("cat", "dog")
    names = [Path(source.location(index)).name for index in range(len(source)) if source.label(index) == 0]
    assert names == ["0.png", "1.png", "2.png", "linked.png"]
