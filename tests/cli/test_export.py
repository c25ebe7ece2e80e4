import ast
import io
import sys
from pathlib import Path

import pytest
import yaml

from augstudio.cli.main import main
from augstudio.data.detection import open_source
from augstudio.data.statistics import channel_statistics
from augstudio.pipeline.presets import PRESETS, preset_path

LECTURE = str(preset_path("lecture-2"))
FROM_DATA = str(preset_path("flip-crop"))


def exported(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["export", *arguments]) == 0
    output = capsys.readouterr()
    assert output.err == ""
    return output.out


@pytest.mark.parametrize("framework", ["torch", "tf"])
@pytest.mark.parametrize("name", PRESETS)
def test_recipes_become_python_that_parses(name: str, framework: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = exported(capsys, str(preset_path(name)), "--framework", framework, "--data", "digits")
    names = {"torch": ("train_transforms", "eval_transforms"), "tf": ("augment", "prepare", "make_dataset")}[framework]
    ast.parse(text)
    assert all(name in text for name in names)


def test_torch_and_python_are_what_is_written_without_being_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert exported(capsys, LECTURE) == exported(
        capsys, LECTURE, "--framework", "torch", "--format", "python", "--style", "native", "--mode", "both"
    )


def test_modes_choose_the_chains(capsys: pytest.CaptureFixture[str]) -> None:
    assert "eval_transforms" not in exported(capsys, LECTURE, "--mode", "train")
    assert "train_transforms" not in exported(capsys, LECTURE, "--mode", "eval")


def test_yaml_is_yaml(capsys: pytest.CaptureFixture[str]) -> None:
    both = yaml.safe_load(exported(capsys, LECTURE, "--format", "yaml"))
    assert set(both) == {"train", "eval"}


def test_dashes_are_standard_input_and_output(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    content = Path(LECTURE).read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert exported(capsys, "-", "-o", "-") == exported(capsys, LECTURE)


def test_a_file_is_written_as_it_would_be_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", LECTURE, "-o", str(tmp_path / "p.py")]) == 0
    assert capsys.readouterr().out == ""
    assert (tmp_path / "p.py").read_text() == exported(capsys, LECTURE)


def test_a_refusal_leaves_the_old_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "p.py"
    out.write_text("old")
    assert main(["export", FROM_DATA, "-o", str(out)]) == 2
    assert out.read_text() == "old"
    assert "add `--data DATA`" in capsys.readouterr().err


def test_statistics_come_from_the_data(capsys: pytest.CaptureFixture[str]) -> None:
    text = exported(capsys, FROM_DATA, "--data", "shapes")
    mean, _ = channel_statistics(open_source("shapes"))
    assert len(mean) == 3
    assert all(f"{value:.7f}"[:-1] in text for value in mean)


@pytest.mark.parametrize("name", ["mine.yaml", "./mine.yaml", "link.yaml"])
def test_the_pipeline_that_is_read_is_not_written_over(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    content = Path(LECTURE).read_bytes()
    Path("mine.yaml").write_bytes(content)
    Path("link.yaml").symlink_to("mine.yaml")
    assert main(["export", "mine.yaml", "-o", name]) == 2
    assert f"{name}: this is the file to read" in capsys.readouterr().err
    assert Path("mine.yaml").read_bytes() == content


def test_data_that_are_not_there_are_refused_even_where_nothing_is_taken_from_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["export", LECTURE, "--data", "nowhere"]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert "nowhere: no such file, folder or built-in data set" in output.err


@pytest.mark.parametrize("framework", ["torch", "tf", "keras"])
def test_the_exact_style_is_python_with_the_preview_in_it(framework: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = exported(capsys, LECTURE, "--framework", framework, "--style", "exact")
    assert "\nSEED = 0\n" in text
    assert "def step_keys(" in text
    assert "import augstudio" not in text


def test_there_is_no_exact_yaml(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", LECTURE, "--style", "exact", "--format", "yaml"]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err == "augstudio: there is no exact yaml for torch: choose the format python\n"
