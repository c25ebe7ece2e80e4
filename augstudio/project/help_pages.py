"""The help: pages in Markdown, and one that the catalogue writes itself. Knows nothing of Qt."""

import inspect
from collections.abc import Iterator
from dataclasses import dataclass

from augstudio.preview.wording import op_title
from augstudio.resource_files import resource
from augstudio.transforms.base import ParameterField, Transform
from augstudio.transforms.catalogue import catalogue
from augstudio.transforms.parameters import plain

_ORDER = ("start", "pipeline", "transforms", "preview", "training", "exports", "parity", "command-line")
"""Page names, as the list shows them; all but `transforms` are files in resources/help."""


@dataclass(frozen=True, slots=True)
class HelpPage:
    """One page.

    Attributes:
        name: What links call it, with `.md`.
        title: Its heading.
        markdown: All of it, heading included; one line a paragraph.
    """

    name: str
    title: str
    markdown: str


def help_pages() -> tuple[HelpPage, ...]:
    """All pages in order."""
    pages = []
    for name in _ORDER:
        text = "\n".join(_transforms()) if name == "transforms" else _written(name)
        title = text.partition("\n")[0].removeprefix("# ")
        pages.append(HelpPage(name, title, text))
    return tuple(pages)


def _written(name: str) -> str:
    return resource("help", f"{name}.md").read_text(encoding="utf-8")


def _transforms() -> Iterator[str]:
    yield "# Transforms"
    category = None
    for transform in catalogue():
        if transform.category is not category:
            category = transform.category
            yield f"\n## {category.value}"
        yield f"\n### {op_title(transform.op)}\n"
        yield f"`{transform.op}`\n"
        yield inspect.getdoc(transform) or ""
        yield ""
        yield from (_parameter(field) for field in transform.parameter_fields())
        yield from _risks(transform)


def _parameter(field: ParameterField) -> str:
    unit = f", {field.parameter.unit}" if field.parameter.unit else ""
    default = None if field.required else plain(field.default)
    start = "required" if field.required else "optional" if default is None else f"{default} at first"
    return f"- **{field.name}** ({start}{unit}): {field.parameter.help}"


def _risks(transform: type[Transform]) -> Iterator[str]:
    for risk in transform.label_risks:
        traits = ", ".join(sorted(trait.value for trait in risk.traits))
        yield f"\n*Label risk with {traits}:* {risk.reason}. Remedy: {risk.remedy}."
