"""Writes an augmented data set: every image several times, into files, with a manifest of every draw. A generator of events."""

import json
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from PIL import Image

from augstudio.apply.file_names import FileNames
from augstudio.apply.making import Made, Wanted, make
from augstudio.apply.output_folder import Key, OutputFolder
from augstudio.apply.writable import writable_part
from augstudio.data.loading import Unreadable, location_of, official_splits
from augstudio.data.source import Source, SplitName
from augstudio.engine.augmenter import Augmenter
from augstudio.errors import AugStudioError, DataError
from augstudio.pipeline.model import Pipeline
from augstudio.pipeline.yaml_format import dumps
from augstudio.version import __version__

if TYPE_CHECKING:
    from numpy.typing import NDArray

ARCHIVE = "augmented.npz"
_BLOCK = 64
"""Copies that one thread takes at a time, but all of one image."""
_COMPRESSION = 3
"""Of PNG: files are 3 % larger than at 6, and made in half the time."""


class Form(StrEnum):
    """What the copies are written as."""

    FOLDER = "folder"
    """A PNG file each, in a folder for each class."""
    NPZ = "npz"
    """One NumPy archive: `images`, `labels`, `classes`."""


@dataclass(frozen=True, slots=True)
class ApplyStarted:
    """The work is known.

    Attributes:
        total: Copies that there will be.
        before: How many of them an earlier run left.
        notes: What the user should know about what is written; one line each.
    """

    total: int
    before: int
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CopiesWritten:
    """Some more are written: how many of this run there are by now."""

    done: int


@dataclass(frozen=True, slots=True)
class ApplyFinished:
    """Everything is written.

    Attributes:
        written: Copies that this run wrote.
        unreadable: Images that cannot be read, and of which there are no copies.
    """

    written: int
    unreadable: tuple[Unreadable, ...]


ApplyEvent = ApplyStarted | CopiesWritten | ApplyFinished


def apply_pipeline(
    pipeline: Pipeline, source: Source, out: str | Path, *, copies: int, form: Form = Form.FOLDER, workers: int = 1
) -> Iterator[ApplyEvent]:
    """Writes copies of every image; copy k has the draws of epoch k, from 0, as the preview and training have them.

    Of data that come divided, the training images only. The files are the same whatever the number of workers; a run that was broken off
    goes on where it was.

    Args:
        pipeline: The design; what normalises is left out.
        source: The images.
        out: The folder to write.
        copies: Of each image.
        form: Files in folders, or an archive.
        workers: Threads.

    Yields:
        `ApplyStarted`, `CopiesWritten` now and then, `ApplyFinished`.

    Raises:
        AugStudioError: The folder holds something else, or cannot be written.
        PipelineError: A step mixes labels, or can never be applied to an image.
        DataError: Not one image can be read.
    """
    part = writable_part(pipeline)
    indices, left_out = _training_images(source)
    notes = (*part.notes, *left_out)
    folder = OutputFolder(out)
    header = {
        "augstudio": __version__,
        "digest": _digest(part.pipeline, source, form),
        "pipeline": pipeline.name,
        "data": source.name,
        "classes": list(source.classes),
        "copies": copies,
        "format": form.value,
        "left_out": list(part.left_out),
        "notes": list(notes),
    }
    done = folder.open(header, dumps(pipeline))
    keep = _Files(folder, source, indices) if form is Form.FOLDER else _Archive(folder, source, copies * len(indices))
    before = done if keep.resumes or len(done) == copies * len(indices) else {}
    yield ApplyStarted(copies * len(indices), len(before), notes)
    wanted = _missing(indices, copies, before)
    yield from _write(Augmenter(part.pipeline), source, wanted, keep, workers)


def _write(
    augment: Augmenter, source: Source, wanted: "list[Wanted]", keep: "_Files | _Archive", workers: int
) -> Iterator[ApplyEvent]:
    """Makes copies in threads and keeps them here, in order."""
    written = 0
    unreadable: list[Unreadable] = []

    def work(block: Sequence[Wanted]) -> list[tuple[Made | Unreadable, bytes]]:
        return [(each, keep.encoded(each)) for each in make(augment, source, block)]

    for outcomes in _in_threads(work, _blocks(wanted), workers):
        unreadable += [each for each, _ in outcomes if isinstance(each, Unreadable)]
        made = [(each, content) for each, content in outcomes if isinstance(each, Made)]
        keep.take(made)
        written += len(made)
        yield CopiesWritten(written)
    if unreadable and not written:
        raise DataError(f"{source.name}: not one of {len(unreadable)} images can be read; {unreadable[0].reason}")
    keep.finish([f"{each.location}: {each.reason}" for each in unreadable])
    yield ApplyFinished(written, tuple(unreadable))


def _blocks(wanted: "list[Wanted]") -> "list[list[Wanted]]":
    """The work in pieces."""
    images = max(1, _BLOCK // max((len(each.epochs) for each in wanted), default=1))
    return [wanted[at : at + images] for at in range(0, len(wanted), images)]


def _in_threads(
    work: "Callable[[Sequence[Wanted]], list[tuple[Made | Unreadable, bytes]]]",
    blocks: "list[list[Wanted]]",
    workers: int,
) -> "Iterator[list[tuple[Made | Unreadable, bytes]]]":
    """The results of all blocks in their order, never more than a few ahead.

    Each thread keeps to itself: torch's own threads would only wait for each other.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    pool = ThreadPoolExecutor(workers, thread_name_prefix="apply", initializer=torch.set_num_threads, initargs=(1,))
    ahead: deque[Future[list[tuple[Made | Unreadable, bytes]]]] = deque()
    try:
        for block in blocks:
            ahead.append(pool.submit(work, block))
            if len(ahead) > workers:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)
        torch.set_num_threads(threads)


class _Files:
    """Keeps each copy in a file of its own."""

    resumes = True

    def __init__(self, folder: OutputFolder, source: Source, indices: Sequence[int]) -> None:
        self._folder = folder
        self._source = source
        self._names = FileNames(source, indices)

    def encoded(self, each: Made | Unreadable) -> bytes:
        """The bytes of the file; asked for in threads."""
        if isinstance(each, Unreadable):
            return b""
        buffer = BytesIO()
        gray = each.pixels.shape[2] == 1
        Image.fromarray(each.pixels[..., 0] if gray else each.pixels).save(
            buffer, format="PNG", compress_level=_COMPRESSION
        )
        return buffer.getvalue()

    def take(self, made: Sequence[tuple[Made, bytes]]) -> None:
        """Writes files, then says so in the manifest."""
        entries = []
        for each, content in made:
            name = self._names.of(each.index, each.epoch)
            self._folder.write(name, content)
            entries.append(_entry(self._source, each, name))
        self._folder.note(entries)

    def finish(self, skipped: Sequence[str]) -> None:
        """All files are there."""
        self._folder.finish(skipped)


class _Archive:
    """Keeps all copies in one archive, which is written at the end."""

    resumes = False

    def __init__(self, folder: OutputFolder, source: Source, total: int) -> None:
        self._folder = folder
        self._source = source
        self._total = total
        self._made: list[Made] = []

    def encoded(self, each: Made | Unreadable) -> bytes:  # noqa: ARG002 -- as of files
        """Nothing: the archive is compressed as a whole."""
        return b""

    def take(self, made: Sequence[tuple[Made, bytes]]) -> None:
        """Keeps them in memory.

        Raises:
            AugStudioError: They have another size than those before.
        """
        for each, _ in made:
            first = self._made[0] if self._made else each
            if each.pixels.shape != first.pixels.shape:
                raise AugStudioError(
                    f"an archive holds images of one size, and copies come out as {_size(first.pixels)} and {_size(each.pixels)}: "
                    "add a resize with height and width, or write --format folder"
                )
            self._made.append(each)

    def finish(self, skipped: Sequence[str]) -> None:
        """Writes the archive, ordered as the manifest is."""
        if not self._made:  # it is there already
            self._folder.finish(skipped)
            return
        ordered = sorted(self._made, key=lambda each: (each.epoch, each.index))
        labels = [self._source.label(each.index) for each in ordered]
        arrays: dict[str, NDArray[Any]] = {"images": np.stack([each.pixels for each in ordered])}
        if self._source.classes:
            arrays |= {"labels": np.array(labels, dtype=np.int64), "classes": np.array(self._source.classes)}
        buffer = BytesIO()
        np.savez_compressed(buffer, allow_pickle=False, **arrays)
        self._folder.write(ARCHIVE, buffer.getvalue())
        self._folder.note(_entry(self._source, each, ARCHIVE) | {"row": row} for row, each in enumerate(ordered))
        self._folder.finish(skipped)


def _entry(source: Source, made: Made, file: str) -> dict[str, Any]:
    """A line of the manifest."""
    return {
        "index": made.index,
        "source": location_of(source, made.index).encode("utf-8", "replace").decode(),
        "label": source.label(made.index),
        "epoch": made.epoch,
        "file": file,
        "steps": made.steps,
    }


def _size(pixels: "NDArray[np.uint8]") -> str:
    height, width, channels = pixels.shape
    return f"{width}×{height} px with {channels} {'channel' if channels == 1 else 'channels'}"


def _training_images(source: Source) -> tuple[list[int], tuple[str, ...]]:
    """The positions of the images to copy, and a note about those that are not."""
    splits = official_splits(source)
    if SplitName.TRAIN not in splits:
        return list(range(len(source))), ()
    train = splits[SplitName.TRAIN].tolist()
    others = len(source) - len(train)
    note = f"{others:,} images for validation and testing have no copies: they are not augmented"
    return train, (note,) if others else ()


def _missing(indices: Sequence[int], copies: int, done: dict[Key, dict[str, Any]]) -> list[Wanted]:
    wanted = (Wanted(index, tuple(epoch for epoch in range(copies) if (epoch, index) not in done)) for index in indices)
    return [each for each in wanted if each.epochs]


def _digest(pipeline: Pipeline, source: Source, form: Form) -> str:
    """What the files depend on besides their number."""
    parts = (dumps(replace(pipeline, name="")), source.fingerprint, form.value, __version__)
    return blake2b(json.dumps(parts).encode(), digest_size=16).hexdigest()
