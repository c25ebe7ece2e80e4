from pathlib import Path

import pytest

from augstudio.cli.main import main


def test_data_without_a_readable_image_are_described_as_such(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.png").write_text("no image")
    (tmp_path / "b.png").write_text("no image")
    assert main(["stats", str(tmp_path)]) == 0
    assert "2: not one of them can be read" in capsys.readouterr().out
