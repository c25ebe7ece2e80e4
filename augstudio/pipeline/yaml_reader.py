"""From the text of a pipeline file to the pipeline; every refusal names file, line, step and field."""

from dataclasses import dataclass, replace
from difflib import get_close_matches
from enum import StrEnum
from typing import NoReturn, TypeVar

from augstudio.errors import PipelineError
from augstudio.pipeline.located_yaml import Mapping, Node, Scalar, Sequence, parse, plain_value, step_place
from augstudio.pipeline.model import DEEPEST_GROUP, Pipeline, Resampling, Step
from augstudio.pipeline.sizes import check_sizes
from augstudio.transforms.base import Transform
from augstudio.transforms.catalogue import transform_class
from augstudio.transforms.group_transform import GroupTransform
from augstudio.transforms.parameters import is_number

FORMAT_VERSION = 1
TOP_KEYS = ("augstudio", "name", "seed", "resampling", "framework", "steps")
STEP_KEYS = ("op", "id", "probability", "enabled")
"""What every step may say besides its transform's parameters."""

CHILDREN_KEY = "steps"
"""What a group says besides."""

_LONGEST_MESSAGE = 400
_MOST_STEPS = 1_000

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Reading:
    """A pipeline with the tree that it was read from: `steps` belong to `pipeline.steps`, one to one."""

    pipeline: Pipeline
    root: Mapping
    steps: tuple[Mapping, ...]


def read(text: str, place: str, *, fitting: bool = True) -> Reading:
    """Reads the text of a pipeline file.

    Args:
        text: YAML.
        place: What messages call the text, mostly its path.
        fitting: Refuse sizes that can never fit.

    Raises:
        PipelineError: The text is no pipeline.
    """
    root = parse(text, place)
    if root is None:
        raise PipelineError("empty; a pipeline begins with `augstudio: 1` and `steps:`", place=place)
    if not isinstance(root, Mapping):
        raise PipelineError(
            "expected keys with values (`augstudio: 1`, `steps:`), not " + _kind(root),
            place=f"{place}:{root.span.line + 1}",
        )
    return _Reader(place, root).read(fitting=fitting)


def _kind(node: Node) -> str:
    match node:
        case Mapping():
            return "keys with values"
        case Sequence():
            return "a list"
        case Scalar(value=None):
            return "nothing"
        case _:
            return "a single value"


class _Reader:
    def __init__(self, place: str, root: Mapping) -> None:
        self._place = place
        self._root = root
        self._count = 0

    def read(self, *, fitting: bool) -> Reading:
        self._check_top()
        name = self._top("name", str, "untitled")
        seed = self._top("seed", int, 0)
        resampling = self._resampling()
        steps = self._steps(self._root, ())
        try:
            pipeline = Pipeline(steps, name=name, seed=seed, resampling=resampling)
            if fitting:
                check_sizes(pipeline)
        except PipelineError as error:
            self._relay(error)
        return Reading(pipeline, self._root, step_nodes(self._root))

    # The keys at the top.

    def _check_top(self) -> None:
        if "augstudio" in self._root.entries:
            self._check_version()
        for key, entry in self._root.entries.items():
            if key not in TOP_KEYS:
                message = f"unknown key {_shown(key)}{_hint(key, TOP_KEYS)}"
                raise PipelineError(message, field=key, place=f"{self._place}:{entry.key.line + 1}")
        for key, example in (("augstudio", f"augstudio: {FORMAT_VERSION}"), ("steps", "steps: []")):
            if key not in self._root.entries:
                self._refuse(self._root.span.line, f"this key is missing: add `{example}`", key)
        self._top("framework", str, "")

    def _check_version(self) -> None:
        version = plain_value(self._root.entries["augstudio"].node)
        line = self._root.entries["augstudio"].key.line
        if not isinstance(version, int) or isinstance(version, bool) or version < 1:
            self._refuse(line, f"expected the format version {FORMAT_VERSION}, got {_shown(version)}", "augstudio")
        if version > FORMAT_VERSION:
            self._refuse(
                line,
                f"written in format {version}, and this AugStudio reads up to {FORMAT_VERSION}: update AugStudio",
                "augstudio",
            )

    def _top(self, key: str, kind: type[_T], default: _T) -> _T:
        entry = self._root.entries.get(key)
        if entry is None:
            return default
        value = plain_value(entry.node)
        if not isinstance(value, kind) or isinstance(value, bool):
            wanted = "a whole number" if kind is int else "text (put it in quotes)"
            self._refuse(entry.key.line, f"expected {wanted}, got {_shown(value)}", key)
        return value

    def _resampling(self) -> Resampling:
        value = self._top("resampling", str, Resampling.SEQUENTIAL.value)
        names = [member.value for member in Resampling]
        if value not in names:
            line = self._root.entries["resampling"].key.line
            self._refuse(line, f"expected {' or '.join(names)}, got {_shown(value)}", "resampling")
        return Resampling(value)

    # Steps.

    def _steps(self, holder: Mapping, above: tuple[int, ...]) -> tuple[Step, ...]:
        """The steps of the file or of a group, whose path is `above`."""
        entry = holder.entries[CHILDREN_KEY]
        if not isinstance(entry.node, Sequence):
            self._refuse_steps(f"expected a list of steps, not {_kind(entry.node)}", above)
        self._count += len(entry.node.items)
        if self._count > _MOST_STEPS:
            self._refuse_steps(f"{self._count} steps; {_MOST_STEPS} is the most", above)
        if len(above) > DEEPEST_GROUP:
            self._refuse_steps(f"groups lie in each other more than {DEEPEST_GROUP} deep", above)
        return tuple(self._step((*above, position), node) for position, node in enumerate(entry.node.items))

    def _step(self, path: tuple[int, ...], node: Node) -> Step:
        if not isinstance(node, Mapping):
            place = step_place(f"{self._place}:{node.span.line + 1}", path, "", None)
            message = f"expected `op:` and its parameters, not {_kind(node)}"
            raise PipelineError(message, path=path, place=place)
        own = {key: plain_value(entry.node) for key, entry in node.entries.items() if key != CHILDREN_KEY}
        try:
            step = _step_of(own, holds_steps=CHILDREN_KEY in node.entries)
        except PipelineError as error:
            self._relay(PipelineError(error.message, path=path, field=error.field))
        return replace(step, steps=self._steps(node, path)) if step.group else step

    # Refusing.

    def _refuse(self, line: int, message: str, field: str) -> NoReturn:
        raise PipelineError(_clipped(message), field=field, place=f"{self._place}:{line + 1}: {field}")

    def _refuse_steps(self, message: str, above: tuple[int, ...]) -> NoReturn:
        self._relay(PipelineError(message, path=above, field=CHILDREN_KEY))

    def _relay(self, error: PipelineError) -> NoReturn:
        """Raises the error again with its place: the line of the field where it has one, else of the step."""
        message = _clipped(error.message)
        if not error.path:
            field = error.field or "steps"
            entry = self._root.entries.get(field)
            self._refuse(entry.key.line if entry else self._root.span.line, message, field)
        node = self._root
        for position in error.path:
            node = step_nodes(node)[position]
        entry = node.entries.get(error.field or "")
        line = entry.key.line if entry else node.span.line
        place = step_place(f"{self._place}:{line + 1}", error.path, _name(node), error.field)
        raise PipelineError(message, path=error.path, field=error.field, place=place)


def step_nodes(holder: Mapping) -> tuple[Mapping, ...]:
    """The steps of a file's root or of a group, as far as they have been found to be steps; none in any other step."""
    entry = holder.entries.get(CHILDREN_KEY)
    items = entry.node.items if entry and isinstance(entry.node, Sequence) else ()
    return tuple(item for item in items if isinstance(item, Mapping))


def _step_of(values: dict[str, object], *, holds_steps: bool) -> Step:
    """A step without its children."""
    op = values.pop("op", None)
    if op is None:
        raise PipelineError("the key `op` is missing: which transform is it?", field="op")
    if not isinstance(op, str):
        raise PipelineError(f"expected the name of a transform, got {_shown(op)}", field="op")
    transform_type = transform_class(op)
    probability = values.pop("probability", transform_type.default_probability)
    enabled = values.pop("enabled", True)
    has_id, step_id = "id" in values, values.pop("id", "")
    if not is_number(probability):
        raise PipelineError(f"expected a number from 0 to 1, got {_shown(probability)}", field="probability")
    if not isinstance(enabled, bool):
        raise PipelineError(f"expected true or false, got {_shown(enabled)}", field="enabled")
    if not isinstance(step_id, str) or (has_id and not step_id):
        raise PipelineError(f"expected a word such as {op.replace('_', '-')}-2, got {_shown(step_id)}", field="id")
    _check_keys(transform_type, [*values, *([CHILDREN_KEY] if holds_steps else [])])
    if not holds_steps and issubclass(transform_type, GroupTransform):
        raise PipelineError(f"{op} is a group: list what it holds under `{CHILDREN_KEY}:`", field=CHILDREN_KEY)
    assert isinstance(probability, int | float)  # noqa: S101 -- for the type checker
    return Step(transform_type.create(values), float(probability), enabled, step_id)


def _check_keys(transform_type: type[Transform], keys: list[str]) -> None:
    children = (CHILDREN_KEY,) if issubclass(transform_type, GroupTransform) else ()
    known = (*transform_type.model_fields, *STEP_KEYS, *children)
    for key in keys:
        if key not in known:
            raise PipelineError(f"{transform_type.op} has no key {_shown(key)}{_hint(key, known)}", field=key)


def _name(node: Mapping) -> str:
    """`rotate`, or with an id of its own `rotate 'tilt'`; nothing where that cannot be said."""
    op, step_id = (plain_value(node.entries[key].node) if key in node.entries else None for key in ("op", "id"))
    if not isinstance(op, str):
        return ""
    return f"{op} {step_id[:64]!r}" if isinstance(step_id, str) else op


def _hint(key: str, known: tuple[str, ...]) -> str:
    near = get_close_matches(key, known, n=1)
    return f": did you mean {near[0]!r}?" if near else f"; it may have: {', '.join(known)}"


def _shown(value: object) -> str:
    if isinstance(value, StrEnum):
        return value.value
    text = "nothing" if value is None else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _clipped(message: str) -> str:
    message = " ".join(message.split())
    return message if len(message) <= _LONGEST_MESSAGE else f"{message[:_LONGEST_MESSAGE]}..."
