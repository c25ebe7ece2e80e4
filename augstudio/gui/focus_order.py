"""In which order Tab goes through the window: as one reads it.

Qt goes through widgets in the order in which they were made; cards and forms that are made anew would come last.
"""

from collections.abc import Callable
from typing import TypeAlias

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QScrollArea, QWidget

_Placed: TypeAlias = list[tuple[QRect, list[QWidget]]]
"""What takes the focus in each part of a surface, and where that part is."""


def reading_order(container: QWidget) -> list[QWidget]:
    """Everything visible in a container that takes the focus by Tab, row by row, and column by column where there are no rows."""
    placed: _Placed = []
    for child in container.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
        if child.isVisible() and not child.isWindow():
            found = [child, *reading_order(child)] if _takes_focus(child) else reading_order(child)
            if found:
                placed.append((child.geometry(), found))
    return _sorted(placed)


def focus_next(container: QWidget, focused: QWidget | None, *, forward: bool) -> bool:
    """Gives the focus to what follows, or comes before, in reading order; returns whether there is such a thing."""
    order = reading_order(container)
    if not order:
        return False
    place = order.index(focused) if focused in order else (-1 if forward else 0)
    target = order[(place + (1 if forward else -1)) % len(order)]
    target.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
    _scroll_to(target)
    return True


def _scroll_to(widget: QWidget) -> None:
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(widget)
        above = above.parentWidget()


def _takes_focus(widget: QWidget) -> bool:
    by_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(by_tab) and widget.isEnabled() and widget.focusProxy() is None


def _sorted(placed: _Placed) -> list[QWidget]:
    """Widgets in reading order, by cutting the surface along gaps: across first, then down."""
    for cut in (_rows, _columns):
        parts = cut(placed)
        if len(parts) > 1:
            return [widget for part in parts for widget in _sorted(part)]
    placed = sorted(placed, key=lambda each: (each[0].top(), each[0].left()))
    return [widget for _, widgets in placed for widget in widgets]


def _rows(placed: _Placed) -> list[_Placed]:
    return _cut(placed, lambda rect: (rect.top(), rect.bottom()))


def _columns(placed: _Placed) -> list[_Placed]:
    return _cut(placed, lambda rect: (rect.left(), rect.right()))


def _cut(placed: _Placed, extent: Callable[[QRect], tuple[int, int]]) -> list[_Placed]:
    """Groups that do not overlap in one direction, in order."""
    parts: list[_Placed] = []
    end = 0
    for rect, widgets in sorted(placed, key=lambda each: extent(each[0])):
        start, stop = extent(rect)
        if not parts or start > end:
            parts.append([])
            end = stop
        parts[-1].append((rect, widgets))
        end = max(end, stop)
    return parts
