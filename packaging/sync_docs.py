"""Writes the tables of README.md that the code knows better: the transforms and the window's shortcuts.

python packaging/sync_docs.py            rewrites them
python packaging/sync_docs.py --check    exits 1 where they are out of date
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from augstudio.gui.commands import COMMANDS
from augstudio.transforms.catalogue import catalogue
from augstudio.transforms.parameters import plain

README = Path(__file__).resolve().parent.parent / "README.md"


def transforms_table() -> Iterator[str]:
    """One row per transform: what it does, its parameters and their defaults."""
    yield "| op | what it does | parameters |"
    yield "|---|---|---|"
    for cls in catalogue():
        summary = " ".join((cls.__doc__ or "").strip().split("\n\n")[0].split())
        first = re.split(r"(?<=[a-z\d)])[.;:] ", summary, maxsplit=1)[0].rstrip(".")
        fields = ", ".join(
            f"{field.name}" if field.required or field.default is None else f"{field.name}={plain(field.default)}"
            for field in cls.parameter_fields()
        )
        yield f"| `{cls.op}` | {first} | {fields or '–'} |"


def shortcuts_table() -> Iterator[str]:
    """One row per command that has a shortcut."""
    yield "| key | in the window |"
    yield "|---|---|"
    for command in COMMANDS:
        if command.shortcut:
            yield f"| {command.shortcut} | {command.text.replace('&', '').rstrip('…')} |"


def with_section(text: str, name: str, lines: Iterator[str]) -> str:
    """The text with everything between a section's two markers replaced."""
    body = "\n".join(lines)
    return re.sub(
        rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)",
        lambda marks: f"{marks[1]}{body}\n{marks[2]}",
        text,
        flags=re.DOTALL,
    )


def main() -> int:
    """Rewrites or checks; the exit code."""
    old = README.read_text(encoding="utf-8")
    new = with_section(old, "transforms", transforms_table())
    new = with_section(new, "shortcuts", shortcuts_table())
    if "--check" in sys.argv:
        if old != new:
            print("README.md is out of date: run `python packaging/sync_docs.py`", file=sys.stderr)
        return int(old != new)
    README.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
