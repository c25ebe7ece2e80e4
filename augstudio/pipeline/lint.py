"""The linter: order mistakes, parameters that never fit, label risks; each with why and, where possible, the mended pipeline."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from augstudio.errors import PipelineError
from augstudio.pipeline.lint_case import LintCase, Rule
from augstudio.pipeline.lint_groups import GROUP_RULES
from augstudio.pipeline.model import Pipeline, Step
from augstudio.pipeline.problems import Problem, Severity
from augstudio.pipeline.sizes import first_refusal, sizes_before
from augstudio.pipeline.traits import traits_of
from augstudio.transforms.base import Category, Trait, Transform
from augstudio.transforms.parameters import Interpolation
from augstudio.transforms.stage import ImageSize
from augstudio.transforms.tensor.normalize import DATASET, Normalize

_TRIES = 10
"""How often a box is drawn anew before it is given up."""

_USUAL_SHAPES = tuple(ImageSize(height, width, 3) for height, width in ((512, 512), (512, 1024), (1024, 512)))
"""What images may look like where nothing is known: whether a box fits depends on the shape alone."""


def lint(
    pipeline: Pipeline,
    traits: frozenset[Trait] = frozenset(),
    image_size: ImageSize | None = None,
    classes: Iterable[str] = (),
) -> tuple[Problem, ...]:
    """Looks for what is doubtful; in the order of the steps, the pipeline as a whole last.

    Args:
        pipeline: The design.
        traits: What about the data can make a transform change the label.
        image_size: The size of the images, where all have one.
        classes: Names of the classes; traits that they tell are added.
    """
    case = LintCase(pipeline, traits | traits_of(classes), image_size)
    found = [problem for rule in _RULES for problem in rule(case)]
    order = {step.id: position for position, step in enumerate(pipeline.walk())}
    return tuple(sorted(found, key=lambda problem: order.get(problem.step_id, len(order))))


# Order.


def _colour_after_normalize(case: LintCase) -> Iterator[Problem]:
    for step in case.single_steps:
        normalize = next((each for each in case.before(step) if _normalizes(each)), None)
        if step.transform.clips and normalize is not None:
            yield Problem(
                Severity.ERROR,
                step.id,
                f"{step.op} expects values from 0 to 1 and clips the rest: after {normalize.op} it destroys the image",
                f"move it before {normalize.op}",
                case.moved_to(step, normalize),
            )


def _noise_before_normalize(case: LintCase) -> Iterator[Problem]:
    for step in case.single_steps:
        normalize = next((each for each in case.after(step) if _normalizes(each)), None)
        if step.transform.expects_normalized and normalize is not None:
            yield Problem(
                Severity.WARNING,
                step.id,
                f"{step.op} fills with noise around 0, and before {normalize.op} half of it is darker than black",
                f"move it after {normalize.op}",
                case.moved_to(step, normalize),
            )


def _normalizes(step: Step) -> bool:
    """It leaves values outside 0..1."""
    return step.transform.category is Category.TENSOR


def _border_after_crop(case: LintCase) -> Iterator[Problem]:
    for step in case.single_steps:
        crop = next((each for each in case.before(step) if each.transform.cuts_away), None)
        if step.transform.uncovers_border and crop is not None:
            yield Problem(
                Severity.ADVICE,
                step.id,
                f"{crop.op} has cut away what {step.op} could turn into view: the corners stay empty",
                f"move it before {crop.op}",
                case.moved_to(step, crop),
            )


def _mixes_too_early(case: LintCase) -> Iterator[Problem]:
    for step in case.pipeline.active:
        mixes = step.transform.category is Category.BATCH
        if mixes and any(each.transform.category is not Category.BATCH for each in case.after(step)):
            yield Problem(
                Severity.ERROR,
                step.id,
                f"{step.op} makes one image of two, and what follows would have to be drawn for both",
                "move it to the end",
                case.pipeline.moved(step.id, len(case.pipeline) - 1),
            )


def _normalizes_twice(case: LintCase) -> Iterator[Problem]:
    for step in case.single_steps:
        earlier = next((each for each in case.before(step) if _normalizes(each)), None)
        if _normalizes(step) and earlier is not None:
            yield Problem(
                Severity.WARNING,
                step.id,
                f"values are normalised already, by {earlier.id}: once more, and no model expects them",
                "remove one of the two",
                case.pipeline.without(step.id),
            )


def _resizes_twice(case: LintCase) -> Iterator[Problem]:
    last: Step | None = None
    for step in case.pipeline.active:
        transform = step.transform
        if transform.interpolates_size and last is not None:
            sure = step.probability == 1 and last.probability == 1
            yield Problem(
                Severity.ADVICE,
                step.id,
                f"{last.id} has just computed the image at another size: a second time blurs it, and costs",
                f"remove {last.id}",
                case.pipeline.without(last.id) if sure else None,
            )
        if transform.interpolates_size:
            last = step
        elif step.group or (transform.category is Category.GEOMETRY and not transform.uncovers_border):
            last = None  # a crop, a border: the second resize starts from another picture


def _colours_without_colour(case: LintCase) -> Iterator[Problem]:
    if case.image_size is None or case.image_size.channels != 1:
        return
    for step in case.single_steps:
        if step.transform.changes_colour_only:
            yield Problem(
                Severity.ADVICE,
                step.id,
                f"{step.op} changes colours, and these images have none: it does nothing",
                "remove it",
                case.pipeline.without(step.id),
            )


def _no_normalize(case: LintCase) -> Iterator[Problem]:
    if not case.single_steps or any(map(_normalizes, case.single_steps)):
        return
    last = Step.of(Normalize(mean=DATASET, std=DATASET))
    later = (
        step
        for step in case.single_steps
        if step.transform.expects_normalized or step.transform.category is Category.BATCH
    )
    place = next((case.place_of(step) for step in later), len(case.pipeline))
    yield Problem(
        Severity.ADVICE,
        "",
        "nothing normalises the values: most models train faster and more steadily on values around 0",
        "add normalize at the end, with the data set's mean and std",
        case.pipeline.inserted(place, last),
    )


# Parameters.


def _bicubic_without_antialias(case: LintCase) -> Iterator[Problem]:
    for step in case.single_steps:
        parameters = dict(step.transform)
        if parameters.get("interpolation") is Interpolation.BICUBIC and parameters.get("antialias") is False:
            yield Problem(
                Severity.WARNING,
                step.id,
                "bicubic without antialias is another curve in every framework: results differ by up to 8 % of the range",
                "switch antialias on",
                _with(case, step, step.transform.replaced(antialias=True)),
            )


def _never_fits(case: LintCase) -> Iterator[Problem]:
    for step, sizes in sizes_before(case.pipeline, case.image_size):
        share = max(step.transform.fitting_share(size) for size in sizes or _USUAL_SHAPES)
        failing = (1 - share) ** _TRIES
        if failing > 0.5:
            how = "never fits" if share == 0 else f"does not fit {failing:.0%} of the images"
            yield Problem(
                Severity.WARNING,
                step.id,
                f"a box of this area and shape {how}, and {step.op} then does not do what it says",
                "use the default scale and ratio",
                _with(case, step, _with_default_box(step.transform)),
            )


def _with_default_box(transform: Transform) -> Transform:
    defaults = {field.name: field.default for field in transform.parameter_fields()}
    return transform.replaced(scale=defaults["scale"], ratio=defaults["ratio"])


def _impossible_size(case: LintCase) -> Iterator[Problem]:
    refusal = first_refusal(case.pipeline, case.image_size)
    if refusal is None:
        return
    assert refusal.path  # noqa: S101 -- sizes are refused for a step
    step = case.pipeline.at(refusal.path)
    remedy, fix = "make it smaller, or the image before it larger", _shrunk(case, step)
    if refusal.field == "probability":
        remedy, fix = "set its probability to 1", _always(case, step)
    elif step.group is not None:
        fewer = step.group.with_only(range(len(step.steps)))
        remedy, fix = "let it take fewer, or put more steps into it", _with(case, step, fewer)
    elif step.transform.category is Category.TENSOR:
        remedy = "give as many numbers as the images have channels, or one"
    yield Problem(Severity.ERROR, step.id, refusal.message, remedy, fix)


def _always(case: LintCase, step: Step) -> Pipeline:
    return case.pipeline.with_step(replace(step, probability=1.0))


def _shrunk(case: LintCase, step: Step) -> Pipeline | None:
    """The pipeline with a crop no larger than its images, where that is what is wrong."""
    sizes = {each.id: before for each, before in sizes_before(case.pipeline, case.image_size)}.get(step.id)
    if not sizes or not step.transform.cuts_away:
        return None
    parameters = dict(step.transform)
    sides = {
        "height": min(parameters["height"], *(size.height for size in sizes)),
        "width": min(parameters["width"], *(size.width for size in sizes)),
    }
    return _with(case, step, step.transform.replaced(**sides))


def _crop_adds_border(case: LintCase) -> Iterator[Problem]:
    for step, sizes in sizes_before(case.pipeline, case.image_size):
        if not sizes or not step.transform.cuts_away or step.transform.interpolates_size:
            continue
        if all(_grows(step.transform, size) for size in sizes):
            yield Problem(
                Severity.WARNING,
                step.id,
                f"{step.op} is larger than the image it gets: it adds a black border instead of cutting one away",
                "make it as small as the image",
                _shrunk(case, step),
            )


def _grows(transform: Transform, size: ImageSize) -> bool:
    try:
        made = transform.output_size(size)
    except PipelineError:  # an error of its own, found by another rule
        return False
    return made.height > size.height or made.width > size.width


def _uneven_sizes(case: LintCase) -> Iterator[Problem]:
    for step, sizes in sizes_before(case.pipeline, case.image_size):
        if not sizes or not all(_makes_two(step, size) for size in sizes):
            continue
        mends = not any(_makes_two(replace(step, probability=1.0), size) for size in sizes)
        yield Problem(
            Severity.WARNING,
            step.id,
            f"with probability {step.probability:g} some images come out of {step.op} in another size, and no batch holds both",
            "set its probability to 1" if mends else "make the images square before it",
            _always(case, step) if mends else None,
        )


def _makes_two(step: Step, size: ImageSize) -> bool:
    try:
        return len(step.transform.sizes_after(size, step.probability)) > 1
    except PipelineError:  # an error of its own, found by another rule
        return False


# Labels.


def _label_risks(case: LintCase) -> Iterator[Problem]:
    for step in case.single_steps:
        risk = next((each for each in step.transform.label_risks if each.traits & case.traits), None)
        safer = step.transform.safer()
        if risk is None or safer == step.transform:
            continue
        yield Problem(
            Severity.WARNING,
            step.id,
            f"{step.op} can change the label: {risk.reason}",
            risk.remedy,
            case.pipeline.without(step.id) if safer is None else _with(case, step, safer),
        )


def _with(case: LintCase, step: Step, transform: Transform) -> Pipeline:
    return case.pipeline.with_step(replace(step, transform=transform))


_RULES: tuple[Rule, ...] = (
    _impossible_size,
    _colour_after_normalize,
    _noise_before_normalize,
    _mixes_too_early,
    _normalizes_twice,
    _crop_adds_border,
    _uneven_sizes,
    _never_fits,
    _bicubic_without_antialias,
    _label_risks,
    *GROUP_RULES,
    _border_after_crop,
    _resizes_twice,
    _colours_without_colour,
    _no_normalize,
)
