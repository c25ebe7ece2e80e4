"""`augstudio demo`."""

import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from augstudio.gui.demo import Progress


def demo(*, out: Path = Path("augstudio-demo"), headless: bool = False) -> int:
    """Do the whole job on images that come with AugStudio: preview, train with and without, draw both curves, export.

    With a display it happens in the window, which stays open; without one the same window works unseen.

    Args:
        out: The folder for its files; those of an earlier demo are replaced.
        headless: Do without a display even where there is one.
    """
    from augstudio.gui.demo import DemoResult, run_demo  # noqa: PLC0415 -- loads much

    progress = _Progress()

    def finish(result: DemoResult) -> None:
        progress.end()
        if not result.is_complete:
            print("The window was closed before the demo was done.")
            return
        for finding in result.findings:
            print(finding)
        print(
            f"{out}{'' if str(out).endswith('/') else '/'} holds the pipeline, both curves, the run and the exported code."
        )
        if find_spec("tensorflow") is None:
            print("augment_tf.py is written; to run it: pip install 'augstudio[tf]'")

    return run_demo(out, progress.tell, finish, headless=headless)


class _Progress:
    """A line per stage on stderr; on a terminal the line follows what happens."""

    def __init__(self) -> None:
        self._is_live = sys.stderr.isatty()
        self._stage = ""
        self._number = 0
        self._began = time.monotonic()

    def tell(self, progress: "Progress") -> None:
        """Shows what is being done and how far it is."""
        if progress.stage != self._stage:
            self.end()
            self._stage = progress.stage
            self._number += 1
            self._began = time.monotonic()
            if not self._is_live:
                print(f"[{self._number}] {self._stage} ...", file=sys.stderr, flush=True)
        if self._is_live:
            self._rewrite(f"[{self._number}] {self._stage}  {progress.detail}")

    def end(self) -> None:
        """Closes the line of the last stage with what it took."""
        if not self._stage:
            return
        words = f"[{self._number}] {self._stage}: {time.monotonic() - self._began:.1f} s"
        if self._is_live:
            self._rewrite(words)
            print(file=sys.stderr)
        else:
            print(words, file=sys.stderr, flush=True)
        self._stage = ""

    @staticmethod
    def _rewrite(words: str) -> None:
        print(f"\r\x1b[2K{words[:160]}", end="", file=sys.stderr, flush=True)
