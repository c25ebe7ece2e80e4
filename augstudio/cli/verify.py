"""`augstudio verify`: exported code, run in its framework, against the preview."""

import sys
from json import dumps
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from augstudio.cli.dataset_statistics import with_statistics
from augstudio.export.exporter import Framework, Style
from augstudio.pipeline.yaml_format import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from augstudio.export.verify.certificate import Certificate, VerifiedStep

_Few = Annotated[int, Parameter(validator=Number(gte=1, lte=1000))]


def verify(
    file: str,
    /,
    *,
    framework: Framework = Framework.TORCH,
    style: Style = Style.NATIVE,
    data: str | None = None,
    samples: _Few = 8,
    json: bool = False,
) -> int:
    """Run the exported code in its framework and compare it with the preview, step by step.

    Every step runs on what comes before it, with the draws of the preview where they can be fixed or read back; the spread of
    its own draws is compared as well. Exit code 0: exact, or approximate within the stated bound; 1: not, or a step cannot be said;
    2: the framework is missing.

    Args:
        file: The pipeline file; - reads standard input.
        framework: Whose code is run.
        style: native has draws of its own, exact those of the preview.
        data: Whose images to use; by default embedded photographs, or clothes where the pipeline is made for gray images.
        samples: How many images at most.
        json: Print the certificate as JSON.
    """
    pipeline = with_statistics(load(file), data)
    from augstudio.data.detection import open_source  # noqa: PLC0415 -- numpy and Pillow, only once the file is read
    from augstudio.export.verify import certificate  # noqa: PLC0415 -- torch

    source = None if data is None else open_source(data)
    found = certificate.verify(
        pipeline, framework=framework, style=style, source=source, samples=samples, progress=_progress()
    )
    if json:
        print(dumps(found.to_json(), indent=2, ensure_ascii=False))
    else:
        _print(found)
    return 0 if found.is_good else 1


def _progress() -> "Callable[[VerifiedStep], None] | None":
    """Shows on a terminal what has been verified."""
    if not sys.stderr.isatty():
        return None

    def tell(step: "VerifiedStep") -> None:
        print(f"\r\x1b[2K{step.id}: {step.verdict.value}", end="\r", file=sys.stderr, flush=True)

    return tell


def _print(found: "Certificate") -> None:
    """A table for eyes; without a terminal, columns of plain text."""
    if sys.stderr.isatty():
        print("\r\x1b[2K", end="", file=sys.stderr, flush=True)
    versions = ", ".join(f"{package} {version}" for package, version in found.versions)
    images = f"{found.images} {'image' if found.images == 1 else 'images'} of {found.data}"
    print(f"{found.pipeline}: {found.framework.value}, {found.style.value}, {versions}, on {images}")
    rows = [
        ("step", "op", "verdict", "largest difference", "mean", "past tolerance", "spread of draws", "how"),
        *_rows(found),
    ]
    if sys.stdout.isatty():
        _print_table(rows)
    else:
        widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
        for row in rows:
            print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    for step in (*found.steps, *found.chains):
        if step.reason:
            print(f"{step.id}: {step.reason}")
    print(f"verdict: {found.verdict.value}")


def _rows(found: "Certificate") -> "Iterator[tuple[str, ...]]":
    for step in (*found.steps, *found.chains):
        gap = step.difference
        numbers = (f"{gap.maximum:.2g}", f"{gap.mean:.2g}", f"{gap.share:.2%}") if gap else ("–", "–", "–")
        spread = "–" if step.draws is None else "alike" if step.draws.is_alike else "unlike"
        yield (step.id, step.op, step.verdict.value, *numbers, spread, step.how)


def _print_table(rows: list[tuple[str, ...]]) -> None:
    from rich.console import Console  # noqa: PLC0415 -- only for a terminal
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    colours = {"exact": "green", "approximate": "yellow", "unsupported": "red", "failed": "red"}
    table = Table(box=None, pad_edge=False)
    for title in rows[0]:
        table.add_column(title, overflow="fold")
    for row in rows[1:]:
        table.add_row(*(Text(cell, style=colours.get(cell, "")) for cell in row))
    Console().print(table)
