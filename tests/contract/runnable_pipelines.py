"""Random pipelines that small images can be run through."""

from hypothesis import strategies as st

from augstudio.pipeline.model import Pipeline, Resampling, Step
from augstudio.transforms.base import Transform
from augstudio.transforms.catalogue import transform_class
from augstudio.transforms.parameters import RangeOf
from augstudio.transforms.stage import ImageSize
from tests.contract.examples import IMAGE_OPS

SIDE = 24
SIZE = ImageSize(SIDE, SIDE, 3)
_LATE = {"normalize", "per_image_standardize"}
"""What follows expects values from 0 to 1, so these come last."""
GROUP_OPS = ("one_of", "some_of", "random_order")
SINGLE_OPS = tuple(op for op in IMAGE_OPS if op not in {*GROUP_OPS, *_LATE, "resize", "pad"})


@st.composite
def transforms(draw: st.DrawFn) -> Transform:
    """A transform that keeps the size of square images, with ranges of its own."""
    kind = transform_class(draw(st.sampled_from(SINGLE_OPS)))
    chosen = dict(kind.starting_parameters(SIZE))
    if "height" in kind.model_fields:
        chosen |= {"height": SIDE, "width": SIDE}
    for field in kind.parameter_fields():
        if isinstance(field.parameter, RangeOf) and not field.parameter.whole and draw(st.booleans()):
            low, high = field.parameter.slider or (field.parameter.minimum, field.parameter.maximum)
            number = st.integers(0, 20).map(lambda place, low=low, high=high: round(low + (high - low) * place / 20, 4))
            chosen[field.name] = sorted(draw(st.tuples(number, number)))
    return kind.create(chosen)


@st.composite
def steps(draw: st.DrawFn, depth: int = 0) -> Step:
    """A step, now and then a group of two."""
    probability = draw(st.sampled_from((1.0, 0.8, 0.5, 0.1)))
    if depth < 2 and draw(st.integers(0, 4)) == 0:
        inner = (draw(steps(depth + 1)), draw(steps(depth + 1)))
        op = draw(st.sampled_from(GROUP_OPS))
        chosen = {"one_of": {"weights": [1, draw(st.integers(1, 3))]}, "some_of": {"count": [1, 2]}}.get(op, {})
        return Step(transform_class(op).create(chosen), probability, steps=inner)
    return Step(draw(transforms()), probability)


@st.composite
def runnable(draw: st.DrawFn) -> Pipeline:
    """A resize, one to four steps, and perhaps a normalize."""
    first = Step(transform_class("resize").create({"height": SIDE, "width": SIDE}))
    last = (Step(transform_class("normalize").create({"mean": 0.5, "std": 0.25})),) if draw(st.booleans()) else ()
    middle = draw(st.lists(steps(), min_size=1, max_size=4))
    seed, resampling = draw(st.integers(0, 2**32 - 1)), draw(st.sampled_from(Resampling))
    return Pipeline((first, *middle, *last), name="random", seed=seed, resampling=resampling)
