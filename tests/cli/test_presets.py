from pathlib import Path

import pytest

from augstudio.cli.main import main
from augstudio.pipeline.presets import PRESETS, preset, preset_path
from augstudio.pipeline.yaml_format import load, loads


def test_all_recipes_are_listed_with_their_steps(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["presets"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(PRESETS)
    assert lines[0].endswith("images as they are")
    assert lines[PRESETS.index("lecture-2")].endswith("resize, random_crop, rotate, normalize")


@pytest.mark.parametrize("name", PRESETS)
def test_a_recipe_is_printed_or_written_with_its_comments(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["presets", name]) == 0
    printed = capsys.readouterr().out
    assert main(["presets", name, "-o", str(tmp_path / "p.yaml")]) == 0
    assert printed == (tmp_path / "p.yaml").read_text() == preset_path(name).read_text()
    assert load(tmp_path / "p.yaml") == loads(printed) == preset(name)
