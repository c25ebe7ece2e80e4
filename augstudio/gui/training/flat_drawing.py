"""Drawings in which every line has its true width and ends where its plot ends, whatever program shows them."""

import re
from collections.abc import Sequence
from functools import partial

Area = tuple[float, float, float, float]
"""Left, top, width, height."""

_GROUP = re.compile(
    r"<g (?P<look>[^>]*?)transform=\"matrix\((?P<matrix>[^)]*)\)\"(?P<rest>[^>]*)>(?P<content>.*?)</g>", re.DOTALL
)
_UNSCALED = 'vector-effect="non-scaling-stroke"'
_SHAPE = re.compile(r'(?P<name> d| points)="(?P<points>[^"]*)"')
_POINT = re.compile(r"(-?[\d.]+(?:e[-+]?\d+)?),(-?[\d.]+(?:e[-+]?\d+)?)")
_ROOM = 2.0
"""Lines on the border of a plot are drawn whole (px)."""


def flattened(drawing: str, areas: Sequence[Area]) -> str:
    """A drawing of Qt's with what it leaves to the reader applied to the curves: their scale, and where they are cut off.

    Qt writes curves in the units of their axes and asks for lines that do not scale; many readers scale them all the same. It does not
    write that a plot ends.

    Args:
        drawing: The text of the file.
        areas: What is inside the axes of each plot; no two above each other.
    """
    clips = "".join(
        f'<clipPath id="plot{place}"><rect x="{x - _ROOM:g}" y="{y - _ROOM:g}" width="{width + 2 * _ROOM:g}"'
        f' height="{height + 2 * _ROOM:g}"/></clipPath>'
        for place, (x, y, width, height) in enumerate(areas)
    )
    flat = _GROUP.sub(partial(_flatten, areas), drawing)
    return flat.replace("<defs>", f"<defs>{clips}", 1)


def _flatten(areas: Sequence[Area], group: re.Match[str]) -> str:
    content = group["content"]
    if _UNSCALED not in content:
        return group[0]
    a, b, c, d, e, f = (float(number) for number in group["matrix"].split(","))

    def moved(point: re.Match[str]) -> str:
        x, y = float(point[1]), float(point[2])
        return f"{a * x + c * y + e:.6g},{b * x + d * y + f:.6g}"

    def placed(shape: re.Match[str]) -> str:
        return f'{shape["name"]}="{_POINT.sub(moved, shape["points"])}"'

    flat = _SHAPE.sub(placed, content.replace(_UNSCALED, ""))
    return f"<g {_clip(areas, flat)}{group['look']}{group['rest'].lstrip()}>{flat}</g>"


def _clip(areas: Sequence[Area], content: str) -> str:
    """Says in which plot a curve is, which its first point tells: curves leave their plot at the top and bottom only."""
    first = _POINT.search(content)
    at = float(first[1]) if first is not None else 0.0
    inside = (place for place, (x, _, width, _) in enumerate(areas) if x - _ROOM <= at <= x + width + _ROOM)
    place = next(inside, None)
    return "" if place is None else f'clip-path="url(#plot{place})" '
