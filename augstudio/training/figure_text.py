"""Text on figures: one typeface on every machine, and no line longer than there is room for."""

from typing import TYPE_CHECKING

from augstudio.resource_files import resource

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def set_typeface(figure: "Figure") -> None:
    """Sets the typeface that comes along, the same on every machine, on each text: registering it would be global."""
    from matplotlib.text import Text  # noqa: PLC0415 -- slow, and needed at the end of a run only

    figure.draw_without_rendering()  # makes the tick labels
    for text in figure.findobj(Text):
        properties = text.get_fontproperties()
        heavy = properties.get_weight() == "bold"
        properties.set_file(str(resource("fonts", "Inter-SemiBold.otf" if heavy else "Inter-Regular.otf")))


def fitting(text: str, most: int) -> str:
    """The text on one line, cut off where it has more characters than there is room for."""
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1]}…"
