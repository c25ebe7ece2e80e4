import subprocess
import sys
from collections.abc import Callable

import pytest

from augstudio.errors import MissingDependencyError
from augstudio.gui.platform_check import QT_LIBRARIES, XCB_LIBRARIES, check_platform, is_loadable

SCREEN = {"DISPLAY": ":0"}


def missing(*libraries: str) -> Callable[[str], bool]:
    return lambda library: library not in libraries


def test_a_missing_library_is_named_with_the_package_that_has_it() -> None:
    with pytest.raises(MissingDependencyError, match="apt install libxcb-cursor0 libxcb-icccm4"):
        check_platform(SCREEN, "linux", missing("libxcb-cursor.so.0", "libxcb-icccm.so.4"))


def test_libraries_that_qt_itself_needs_are_asked_for_even_offscreen() -> None:
    with pytest.raises(MissingDependencyError, match="libegl1"):
        check_platform({"QT_QPA_PLATFORM": "offscreen"}, "linux", missing("libEGL.so.1"))


@pytest.mark.parametrize("platform", ["offscreen", "minimal", "vnc:size=800x600"])
def test_platforms_without_a_screen_need_no_display(platform: str) -> None:
    check_platform({"QT_QPA_PLATFORM": platform}, "linux", missing(*XCB_LIBRARIES))


def test_no_display_is_said_with_what_works_without_one() -> None:
    with pytest.raises(MissingDependencyError, match=r"DISPLAY.*--headless.*QT_QPA_PLATFORM=offscreen"):
        check_platform({}, "linux", missing())


def test_wayland_needs_no_x11_libraries() -> None:
    check_platform({"WAYLAND_DISPLAY": "wayland-0"}, "linux", missing(*XCB_LIBRARIES))
    with pytest.raises(MissingDependencyError, match="libxcb1"):
        check_platform(
            {"WAYLAND_DISPLAY": "w", "DISPLAY": ":0", "QT_QPA_PLATFORM": "xcb"}, "linux", missing("libxcb.so.1")
        )


def test_other_systems_have_what_they_need() -> None:
    check_platform({}, "darwin", missing(*XCB_LIBRARIES, *QT_LIBRARIES))
    check_platform({}, "win32", missing(*XCB_LIBRARIES, *QT_LIBRARIES))


def test_a_library_that_no_system_has_cannot_be_loaded() -> None:
    assert not is_loadable("libaugstudio-nowhere.so.7")


def test_asking_loads_no_qt() -> None:
    code = "import sys, augstudio.gui.application, augstudio.gui.platform_check; sys.exit('PySide6' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
