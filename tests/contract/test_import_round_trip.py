"""What an export says, the importer reads back: every op in every framework and format that can say it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

import augstudio
from augstudio.errors import AugStudioError
from augstudio.export.importing.reading import read_foreign
from augstudio.pipeline.evaluation import resolve_statistics
from augstudio.pipeline.model import Pipeline, Step
from augstudio.pipeline.presets import PRESETS, preset
from augstudio.transforms import parameters
from augstudio.transforms.base import Category, Transform
from augstudio.transforms.catalogue import OPS, transform_class
from tests.contract.examples import example

TARGETS = [
    ("torch", "python"),
    ("torch", "yaml"),
    ("tf", "python"),
    ("tf", "yaml"),
    ("keras", "python"),
    ("keras", "yaml"),
]
SUFFIXES = {"python": "py", "yaml": "yaml"}
SINGLE_OPS = tuple(op for op in OPS if transform_class(op).category is not Category.GROUP)


def settings(op: str) -> Iterator[Transform]:
    """What a newly added step starts from, and each parameter in several values."""
    start = example(op)
    yield start
    for field in type(start).parameter_fields():
        for value in _values(field.parameter):
            try:
                yield start.replaced(**{field.name: value})
            except AugStudioError:
                continue  # not beside the other values


def _values(parameter: parameters.Parameter) -> Iterator[object]:
    match parameter:
        case parameters.RangeOf(minimum=minimum, maximum=maximum, whole=whole):
            places = (minimum + (maximum - minimum) * share for share in (0.21, 0.4, 0.55))
            low, middle, high = (round(each, 0 if whole else 6) for each in places)
            yield from ([low, high], [middle, high], middle)
        case parameters.Number(minimum=minimum, maximum=maximum):
            yield minimum + (maximum - minimum) * 0.07
        case parameters.Count(minimum=minimum):
            yield minimum + 6
        case parameters.Choice(options=options):
            yield from (each.value for each in options)
        case parameters.Selection(options=options):
            yield from ([each] for each in options[1:])
            yield list(options[:2])
        case parameters.Switch():
            yield from (True, False)
        case parameters.PerChannel(names=names):
            yield from ([0.3], [0.1, 0.2, 0.3], *(name for name in names if name == "noise"))


def round_tripped(pipeline: Pipeline, framework: str, text_format: str) -> Pipeline | None:
    """What comes back; None where the export cannot say it."""
    try:
        text = augstudio.export(pipeline, framework=framework, format=text_format)
    except AugStudioError:
        return None
    imported = read_foreign(text, f"exported.{SUFFIXES[text_format]}")
    assert imported.unrecognised == ()
    return imported.pipeline


def as_said(step: Step, framework: str) -> tuple[Step, ...]:
    """The steps that native code says for one: itself, but for what does nothing in it, and for what it takes apart."""
    transform = step.transform
    match step.op:
        case "random_crop" if not transform.padding:
            return (replace(step, transform=transform.replaced(padding_mode="constant", fill=0)),)
        case "color_jitter" if transform.order == "fixed" and framework != "tf" and step.probability == 1:
            parts = [("brightness", "factor"), ("contrast", "factor"), ("saturation", "factor"), ("hue", "shift")]
            return tuple(Step(transform_class(op).create({name: getattr(transform, op)})) for op, name in parts)
        case "quarter_turn" if transform.turns == (0,):
            return ()
        case "affine" if framework == "keras" and _only_turns(transform):
            turned = {name: getattr(transform, name) for name in ("angle", "interpolation", "fill")}
            return (replace(step, transform=transform_class("rotate").create(turned)),)
        case "normalize":
            mean, std = transform.numbers()
            count = max(len(mean), len(std)) if framework == "keras" else 1
            wide = {"mean": mean * max(1, count // len(mean)), "std": std * max(1, count // len(std))}
            return (replace(step, transform=transform.replaced(**wide)),)
    return (step,)


def _only_turns(transform: Transform) -> bool:
    neutral = transform_class("affine")().replaced(angle=transform.angle, interpolation=transform.interpolation)
    return neutral.replaced(fill=transform.fill) == transform


@pytest.mark.parametrize(("framework", "text_format"), TARGETS)
@pytest.mark.parametrize("op", SINGLE_OPS)
def test_what_is_exported_is_read_back(op: str, framework: str, text_format: str) -> None:
    for number, transform in enumerate(settings(op)):
        for probability in (1.0, 0.3) if number else (1.0, 0.5, 0.3):
            step = Step(transform, probability=probability)
            pipeline = Pipeline((step,), name="there and back")
            found = round_tripped(pipeline, framework, text_format)
            if found is None:
                continue
            is_own_file = (framework, text_format) == ("tf", "yaml")
            expected = (step,) if is_own_file else as_said(step, framework)
            assert found == replace(pipeline, steps=expected), transform


GROUPS = """
augstudio: 1
name: there and back
steps:
- op: resize
  height: 40
  width: 40
- op: one_of
  weights: [1, 2]
  probability: 0.8
  steps:
  - op: rotate
    probability: 0.3
  - op: random_order
    steps:
    - op: brightness
    - op: horizontal_flip
- op: some_of
  count: [1, 2]
  steps:
  - op: posterize
  - op: color_jitter
    order: fixed
  - op: random_crop
    height: 40
    width: 40
    padding: 3
    probability: 0.4
- op: normalize
  mean: [0.5]
  std: [0.25]
- op: mixup
  probability: 0.3
- op: cutmix
"""


@pytest.mark.parametrize(("framework", "text_format"), TARGETS)
def test_groups_are_read_back(framework: str, text_format: str) -> None:
    pipeline = augstudio.loads(GROUPS)
    found = round_tripped(pipeline, framework, text_format)
    assert found == pipeline or (found is None and text_format == "yaml" and framework != "tf")


@pytest.mark.parametrize("framework", ["torch", "tf", "keras"])
@pytest.mark.parametrize("mode", ["train", "eval"])
@pytest.mark.parametrize("name", PRESETS)
def test_one_chain_of_a_recipe_is_read_back(name: str, framework: str, mode: str) -> None:
    pipeline = resolve_statistics(preset(name), (0.5,), (0.25,))
    text = augstudio.export(pipeline, framework=framework, mode=mode)
    chain = pipeline if mode == "train" else augstudio.evaluation_twin(pipeline)
    imported = read_foreign(text, "exported.py")
    expected = tuple(said for step in chain.active for said in as_said(step, framework))
    assert imported.unrecognised == ()
    assert [step.without_ids() for step in imported.pipeline] == [step.without_ids() for step in expected]


@pytest.mark.parametrize("framework", ["torch", "tf", "keras"])
def test_exact_exports_are_read_back_with_ids_and_seeds(framework: str) -> None:
    for name in ("lecture-2", "photos"):
        pipeline = replace(resolve_statistics(preset(name), (0.5,), (0.25,)), seed=7)
        found = read_foreign(augstudio.export(pipeline, framework=framework, style="exact"), "exported.py")
        assert found.pipeline == pipeline
        assert (found.unrecognised, found.notes) == ((), ())
    for text in (GROUPS, "augstudio: 1\nresampling: single\nsteps: [{op: rotate}, {op: affine}]"):
        pipeline = augstudio.loads(text)
        found = read_foreign(augstudio.export(pipeline, framework=framework, style="exact"), "exported.py")
        assert replace(found.pipeline, name=pipeline.name) == pipeline


@pytest.mark.parametrize("op", SINGLE_OPS)
def test_exact_exports_are_read_back(op: str) -> None:
    for transform in list(settings(op))[-1:]:
        pipeline = Pipeline((Step(transform, probability=0.3, id="mine"),), name="there and back", seed=3)
        try:
            text = augstudio.export(pipeline, style="exact", mode="train")
        except AugStudioError:
            continue  # a batch of images of two sizes
        assert read_foreign(text, "exported.py").pipeline == pipeline
