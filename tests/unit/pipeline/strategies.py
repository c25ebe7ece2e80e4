"""Random pipelines, drawn from what the transforms declare."""

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from augstudio.errors import PipelineError
from augstudio.pipeline.model import SEED_LIMIT, Pipeline, Resampling, Step, walk
from augstudio.transforms.base import Transform
from augstudio.transforms.batch_transform import BatchTransform
from augstudio.transforms.catalogue import OPS, transform_class
from augstudio.transforms.group_transform import GroupTransform
from augstudio.transforms.parameters import Choice, Count, Number, Parameter, PerChannel, RangeOf, Selection, Switch

GROUP_OPS = tuple(op for op in OPS if issubclass(transform_class(op), GroupTransform))
SINGLE_OPS = tuple(op for op in OPS if op not in GROUP_OPS)


def values(parameter: Parameter) -> SearchStrategy[object]:
    """Plain values that a parameter accepts."""
    match parameter:
        case RangeOf():
            number = _numbers(parameter)
            return number | st.tuples(number, number).map(sorted)
        case Count() | Selection():
            return _whole_numbers(parameter)
        case Number():
            return st.floats(parameter.minimum, parameter.maximum)
        case Choice():
            return st.sampled_from([option.value for option in parameter.options])
        case Switch():
            return st.booleans()
        case PerChannel():
            number = st.floats(parameter.minimum, parameter.maximum, exclude_min=parameter.above_minimum)
            return number | st.lists(number, min_size=3, max_size=3)
    raise AssertionError(parameter)


def _whole_numbers(parameter: Count | Selection) -> SearchStrategy[object]:
    if isinstance(parameter, Selection):
        return st.lists(st.sampled_from(parameter.options), min_size=1, unique=True)
    whole = st.integers(int(parameter.minimum), int(parameter.maximum))
    return whole.filter(lambda value: value % 2 == 1) if parameter.odd else whole


def _numbers(parameter: RangeOf) -> SearchStrategy[float]:
    if parameter.whole:
        return st.integers(int(parameter.minimum), int(parameter.maximum)).map(float)
    return st.floats(parameter.minimum, parameter.maximum)


@st.composite
def transforms(draw: st.DrawFn, *, mixing: bool = True) -> Transform:
    ops = [op for op in SINGLE_OPS if mixing or not issubclass(transform_class(op), BatchTransform)]
    transform = transform_class(draw(st.sampled_from(ops)))
    given_values = {field.name: draw(values(field.parameter)) for field in transform.parameter_fields()}
    if transform.op == "resize":
        for name in draw(st.sampled_from((("height", "width"), ("shorter",)))):
            del given_values[name]
    if transform.op == "normalize" and draw(st.booleans()):
        given_values = dict.fromkeys(given_values, "dataset")
    return transform.create(given_values)


@st.composite
def steps(draw: st.DrawFn, depth: int = 0) -> Step:
    """A step, mostly single; a group of up to three, in groups no deeper than two."""
    holds = depth < 2 and draw(st.integers(0, 3)) == 0
    inner = tuple(draw(st.lists(steps(depth + 1), max_size=3))) if holds else ()
    return Step(
        draw(groups(len(inner)) if holds else transforms(mixing=depth == 0)),
        probability=draw(st.floats(0, 1)),
        enabled=draw(st.booleans()),
        id=draw(st.from_regex(r"\A[a-z0-9]{1,8}([-_][a-z0-9]{1,8}){0,3}\Z")),
        steps=inner,
    )


@st.composite
def groups(draw: st.DrawFn, count: int) -> Transform:
    """A group for this number of steps."""
    op = draw(st.sampled_from(GROUP_OPS))
    given_values: dict[str, object] = {}
    if op == "one_of" and count:
        weights = st.lists(st.floats(0, 9), min_size=count, max_size=count).filter(any)
        given_values["weights"] = draw(st.none() | weights)
    if op == "some_of":
        given_values["count"] = sorted(draw(st.tuples(*[st.integers(0, max(count, 1))] * 2)))
    return transform_class(op).create(given_values)


def _have_different_ids(steps: list[Step]) -> bool:
    ids = [step.id for step in walk(steps)]
    return len(set(ids)) == len(ids)


@st.composite
def pipelines(draw: st.DrawFn) -> Pipeline:
    return Pipeline(
        tuple(draw(st.lists(steps(), max_size=6).filter(_have_different_ids))),
        name=draw(st.text(max_size=40)),
        seed=draw(st.integers(0, SEED_LIMIT - 1)),
        resampling=draw(st.sampled_from(Resampling)),
    )


@st.composite
def edited(draw: st.DrawFn, pipeline: Pipeline) -> Pipeline:
    """The pipeline after a few edits: steps moved, removed, added, changed."""
    for _ in range(draw(st.integers(0, 4))):
        kind = draw(st.sampled_from(("insert", "move", "remove", "change", "name")))
        if kind == "insert":
            parent = draw(st.sampled_from([None, *(each.id for each in pipeline.walk() if each.group)]))
            new = Step(draw(transforms(mixing=parent is None)))
            pipeline = pipeline.inserted(draw(st.integers(0, 3)), new, parent=parent)
        elif kind == "name":
            pipeline = replace(pipeline, name=draw(st.text(max_size=10)))
        elif pipeline.steps:
            step = draw(st.sampled_from(list(pipeline.walk())))
            if kind == "move":
                pipeline = _moved(draw, pipeline, step)
            elif kind == "remove":
                pipeline = pipeline.without(step.id)
            else:
                pipeline = pipeline.with_step(_changed(draw, step))
    return pipeline


def _moved(draw: st.DrawFn, pipeline: Pipeline, step: Step) -> Pipeline:
    inside = {each.id for each in step.walk()}
    groups = [each.id for each in pipeline.walk() if each.group and each.id not in inside]
    mixes = isinstance(step.transform, BatchTransform)
    parent = draw(st.sampled_from([None] if mixes else [None, *groups]))
    return pipeline.moved(step.id, draw(st.integers(0, 3)), parent)


def _changed(draw: st.DrawFn, step: Step) -> Step:
    fields = step.transform.parameter_fields()
    if not fields or step.op in {"normalize", "resize", *GROUP_OPS}:
        return replace(step, probability=draw(st.floats(0, 1)))
    field = draw(st.sampled_from(fields))
    try:
        return replace(step, transform=step.transform.replaced(**{field.name: draw(values(field.parameter))}))
    except PipelineError:
        return step
