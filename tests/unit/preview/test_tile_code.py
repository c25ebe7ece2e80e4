import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from augstudio.data.detection import open_source
from augstudio.engine.augmenter import Augmenter
from augstudio.errors import PipelineError
from augstudio.pipeline.model import Mode, Pipeline
from augstudio.pipeline.presets import preset
from augstudio.pipeline.yaml_format import loads
from augstudio.preview.tile_code import Tile, tile_code, tile_test

ROOT = Path(__file__).parents[3]
HOSTILE = "x'''\n\"\"\"); raise SystemExit('run')  # \\"


def tile(pipeline: Pipeline, mode: Mode = Mode.TRAIN) -> Tile:
    return Tile(pipeline, open_source("fashion-mnist-5k").image(7), index=7, epoch=3, mode=mode)


def run(source: str) -> dict[str, object]:
    names: dict[str, object] = {"__name__": "tile"}
    exec(compile(source, "tile.py", "exec"), names)
    return names


@pytest.mark.parametrize("mode", Mode)
def test_the_code_makes_that_very_picture(mode: Mode, capsys: pytest.CaptureFixture[str]) -> None:
    pipeline = preset("lecture-2")
    chosen = tile(pipeline, mode)
    image = torch.from_numpy(chosen.image.transpose(2, 0, 1).copy())
    expected = Augmenter(pipeline, mode)([image], epoch=3, index=[7])[0]
    assert torch.equal(run(tile_code(chosen))["result"], expected)
    assert "(1, 28, 28)" in capsys.readouterr().out


def test_a_design_whose_name_is_hostile_stays_data() -> None:
    pipeline = loads("augstudio: 1\nsteps:\n- op: invert\n")
    hostile = Pipeline(pipeline.steps, name=HOSTILE)
    assert run(tile_code(tile(hostile)))["result"].shape == (1, 28, 28)
    assert "def test_x_raise_systemexit_run_makes_sample_7" in tile_test(tile(hostile))


def written(folder: Path, pipeline: Pipeline) -> Path:
    path = folder / "test_tile.py"
    path.write_text(tile_test(tile(pipeline)))
    return path


def outcome(path: Path) -> int:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(path)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=120).returncode


def test_the_test_passes_until_the_picture_changes(tmp_path: Path) -> None:
    path = written(tmp_path, preset("lecture-2"))
    assert outcome(path) == 0
    path.write_text(
        path.read_text().replace("MODE, EPOCH, INDEX = 'train', 3, 7", "MODE, EPOCH, INDEX = 'train', 4, 7")
    )
    assert outcome(path) == 1


def test_a_flat_picture_can_be_kept_too(tmp_path: Path) -> None:
    pipeline = loads("augstudio: 1\nsteps:\n- {op: brightness, factor: 0}\n")
    names = run(written(tmp_path, pipeline).read_text())
    assert np.abs(names["make"]().numpy()).max() == 0
    names["test_untitled_makes_sample_7_of_epoch_3_as_before"]()


def test_statistics_that_are_still_to_come_are_refused() -> None:
    pipeline = loads("augstudio: 1\nsteps:\n- {op: normalize, mean: dataset, std: dataset}\n")
    with pytest.raises(PipelineError, match="statistics"):
        tile_code(tile(pipeline))
