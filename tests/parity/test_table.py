"""The help page that says how near exported code is: as it is measured, but for what depends on the machine."""

import pytest

from augstudio.export.verify.parity import COLUMNS, Cell, Column, measure, table, verdicts_in
from augstudio.export.verify.verdicts import Verdict
from augstudio.resource_files import resource
from augstudio.transforms.catalogue import OPS

PAGE = resource("help", "parity.md").read_text(encoding="utf-8")


def test_the_page_has_a_row_for_every_op_and_nothing_that_failed() -> None:
    rows = dict(verdicts_in(PAGE))
    assert tuple(rows) == tuple(OPS)
    assert {word for row in rows.values() for word in row} <= {"exact", "approximate", "unsupported"}
    assert all(len(row) == len(COLUMNS) for row in rows.values())


@pytest.mark.parametrize("column", COLUMNS, ids=[column.title for column in COLUMNS])
def test_the_page_says_what_is_measured(column: Column) -> None:
    """Draws are compared by tests/parity/test_draws.py and others; here they would take minutes."""
    _, cells = measure(column, draws=False)
    place = COLUMNS.index(column)
    assert {op: row[place] for op, row in verdicts_in(PAGE)} == {op: cell.verdict.value for op, cell in cells.items()}


def test_a_table_is_read_as_it_was_written() -> None:
    cells = {"rotate": Cell(Verdict.APPROXIMATE, 2e-5, "ties"), "hue": Cell(Verdict.EXACT, None, "")}
    text = table({"torch": "2.15.0+cu132"}, {COLUMNS[0]: cells, COLUMNS[1]: cells})
    assert "| `rotate` | approximate 2e-05 (1) | approximate 2e-05 (1) |\n" in text
    assert "torch 2.15.0." in text
    assert "\n1. Ties.\n" in text
    assert dict(verdicts_in(text)) == {"rotate": ("approximate",) * 2, "hue": ("exact",) * 2}
