"""The pipeline file: reading it and writing it."""

import sys
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path

from augstudio.atomic_file import write_atomically
from augstudio.errors import PipelineError
from augstudio.pipeline.located_yaml import MAXIMUM_CHARACTERS
from augstudio.pipeline.model import Pipeline
from augstudio.pipeline.yaml_reader import read
from augstudio.pipeline.yaml_template import text_from_template
from augstudio.pipeline.yaml_writer import fresh_text
from augstudio.resource_files import resource

STANDARD_INPUT = "-"


def load(path: str | Path, *, fitting: bool = True) -> Pipeline:
    """Reads a pipeline file.

    Args:
        path: The file; `-` is standard input.
        fitting: Refuse sizes that can never fit; an editor, where such a design can be mended, opens it all the same.

    Raises:
        PipelineError: It cannot be read, or it is no pipeline: the message names file, line, step and field.
    """
    place = "<stdin>" if str(path) == STANDARD_INPUT else str(path)
    return loads(read_text(path), place, fitting=fitting)


def loads(text: str, place: str = "<string>", *, fitting: bool = True) -> Pipeline:
    """Reads a pipeline from the text of a file.

    Args:
        text: YAML.
        place: What messages call the text.
        fitting: As in `load`.

    Raises:
        PipelineError: It is no pipeline: the message names place, line, step and field.
    """
    return read(text, place, fitting=fitting).pipeline


def dumps(pipeline: Pipeline, template_text: str | None = None) -> str:
    """The text of a pipeline's file: every id and every parameter.

    Args:
        pipeline: What to write.
        template_text: The text that the pipeline came from, whose comments, order of keys and spelling are kept.
    """
    return fresh_text(pipeline) if template_text is None else text_from_template(pipeline, template_text)


def dump(pipeline: Pipeline, path: str | Path, template: str | Path | None = None) -> None:
    """Writes a pipeline file, whole or not at all.

    Args:
        pipeline: What to write.
        path: The file.
        template: The file that the pipeline came from, whose comments are kept; without one, the old content of `path`. One that is
            gone, or is no pipeline any more, is ignored.

    Raises:
        AugStudioError: The file cannot be written; the old one is as it was.
    """
    write_atomically(path, dumps(pipeline, _template_text(path if template is None else template)))


def _template_text(path: str | Path) -> str | None:
    with suppress(PipelineError):
        return read_text(path)
    return None


def read_text(path: str | Path) -> str:
    """The text of a pipeline file or, for `-`, of standard input.

    Raises:
        PipelineError: There is no such file, it cannot be read, or it is no text.
    """
    if str(path) == STANDARD_INPUT:
        return _decoded(sys.stdin.buffer.read(4 * MAXIMUM_CHARACTERS + 1), "<stdin>")
    try:
        with Path(path).open("rb") as file:
            content = file.read(4 * MAXIMUM_CHARACTERS + 1)
    except FileNotFoundError:
        raise PipelineError(f"there is no such file{_suggestion(Path(path))}", place=str(path)) from None
    except (OSError, ValueError) as error:  # a name with a NUL in it is a ValueError
        reason = getattr(error, "strerror", None) or str(error)
        raise PipelineError(f"cannot be read: {reason.lower()}", place=str(path)) from None
    return _decoded(content, str(path))


def _decoded(content: bytes, place: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise PipelineError("not UTF-8 text, so no pipeline", place=f"{place}:{line}") from None


def _suggestion(path: Path) -> str:
    """The file or the recipe that was meant, where one is near."""
    if resource("presets", f"{path}.augstudio.yaml").is_file():
        return f"; {path} is a recipe: `augstudio presets {path} -o {path}.augstudio.yaml` writes it"
    try:
        names = [entry.name for entry in path.parent.iterdir() if entry.suffix in {".yaml", ".yml"}]
    except OSError:
        return f"; there is no folder {path.parent} either"
    near = get_close_matches(path.name, names, n=1)
    return f": did you mean {path.with_name(near[0])}?" if near else ""
