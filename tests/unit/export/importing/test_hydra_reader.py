"""Hydra's YAML as calls."""

import hydra
import pytest
import yaml

import augstudio
from augstudio.errors import AugStudioError
from augstudio.export.importing.reading import read_foreign

LIST = """
train:
- _target_: torchvision.transforms.v2.ToImage
- _target_: torchvision.transforms.v2.Resize
  size: ["${size}", 24]
- _target_: torchvision.transforms.v2.RandomApply
  p: 0.25
  transforms:
  - _target_: torchvision.transforms.v2.RandomRotation
    _args_: [[-5, 10]]
    interpolation:
      _target_: hydra.utils.get_object
      path: torchvision.transforms.v2.InterpolationMode.BILINEAR
- _target_: torchvision.transforms.v2.Lambda
  lambd:
    _target_: torch.transpose
    _partial_: true
    dim0: -2
    dim1: -1
eval:
- _target_: torchvision.transforms.v2.Resize
  size: 8
size: 32
"""


def test_targets_become_steps():
    found = read_foreign(LIST, "conf.yaml")
    assert [(each.op, each.probability) for each in found.pipeline] == [
        ("resize", 1),
        ("rotate", 0.25),
        ("transpose", 1),
    ]
    resize, rotate, _ = (each.transform for each in found.pipeline)
    assert (resize.height, resize.width) == (32, 24)
    assert (rotate.angle.low, rotate.angle.high, rotate.interpolation) == (-5, 10, "bilinear")
    assert "line 21: eval is left aside" in found.notes
    assert found.pipeline.name == "conf"


def test_what_is_read_is_what_hydra_builds():
    text = augstudio.export(
        augstudio.loads("augstudio: 1\nsteps: [{op: rotate, probability: 0.3}]"), format="yaml", mode="train"
    )
    built = hydra.utils.instantiate(yaml.safe_load(text))
    found = read_foreign(text, "x.yaml")
    assert built[2].p == found.pipeline.steps[0].probability == 0.3


def test_a_chain_is_found_wherever_it_stands():
    text = """
data:
  loader:
    batch_size: 8
    dataset:
      _target_: torchvision.datasets.CIFAR10
      transform:
        _target_: torchvision.transforms.Compose
        transforms:
        - _target_: torchvision.transforms.RandomVerticalFlip
          p: ${data.chance}
  chance: 0.125
"""
    assert read_foreign(text, "-").pipeline.steps[0].probability == 0.125


@pytest.mark.parametrize(
    ("entry", "place", "reason"),
    [
        ("_target_: torchvision.transforms.v2.FiveCrop\n  size: 3", "4:3", "makes several images of one"),
        ("_target_: my.Own", "4:3", "is not known"),
        ("_target_: 7", "4:3", "is no transform that is known"),
        ("_target_: torchvision.transforms.v2.Resize\n  size: ${nowhere.to.be.found}", "5:9", "size"),
        ("_target_: torchvision.transforms.v2.Resize\n  size: ${itself}", "1:9", "size"),
        ("_target_: torchvision.transforms.v2.Resize\n  size: 3\n  sides: 4", "6:10", "'sides', which is not known"),
    ],
)
def test_what_has_no_equal_is_listed_with_its_place(entry, place, reason):
    text = f"itself: ${{itself}}\ntrain:\n- _target_: torchvision.transforms.v2.RandomInvert\n- {entry}\n"
    found = read_foreign(text, "conf.yaml")
    (unrecognised,) = found.unrecognised
    assert str(unrecognised).startswith(f"conf.yaml:{place} ")
    assert reason in unrecognised.reason
    assert [each.op for each in found.pipeline] == ["invert"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("_target_: !!python/object/apply:os.system ['true']", "tags"),
        ("a: &a [1]\n_target_: [*a, *a]", "anchors"),
        ("_target_: x\n_target_: y", "twice"),
        ("_target_: " + "[" * 40 + "]" * 40, "nested deeper"),
        ("_target_: os.system\n_args_: ['true']", "no transform in it is known"),
        ("a: ${b}\nb: ${a}\n_target_: x", "no transform in it is known"),
    ],
)
def test_a_hostile_configuration_is_refused(text, reason):
    with pytest.raises(AugStudioError, match=reason):
        read_foreign(text, "conf.yaml")


def test_interpolations_that_multiply_are_refused_in_no_time():
    lines = [
        f"v{number}: {{a: '${{v{number + 1}}}', b: '${{v{number + 1}}}', c: '${{v{number + 1}}}'}}"
        for number in range(60)
    ]
    text = "\n".join([*lines, "v60: {_target_: torchvision.transforms.v2.RandomInvert}", "train:", "- ${v0}"])
    with pytest.raises(AugStudioError, match="more than"):
        read_foreign(f"{text}\n- _target_: torchvision.transforms.v2.Compose\n  transforms: ['${{v0}}']", "conf.yaml")
