"""Steps that hold steps, from what other libraries hold together."""

from collections.abc import Sequence
from dataclasses import replace

from augstudio.export.importing.arguments import UnequalError
from augstudio.export.importing.foreign import Foreign, ForeignCall, ForeignList
from augstudio.export.importing.vocabulary import Chain
from augstudio.pipeline.model import Pipeline, Step
from augstudio.transforms.catalogue import transform_class
from augstudio.transforms.colour.brightness import Brightness
from augstudio.transforms.colour.color_jitter import ColorJitter
from augstudio.transforms.colour.contrast import Contrast
from augstudio.transforms.colour.hue import Hue
from augstudio.transforms.colour.saturation import Saturation
from augstudio.transforms.geometry.horizontal_flip import HorizontalFlip
from augstudio.transforms.parameters import JitterOrder


def group(op: str, children: Sequence[Step], **parameters: object) -> Step:
    """A group of steps.

    Raises:
        PipelineError: It cannot hold these, or as many.
    """
    made = Step(transform_class(op).create(parameters), steps=tuple(children))
    Pipeline((made,))  # refuses here, where the source is known, what it would refuse at the end
    return made


def sequences(value: Foreign, chain: Chain) -> list[tuple[Step, ...]]:
    """What each of several transforms does.

    Raises:
        UnequalError: They are no list.
    """
    match value:
        case ForeignCall(path="torch.nn.ModuleList", positional=(held,)):
            return sequences(held, chain)
    if not isinstance(value, ForeignList):
        raise UnequalError(value, "what it holds is not followed")
    return [chain.steps(each) for each in value.items]


def together(steps: Sequence[Step], probability: float = 1.0) -> tuple[Step, ...]:
    """Steps that are all applied, one after the other, or none of them: several become a group, whose coin they share."""
    match steps:
        case ():
            return ()
        case (step,):
            return (likely(step, probability),)
    if probability == 1:
        return tuple(steps)
    steps = _jittered(steps)
    if len(steps) == 1:
        return (likely(steps[0], probability),)
    return (replace(in_order(steps), probability=probability),)


def in_order(steps: Sequence[Step]) -> Step:
    """Several steps as one, which applies them all in their order: some_of, as many as there are."""
    steps = _jittered(steps)
    return steps[0] if len(steps) == 1 else group("some_of", steps, count=len(steps))


def _jittered(steps: Sequence[Step]) -> Sequence[Step]:
    """Brightness, contrast, saturation and hue one after the other, as color_jitter says it."""
    match [step.transform for step in steps]:
        case [Brightness() as brightness, Contrast(mean="gray") as contrast, Saturation() as saturation, Hue() as hue]:
            ranges = {"brightness": brightness.factor, "contrast": contrast.factor, "saturation": saturation.factor}
            jitter = ColorJitter(**ranges, hue=hue.shift, order=JitterOrder.FIXED)
            return (Step(jitter),) if all(step.probability == 1 for step in steps) else steps
    return steps


def child(steps: Sequence[Step]) -> Step:
    """What counts as one of several, even if it does nothing."""
    return in_order(steps) if steps else Step(HorizontalFlip(), probability=0)


def one_of(children: Sequence[Sequence[Step]], weights: Sequence[float] | None = None) -> tuple[Step, ...]:
    """One of several sequences of steps; one that does nothing is a chance that nothing is done.

    Args:
        children: What each choice does.
        weights: How likely each is, in proportion; by default all alike.
    """
    shares = [1.0] * len(children) if weights is None else list(weights)
    doing = [(in_order(steps), share) for steps, share in zip(children, shares, strict=True) if steps]
    if not doing:
        return ()
    if len(doing) == 1 < len(children):
        return (likely(doing[0][0], doing[0][1] / sum(shares)),)
    given = {} if weights is None else {"weights": [share for _, share in doing]}
    made = group("one_of", [step for step, _ in doing], **given)
    return (likely(made, sum(share for _, share in doing) / sum(shares)),)


def likely(step: Step, probability: float) -> Step:
    """A step that is applied this often of the times that it was."""
    return step if probability == 1 else replace(step, probability=_times(step.probability, probability))


def _times(one: float, other: float) -> float:
    """A product without what decimal fractions leave behind; as exact as it was where one of them is 1."""
    return one * other if 1 in (one, other) else float(f"{one * other:.12g}")
