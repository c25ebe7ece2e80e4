"""Short hexadecimal names for a state of the data: equal as long as nothing changed."""

from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path


def of_files(paths: Iterable[Path], *extra: bytes) -> str:
    """From names, sizes and times of change, without reading the files; a missing file counts as empty.

    Args:
        paths: The files, in an order that matters.
        extra: Anything else that belongs to the state, such as labels.
    """
    digest = blake2b(digest_size=16)
    for path in paths:
        try:
            status = path.stat()
            size, changed = status.st_size, status.st_mtime_ns
        except OSError:
            size, changed = 0, 0
        digest.update(f"{path.name}\0{size}\0{changed}\0".encode("utf-8", "surrogateescape"))
    for part in extra:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def of_contents(paths: Iterable[Path]) -> str:
    """From the bytes of the files: the same on every machine. For the few megabytes that come with the program."""
    digest = blake2b(digest_size=16)
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
