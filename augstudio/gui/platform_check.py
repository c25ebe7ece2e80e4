"""Whether Qt can put a window on this system's screen: asked before Qt is loaded, because Qt aborts the process where it cannot.

Knows nothing of Qt, so that it can be asked anywhere.
"""

import ctypes
import os
import sys
from collections.abc import Callable, Mapping

from augstudio.errors import MissingDependencyError

QT_LIBRARIES: Mapping[str, str] = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
}
"""What Qt needs to be loaded at all on Linux, with the Debian and Ubuntu package that has it."""

XCB_LIBRARIES: Mapping[str, str] = {
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
"""What the plugin for X11 needs on top; it is not told until it is loaded, and then Qt aborts."""

_NO_DISPLAY = (
    "no display: neither DISPLAY nor WAYLAND_DISPLAY is set; "
    "`augstudio demo --headless` and all other commands work without one, "
    "and QT_QPA_PLATFORM=offscreen runs the window unseen"
)


def is_loadable(library: str) -> bool:
    """Whether the system has a shared library, by its file name."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def check_platform(
    environment: Mapping[str, str] | None = None,
    system: str = sys.platform,
    can_load: Callable[[str], bool] = is_loadable,
) -> None:
    """Makes sure that a window can be shown.

    Args:
        environment: The environment variables; this process's where it is None.
        system: `sys.platform` of the system in question.
        can_load: Whether a shared library is there.

    Raises:
        MissingDependencyError: It cannot; the message says what to install or set.
    """
    if system != "linux":
        return
    given = os.environ if environment is None else environment
    _require(QT_LIBRARIES, can_load, "Qt")
    plugin = given.get("QT_QPA_PLATFORM", "").split(":")[0].split(";")[0]
    if plugin not in {"", "xcb", "wayland"}:
        return  # offscreen, minimal, vnc, ...: need no display
    if not given.get("DISPLAY") and not given.get("WAYLAND_DISPLAY"):
        raise MissingDependencyError(_NO_DISPLAY)
    if plugin == "xcb" or (not plugin and not given.get("WAYLAND_DISPLAY")):
        _require(XCB_LIBRARIES, can_load, "the window")


def _require(libraries: Mapping[str, str], can_load: Callable[[str], bool], what: str) -> None:
    missing = [package for library, package in libraries.items() if not can_load(library)]
    if missing:
        raise MissingDependencyError(
            f"{what} needs libraries that this system lacks; install them: apt install {' '.join(missing)} "
            "(or use QT_QPA_PLATFORM=offscreen where no window is needed)"
            if what != "Qt"
            else f"Qt needs libraries that this system lacks; install them: apt install {' '.join(missing)}"
        )
