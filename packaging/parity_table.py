"""Measures every transform in every framework and writes resources/help/parity.md; takes some minutes.

python packaging/parity_table.py
"""

import sys
import time
from pathlib import Path

import torch

from augstudio.export.verify.parity import COLUMNS, Cell, Column, measure, table
from augstudio.export.verify.verdicts import VerifiedStep

PAGE = Path(__file__).resolve().parent.parent / "resources" / "help" / "parity.md"


def main() -> int:
    """Measures and writes; the exit code."""
    torch.set_num_threads(1)
    versions: dict[str, str] = {}
    columns: dict[Column, dict[str, Cell]] = {}
    for column in COLUMNS:
        started = time.monotonic()
        found, columns[column] = measure(column, progress=tell)
        versions |= found
        print(f"{column.title}: {time.monotonic() - started:.0f} s", file=sys.stderr)
    PAGE.write_text(table(versions, columns), encoding="utf-8")
    return 0


def tell(step: VerifiedStep) -> None:
    """Names what is worth a look."""
    if step.reason:
        print(f"{step.id}: {step.verdict.value}: {step.reason}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
