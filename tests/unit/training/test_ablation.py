"""Which step helps: the arms, the differences, and what is said of them."""

import csv
import json
import math
from pathlib import Path

import numpy as np
import pytest
import torch

import augstudio
from augstudio.cli.main import main
from augstudio.data.source import Source
from augstudio.errors import TrainingError
from augstudio.pipeline.evaluation import evaluation_twin
from augstudio.training.ablation import Ablation, ablate
from augstudio.training.ablation_findings import Verdict, ablation_findings, ablation_sentence, paired, student
from augstudio.training.config import CurveConfig, TrainingConfig
from augstudio.training.events import CurvePointFinished, CurveStarted, RunFinished

CONFIG = CurveConfig(training=TrainingConfig(epochs=4, batch_size=16, device="cpu"), seeds=3)


def loaded(*steps: str) -> augstudio.Pipeline:
    return augstudio.loads(f"{{augstudio: 1, name: mine, steps: [{', '.join(steps)}]}}")


def ops(pipeline: augstudio.Pipeline) -> list[str]:
    return [step.op for step in pipeline]


def test_every_step_is_left_out_once_and_alone_once_and_what_evaluation_needs_stays() -> None:
    pipeline = loaded(
        "{op: resize, height: 8, width: 8}", "{op: rotate}", "{op: random_crop, height: 6, width: 6}", "{op: gamma}",
        "{op: hue, enabled: false}", "{op: normalize, mean: 0.5, std: 0.5}",
    )  # fmt: skip
    ablation = Ablation.of(pipeline)
    assert ablation.steps == ("rotate", "random-crop", "gamma")
    arms = {arm.name: ops(arm) for arm in ablation.arms}
    assert arms == {
        "all": ["resize", "rotate", "random_crop", "gamma", "normalize"],
        "without rotate": ["resize", "random_crop", "gamma", "normalize"],
        "without random-crop": ["resize", "rotate", "center_crop", "gamma", "normalize"],
        "without gamma": ["resize", "rotate", "random_crop", "normalize"],
        "only rotate": ["resize", "rotate", "center_crop", "normalize"],
        "only random-crop": ["resize", "random_crop", "normalize"],
        "only gamma": ["resize", "center_crop", "gamma", "normalize"],
    }
    assert {evaluation_twin(arm).steps for arm in ablation.arms} == {evaluation_twin(pipeline).steps}


def test_of_two_steps_each_alone_is_the_pipeline_without_the_other() -> None:
    arms = [arm.name for arm in Ablation.of(loaded("{op: rotate}", "{op: gamma}")).arms]
    assert arms == ["all", "without rotate", "without gamma"]
    assert [arm.name for arm in Ablation.of(loaded("{op: rotate}")).arms] == ["all"]


def test_a_group_is_one_step() -> None:
    group = "{op: one_of, steps: [{op: rotate}, {op: gamma}]}"
    assert Ablation.of(loaded(group, "{op: hue}")).steps == ("one-of", "hue")


def test_steps_that_stay_draw_the_same() -> None:
    pipeline = loaded("{op: rotate}", "{op: gaussian_noise}", "{op: gamma}")
    images = torch.full((4, 1, 8, 8), 0.5)
    whole = augstudio.Augmenter(pipeline)(images, record=True)[1]
    for arm in Ablation.of(pipeline).arms:
        record = augstudio.Augmenter(arm)(images, record=True)[1]
        assert all(entry[step] == whole[row][step] for row, entry in enumerate(record) for step in entry)


def test_a_pipeline_without_anything_to_leave_out_is_refused() -> None:
    with pytest.raises(TrainingError, match="no step of the pipeline 'mine' augments"):
        Ablation.of(loaded("{op: normalize, mean: 0.5, std: 0.5}"))


def test_one_seed_is_refused(source: Source) -> None:
    config = CurveConfig(training=CONFIG.training, seeds=1)
    with pytest.raises(TrainingError, match="give 2 or more"):
        list(ablate(config, source, loaded("{op: rotate}")))


@pytest.mark.parametrize("model", ["softmax", "lecture-cnn"])
def test_every_arm_is_trained_with_every_seed(model: str, source: Source) -> None:
    training = TrainingConfig(model=model, epochs=1, batch_size=32, device="cpu")
    started, *points, finished = ablate(
        CurveConfig(training=training, seeds=2), source, loaded("{op: brightness}", "{op: gamma}")
    )
    assert isinstance(started, CurveStarted)
    assert isinstance(finished, RunFinished)
    assert started.arms == ("none", "all", "without brightness", "without gamma")
    runs = [(each.pipeline, each.seed) for each in points if isinstance(each, CurvePointFinished)]
    assert sorted(runs) == sorted((arm, seed) for arm in started.arms for seed in (0, 1))
    assert {each.size for each in points if isinstance(each, CurvePointFinished)} == {*started.sizes}


def test_a_step_that_destroys_the_label_hurts_and_one_that_does_nothing_does_not(source: Source) -> None:
    """The class is the height of a bright row, which inverting makes dark: in training, not in evaluation."""
    pipeline = loaded("{op: invert, probability: 0.9}", "{op: horizontal_flip, probability: 0.001}")
    rows = [each for each in ablate(CONFIG, source, pipeline) if isinstance(each, CurvePointFinished)]
    found = ablation_findings(rows, Ablation.of(pipeline).steps)
    assert found is not None
    invert, flip = found.steps
    assert (invert.within.verdict, invert.alone.verdict) == (Verdict.HURTS, Verdict.HURTS)
    assert flip.within.verdict is not Verdict.HURTS
    assert found.together.verdict is Verdict.HURTS
    assert "hurts: invert" in ablation_sentence(found)


def rows(differences: dict[str, list[float]]) -> list[CurvePointFinished]:
    """Runs whose accuracies are 0.5 and these differences."""
    return [
        CurvePointFinished(arm, 100, seed, math.nan, 0.5 + difference, math.nan, 1.0)
        for arm, by_seed in differences.items()
        for seed, difference in enumerate(by_seed)
    ]


def test_differences_are_paired_by_seed() -> None:
    """The seeds differ by far more than the arms: unpaired, nothing could be told."""
    seeds = np.array([-0.3, -0.1, 0.1, 0.3])
    found = ablation_findings(
        rows(
            {
                "none": list(seeds),
                "all": list(seeds + np.array([0.04, 0.05, 0.05, 0.06])),
                "without a": list(seeds + np.array([0.0, 0.01, 0.0, 0.01])),
                "without b": list(seeds + np.array([0.05, 0.06, 0.04, 0.05])),
            }
        ),
        ("a", "b"),
    )
    assert found is not None
    a, b = found.steps
    assert a.within.mean == pytest.approx(0.045)
    assert (a.within.verdict, b.within.verdict) == (Verdict.HELPS, Verdict.UNCLEAR)
    assert a.alone.by_seed == pytest.approx([0.05, 0.06, 0.04, 0.05])  # of two steps, a alone is all without b
    assert ablation_sentence(found) == "All steps together: +5.0 points; helps: a; cannot tell: b"


def test_seeds_that_not_every_arm_has_gone_through_are_left_out() -> None:
    unfinished = {"none": [0.0, 0.0, 0.0], "all": [0.1, 0.1, 0.2]}
    found = ablation_findings(rows({**unfinished, "all": [0.1, 0.2]}), ("a",))
    assert found is not None
    assert found.seeds == 2
    assert ablation_findings(rows({"none": [0.0, 0.1], "all": [0.1]}), ("a",)) is None
    assert ablation_findings([], ("a",)) is None


def test_two_seeds_that_agree_on_one_image_prove_nothing() -> None:
    found = ablation_findings(rows({"none": [0.0, 0.01], "all": [0.01, 0.02]}), ("a",))
    assert found is not None
    assert found.together.verdict is Verdict.UNCLEAR


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(0)
    for seeds in (3, 5, 15):
        effects = [paired(list(rng.normal(0.02, 0.01, seeds))) for _ in range(2000)]
        share = sum(effect.low <= 0.02 <= effect.high for effect in effects) / len(effects)
        assert share == pytest.approx(0.95, abs=0.015)


@pytest.mark.parametrize(
    ("freedom", "quantile"), [(1, 12.706), (4, 2.776), (10, 2.228), (11, 2.201), (20, 2.086), (30, 2.042), (120, 1.980)]
)
def test_the_quantiles_are_those_of_the_tables(freedom: int, quantile: float) -> None:
    assert student(freedom) == pytest.approx(quantile, abs=0.001)


def test_the_command_prints_verdicts_and_leaves_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, out = tmp_path / "p.yaml", tmp_path / "run"
    file.write_text("{augstudio: 1, steps: [{op: rotate}, {op: cutout, size: 1}]}")
    arguments = ["ablate", str(file), "--data", "digits", "--epochs", "2", "--seeds", "2", "--device", "cpu"]
    assert main([*arguments, "--out", str(out)]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    lines = printed.out.splitlines()
    assert [line.split()[0] for line in lines if line.startswith(("rotate", "cutout"))] == ["rotate", "cutout"]
    assert lines[-1].startswith("All steps together: ")
    summary = json.loads((out / "summary.json").read_text())["ablation"]
    assert summary["status"] == "finished"
    assert [each["step"] for each in summary["steps"]] == ["rotate", "cutout"]
    assert summary["steps"][1]["within"]["verdict"] in {verdict.value for verdict in Verdict}
    with (out / "ablation.csv").open() as table:
        runs = list(csv.DictReader(table))
    assert len(runs) == 8
    assert {run["pipeline"] for run in runs} == {"none", "all", "without rotate", "without cutout"}
    assert (out / "ablation.png").read_bytes().startswith(b"\x89PNG")
    assert (out / "augment_torch.py").exists()
    assert main([*arguments, "--out", str(out)]) == 2
    assert "holds a run already" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "steps", "message"),
    [
        (["--seeds", "1"], "{op: rotate}", "seeds 1: give 2 or more"),
        ([], "{op: normalize, mean: 0.5, std: 0.5}", "there is nothing to leave out"),
        (["--data", "photos"], "{op: rotate}", "no labels"),
    ],
)
def test_bad_input_is_one_line_and_leaves_no_folder(
    more: list[str], steps: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, out = tmp_path / "p.yaml", tmp_path / "run"
    file.write_text(f"{{augstudio: 1, steps: [{steps}]}}")
    data = [] if "--data" in more else ["--data", "digits"]
    assert main(["ablate", str(file), *data, "--out", str(out), *more]) == 2
    captured = capsys.readouterr()
    assert message in captured.err
    assert captured.err.count("\n") == 1
    assert not out.exists()
