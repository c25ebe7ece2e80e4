"""Run by the test, on a real X display: opens the program, waits for the first preview, works the mouse, takes pictures of the screen."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QPointF, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from augstudio.gui import application, welcome
from augstudio.gui.main_window import MainWindow

STARTED = time.perf_counter()
PATIENCE = 60.0
TORCH_AT_FIRST: list[bool] = []


def window() -> MainWindow:
    (found,) = [each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow)]
    return found


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.perf_counter() + PATIENCE
    while not condition():
        if time.perf_counter() > deadline:
            raise TimeoutError(condition)
        pause(20)


def pause(milliseconds: int) -> None:
    """Lets the program go on; QTest.qWait would keep Python's lock and starve its threads."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def shown_colours(image: QImage) -> int:
    """How many different colours a coarse grid of the picture has."""
    return len({image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)})


def work(folder: Path) -> None:
    main = window()
    facts: dict[str, object] = {"platform": QGuiApplication.platformName(), "torch_at_first": TORCH_AT_FIRST}
    wait_for(lambda: main.preview.grid is not None and main.preview.grid.complete)
    facts["first_preview"] = time.perf_counter() - STARTED
    pause(300)
    picture = main.screen().grabWindow(0)
    picture.save(str(folder / "screen.png"))
    facts["colours"] = shown_colours(picture.toImage())
    card = next(each for each in main.stack.cards if each.op == "rotate")
    switch = card.header.switch
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, switch.rect().center())
    facts["enabled"] = [step.enabled for step in main.document.pipeline]
    place = switch.mapToGlobal(QPointF(switch.rect().center())).toPoint()
    facts["switch_place"] = [place.x(), place.y()]
    (folder / "facts.json").write_text(json.dumps(facts))
    (folder / "ready").touch()
    if "--stay" in sys.argv:
        wait_for((folder / "done").exists)
        facts["enabled_after_click"] = [step.enabled for step in main.document.pipeline]
        (folder / "facts.json").write_text(json.dumps(facts))
    main.document.replace(main.document.pipeline)
    main.close()


def begin(folder: Path) -> None:
    try:
        work(folder)
    except Exception:
        QApplication.exit(70)
        raise


if __name__ == "__main__":
    target = Path(sys.argv[1])
    original = welcome.build_window

    def building(file: Path | None, *, complete: bool) -> MainWindow:
        made = original(file, complete=complete)
        TORCH_AT_FIRST.append("torch" in sys.modules)
        QTimer.singleShot(50, made, lambda: begin(target))
        return made

    welcome.build_window = building
    sys.exit(application.run_application(None))
