import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from augstudio.data.detection import KINDS, open_source
from augstudio.data.embedded import EMBEDDED
from augstudio.data.source import ArrayBackedSource, DetailedSource, Source
from augstudio.errors import DataError
from augstudio.resource_files import resource

SIZES = {"fashion-mnist-5k": 5000, "mnist-5k": 5000, "digits": 1797, "shapes": 1200, "photos": 6}


@pytest.mark.parametrize(("name", "count"), SIZES.items())
def test_every_built_in_name_opens(name: str, count: int) -> None:
    source = open_source(name)
    assert isinstance(source, Source)
    assert isinstance(source, DetailedSource)
    assert (source.name, len(source)) == (name, count)
    assert source.image(0).dtype == np.uint8
    assert bool(source.classes) == EMBEDDED[name].labelled
    if source.classes:
        assert isinstance(source, ArrayBackedSource)
        # The classes take turns, so the first images show them all.
        assert [source.label(index) for index in range(len(source.classes))] == list(range(len(source.classes)))


def test_the_lecture_sets_are_balanced() -> None:
    for name in ("fashion-mnist-5k", "mnist-5k"):
        labels = open_source(name).labels()
        assert np.bincount(labels).tolist() == [500] * 10


def test_every_built_in_set_says_its_licence_and_all_are_small() -> None:
    assert all(name in dataset.licence() for name, dataset in EMBEDDED.items())
    assert sum(path.stat().st_size for path in resource("datasets").rglob("*") if path.is_file()) < 6e6


def test_each_kind_is_recognised(tmp_path: Path, tree: Path, write_image, write_idx) -> None:
    np.savez(tmp_path / "set.npz", images=np.zeros((2, 3, 3), np.uint8))
    paths = {
        write_idx(tmp_path / "idx" / "train-images-idx3-ubyte", np.zeros((2, 3, 3), np.uint8)).parent: 2,
        tmp_path / "idx" / "train-images-idx3-ubyte": 2,
        tmp_path / "set.npz": 2,
        tree: 6,
        tree / "cat": 3,
        tree / "cat" / "0.png": 1,
    }
    for path, count in paths.items():
        assert len(open_source(path)) == len(open_source(str(path))) == count


def test_a_path_object_is_never_a_built_in_name(tmp_path: Path, monkeypatch, write_image) -> None:
    monkeypatch.chdir(tmp_path)
    write_image(tmp_path / "digits" / "a.png")
    assert len(open_source("digits")) == 1797
    assert len(open_source("./digits")) == len(open_source(Path("digits"))) == 1


def test_a_tilde_is_the_home_folder(tmp_path: Path, monkeypatch, write_image) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    write_image(tmp_path / "a.png")
    assert len(open_source("~/a.png")) == 1


def test_a_misspelt_built_in_name_gets_a_suggestion() -> None:
    with pytest.raises(DataError, match=r"fashon-mnist: .*did you mean fashion-mnist-5k\?"):
        open_source("fashon-mnist")


def test_a_misspelt_path_gets_a_suggestion(tree: Path) -> None:
    with pytest.raises(DataError, match=r"did you mean .*/pets\?"):
        open_source(tree.with_name("pet"))


def test_a_name_like_nothing_gets_the_list() -> None:
    with pytest.raises(DataError, match=r"zzzzz: .*built in are fashion-mnist-5k, mnist-5k"):
        open_source("zzzzz")


def test_what_is_there_but_unknown_is_refused_with_advice(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("words")
    with pytest.raises(DataError, match=r"notes\.txt: not a kind of data we can read; give "):
        open_source(tmp_path / "notes.txt")
    with pytest.raises(DataError, match="no images in this folder"):
        open_source(tmp_path)


@pytest.mark.parametrize("data", ["x" * 5000, "a\0b", ""])
def test_impossible_paths_are_refused_in_one_line(data: str) -> None:
    with pytest.raises(DataError) as caught:
        open_source(data)
    assert "\n" not in str(caught.value)


def test_each_kind_says_what_it_is() -> None:
    assert all(kind.summary for kind in KINDS)


def test_detection_loads_neither_torch_nor_qt() -> None:
    code = "import augstudio.data.detection, sys; print([m for m in ('torch', 'PySide6', 'matplotlib') if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_what_may_not_be_opened_is_said_in_plain_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> bool:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "exists", refuse)
    with pytest.raises(DataError) as caught:
        open_source("locked/images")
    assert str(caught.value) == "locked/images: cannot be opened: permission denied"
