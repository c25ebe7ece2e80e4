from pathlib import Path

import pytest
from PIL import Image

from augstudio.cli.main import main
from augstudio.pipeline.presets import preset_path

OPTIONS = {"--data": "digits", "--samples": "2", "--variants": "2"}


def preview(out: Path, *flags: str, **changes: str) -> int:
    options = {**OPTIONS, **{f"--{name}": value for name, value in changes.items()}, "-o": str(out)}
    words = [word for option in options.items() for word in option]
    return main(["preview", str(preset_path("lecture-2")), *words, *flags])


def drawn(path: Path, *flags: str, **changes: str) -> Image.Image:
    assert preview(path, *flags, **changes) == 0
    with Image.open(path) as image:
        assert image.format == "PNG"
        return image.convert("RGB")


def test_a_sheet_is_a_png_and_the_same_each_time(tmp_path: Path) -> None:
    first, again = drawn(tmp_path / "a.png"), drawn(tmp_path / "b.png")
    assert first.tobytes() == again.tobytes()
    assert first.tobytes() != drawn(tmp_path / "c.png", seed="5").tobytes()


def test_more_variants_and_every_step_are_wider(tmp_path: Path) -> None:
    assert drawn(tmp_path / "a.png").width < drawn(tmp_path / "b.png", variants="5").width
    assert drawn(tmp_path / "c.png", "--steps").size != drawn(tmp_path / "a.png").size


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("samples", "0", "--samples"),
        ("variants", "1000", "--variants"),
        ("seed", "-1", "--seed"),
        ("data", "nowhere", "nowhere: no such file, folder or built-in data set"),
    ],
)
def test_nonsense_is_refused(
    option: str, value: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert preview(tmp_path / "a.png", **{option: value}) == 2
    assert message in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_file_that_is_read_is_not_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    picture, link = tmp_path / "mine.png", tmp_path / "link.png"
    Image.new("RGB", (8, 8)).save(picture)
    link.symlink_to(picture)
    before = picture.read_bytes()
    assert preview(link, data=str(picture)) == 2
    assert "link.png: this is the file to read" in capsys.readouterr().err
    assert picture.read_bytes() == before


def test_a_name_that_is_no_png_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert preview(tmp_path / "sheet.jpg") == 2
    assert "give it a name that ends in .png" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("flags", [(), ("--steps",)])
def test_data_without_a_readable_image_are_refused(
    flags: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    for name in ("a.png", "b.png"):
        (data / name).write_text("no image")
    assert preview(tmp_path / "sheet.png", *flags, data=str(data)) == 2
    error = capsys.readouterr().err
    assert "data: not one of 2 images can be read; the first is " in error
    assert error.count("\n") == 1
    assert not (tmp_path / "sheet.png").exists()


def test_a_damaged_image_among_others_is_shown_as_such(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "a.png").write_text("no image")
    Image.new("RGB", (28, 28)).save(data / "b.png")
    drawn(tmp_path / "sheet.png", data=str(data))
