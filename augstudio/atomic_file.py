"""Files that are written whole or not at all."""

import os
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from augstudio.errors import AugStudioError


def write_atomically(path: str | Path, data: str | bytes, *, flush: bool = True) -> None:
    """Puts `data` (text as UTF-8) into a file: into a temporary one beside it, flushed to the disk, then renamed over it.

    Whatever happens on the way, the path holds the old content or the new one. Links are followed; an existing file keeps its mode.

    Args:
        path: The file.
        data: What goes into it.
        flush: Wait for the disk, so that even a power cut leaves one or the other; not worth it for thousands of files made again in
            a moment.

    Raises:
        AugStudioError: The folder is missing, the disk is full, or writing is not allowed; the old file is as it was.
    """
    content = data.encode() if isinstance(data, str) else data
    target = Path(path)
    try:
        target = Path(os.path.realpath(target))
        if target.is_dir():
            raise IsADirectoryError(21, "it is a folder")
        _replace(target, content, flush=flush)
    except OSError as error:
        raise AugStudioError(f"{path}: cannot be written: {_reason(error, target)}") from None


def _replace(target: Path, content: bytes, *, flush: bool) -> None:
    temporary = target.with_name(f".{target.name[:100]}.{token_hex(8)}.tmp")
    try:  # begins before there is a file: Ctrl-C may come as soon as there is one
        # The system applies the process's mask to what it makes; asking Python for the mask would change it for a moment, for all threads.
        with temporary.open("xb") as file:
            file.write(content)
            if flush:
                file.flush()
                os.fsync(file.fileno())
        if target.exists():
            temporary.chmod(target.stat().st_mode & 0o7777)
        temporary.replace(target)
    except BaseException:  # a stray temporary file is worse than any reason for it, Ctrl-C included
        with suppress(OSError):
            temporary.unlink()
        raise


def _reason(error: OSError, target: Path) -> str:
    if isinstance(error, FileNotFoundError) and not target.parent.is_dir():
        return f"there is no folder {target.parent}"
    return (error.strerror or str(error)).lower()
