"""Random pipelines, drawn from what the transforms declare."""

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from augstudio.errors import PipelineError
from augstudio.pipeline.model import SEED_LIMIT, Pipeline, Resampling, Step
from augstudio.transforms.base import Transform
from augstudio.transforms.catalogue import OPS, transform_class
from augstudio.transforms.parameters import Choice, Count, Number, Parameter, PerChannel, RangeOf, Selection, Switch


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
def transforms(draw: st.DrawFn) -> Transform:
    transform = transform_class(draw(st.sampled_from(OPS)))
    given_values = {field.name: draw(values(field.parameter)) for field in transform.parameter_fields()}
    if transform.op == "resize":
        for name in draw(st.sampled_from((("height", "width"), ("shorter",)))):
            del given_values[name]
    if transform.op == "normalize" and draw(st.booleans()):
        given_values = dict.fromkeys(given_values, "dataset")
    return transform.create(given_values)


@st.composite
def steps(draw: st.DrawFn) -> Step:
    return Step(
        draw(transforms()),
        probability=draw(st.floats(0, 1)),
        enabled=draw(st.booleans()),
        id=draw(st.from_regex(r"\A[a-z0-9]{1,8}([-_][a-z0-9]{1,8}){0,3}\Z")),
    )


@st.composite
def pipelines(draw: st.DrawFn) -> Pipeline:
    return Pipeline(
        tuple(draw(st.lists(steps(), max_size=6, unique_by=lambda step: step.id))),
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
            pipeline = pipeline.inserted(draw(st.integers(0, len(pipeline))), Step(draw(transforms())))
        elif kind == "name":
            pipeline = replace(pipeline, name=draw(st.text(max_size=10)))
        elif pipeline.steps:
            step = draw(st.sampled_from(pipeline.steps))
            if kind == "move":
                pipeline = pipeline.moved(step.id, draw(st.integers(0, len(pipeline) - 1)))
            elif kind == "remove":
                pipeline = pipeline.without(step.id)
            else:
                pipeline = pipeline.with_step(_changed(draw, step))
    return pipeline


def _changed(draw: st.DrawFn, step: Step) -> Step:
    fields = step.transform.parameter_fields()
    if not fields or step.op in {"normalize", "resize"}:
        return replace(step, probability=draw(st.floats(0, 1)))
    field = draw(st.sampled_from(fields))
    try:
        return replace(step, transform=step.transform.replaced(**{field.name: draw(values(field.parameter))}))
    except PipelineError:
        return step
