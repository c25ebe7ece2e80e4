from pathlib import Path

from augstudio.data.flat_folder import open_flat_folder, open_image_file
from augstudio.data.source import Source


def test_a_flat_folder_has_images_without_labels(tmp_path: Path, write_image) -> None:
    write_image(tmp_path / "b.png", 7)
    write_image(tmp_path / "a.jpg")
    source = open_flat_folder(tmp_path)
    assert isinstance(source, Source)
    assert (len(source), source.classes, source.label(0)) == (2, (), None)
    assert source.labels().tolist() == [-1, -1]
    assert source.image(1)[0, 0].tolist() == [7]


def test_images_in_the_folder_hide_those_below_and_say_so(tmp_path: Path, write_image) -> None:
    write_image(tmp_path / "a.png")
    write_image(tmp_path / "thumbnails" / "a.png")
    source = open_flat_folder(tmp_path)
    assert len(source) == 1
    assert any("thumbnails" in note for note in source.notes())


def test_without_images_of_its_own_a_folder_has_those_below(tmp_path: Path, write_image) -> None:
    write_image(tmp_path / "train" / "a.png")
    write_image(tmp_path / "test" / "b.png")
    assert len(open_flat_folder(tmp_path)) == 2


def test_a_single_image_is_a_source_of_one(tmp_path: Path, write_image) -> None:
    source = open_image_file(write_image(tmp_path / "cat.png"))
    assert (source.name, len(source), source.image(0).shape) == ("cat.png", 1, (4, 6, 3))
