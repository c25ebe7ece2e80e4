"""The preview as one picture: originals beside variants, or every step of each."""

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from augstudio.atomic_file import write_atomically
from augstudio.data.source import Source
from augstudio.errors import DataError
from augstudio.pipeline.model import Mode, Pipeline
from augstudio.preview.renderer import render
from augstudio.preview.selection import choose_samples
from augstudio.preview.sheet import Cell, SheetRow, draw_sheet
from augstudio.preview.step_strip import StepStrip, StripFrame, StripRequest, step_strip
from augstudio.preview.values import PreviewGrid, PreviewRequest, PreviewRow, PreviewTile, TileFault
from augstudio.preview.wording import draw_texts, fault_text, op_title

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEST_PICTURE = 224
"""Longest side of a picture on a sheet (px); larger ones are shrunk."""


def write_contact_sheet(
    pipeline: Pipeline,
    source: Source,
    *,
    samples: int = 6,
    variants: int = 4,
    steps: bool = False,
    seed: int | None = None,
    out: str | Path,
) -> None:
    """Writes a PNG file, whole or not at all.

    Args:
        pipeline: The design.
        source: The data.
        samples: How many images, classes taking turns.
        variants: How many variants of each; variant k is epoch k - 1.
        steps: Show every intermediate image instead: one line for each variant.
        seed: Instead of the pipeline's own.
        out: The file.

    Raises:
        AugStudioError: The file cannot be written.
        DataError: Not one of the images to show can be read.
    """
    seeded = pipeline if seed is None else replace(pipeline, seed=seed)
    indices = choose_samples(source, samples)
    _refuse_unreadable(source, indices)
    if steps:
        pairs = [(index, epoch) for index in indices for epoch in range(variants)]
        requests = [StripRequest(seeded, index, epoch, tile_size=LARGEST_PICTURE) for index, epoch in pairs]
        image = strip_sheet([step_strip(request, source) for request in requests], source)
    else:
        request = PreviewRequest(seeded, indices, variants=variants, tile_size=LARGEST_PICTURE)
        image = contact_sheet(render(request, source), source.name)
    write_atomically(out, png_bytes(image))


def png_bytes(image: "Image") -> bytes:
    """A picture as the content of a PNG file."""
    content = BytesIO()
    image.save(content, "PNG", optimize=True)
    return content.getvalue()


def contact_sheet(grid: PreviewGrid, data_name: str = "") -> "Image":
    """Originals beside variants, a line for each sample.

    Args:
        grid: What was rendered.
        data_name: Of the data, for the title.
    """
    names = [f"variant {number}" for number, _ in enumerate(grid.request.epochs, start=1)]
    if grid.request.mode is Mode.EVAL:
        names = ["evaluation"]
    rows = [SheetRow(*_row_words(row), tuple(_row_cells(row))) for row in grid.rows]
    pipeline = grid.request.pipeline
    return draw_sheet(_title(pipeline, data_name), f"seed {pipeline.seed}", ("original", *names), rows)


def strip_sheet(strips: list[StepStrip], source: Source) -> "Image":
    """Every intermediate image of some tiles, a line for each, with what was drawn under each picture.

    Args:
        strips: What was traced, all of one pipeline.
        source: The data, for the names of classes.
    """
    rows = []
    for strip in strips:
        label = source.label(strip.request.index)
        name = "" if label is None or label < 0 else source.classes[label]
        sample, epoch = f"sample {strip.request.index}", f"epoch {strip.request.epoch}"
        words = (name, f"{sample}, {epoch}") if name else (sample.capitalize(), epoch)
        cells = [_frame_cell(frame) for frame in strip.frames]
        if strip.fault:
            cells.append(_fault_cell(strip.fault))
        rows.append(SheetRow(*words, tuple(cells)))
    pipeline = strips[0].request.pipeline if strips else Pipeline()
    return draw_sheet(_title(pipeline, source.name), f"seed {pipeline.seed}, step by step", (), rows)


def _refuse_unreadable(source: Source, indices: Sequence[int]) -> None:
    """A sheet on which nothing can be seen is a mistake; some unreadable images among others are shown as such."""
    first: DataError | None = None
    for index in indices:
        try:
            source.image(index)
        except DataError as error:
            first = first or error
        else:
            return
    if first is not None:
        raise DataError(f"{source.name}: not one of {len(indices)} images can be read; the first is {first}") from first


def _title(pipeline: Pipeline, data_name: str) -> str:
    return f"{pipeline.name} on {data_name}" if data_name else pipeline.name


def _row_words(row: PreviewRow) -> tuple[str, str]:
    return (row.label, f"sample {row.index}") if row.label else (f"Sample {row.index}", "")


def _row_cells(row: PreviewRow) -> list[Cell]:
    original = _fault_cell(row.fault) if row.fault else Cell(row.original)
    return [original, *(_tile_cell(tile) for tile in row.variants)]


def _tile_cell(tile: PreviewTile) -> Cell:
    return _fault_cell(tile.fault) if tile.fault else Cell(tile.pixels)


def _fault_cell(fault: TileFault) -> Cell:
    return Cell(None, message=fault_text(fault.message, fault.step_id))


def _frame_cell(frame: StripFrame) -> Cell:
    size = f"{frame.size[1]} × {frame.size[0]} px"
    if not frame.step_id:
        return Cell(frame.pixels, "Input", (size,))
    if not frame.hit:
        return Cell(frame.pixels, op_title(frame.op), ("not applied",), is_faint=True)
    return Cell(frame.pixels, op_title(frame.op), draw_texts(frame.op, frame.draws) or (size,))
