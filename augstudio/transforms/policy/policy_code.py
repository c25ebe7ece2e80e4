"""How far policies in other frameworks are from what the preview shows."""

_FLOATS = (
    "on floats Posterize is darker by up to 1/255, and Equalize cuts values off to 8 bits where the preview rounds: after another "
    "operation an image can differ by up to 0.02 on average"
)
_TIES = "places half-way between two pixels may take the other pixel when the image is turned or slanted"

TORCH = f"{_FLOATS}; {_TIES}; a move may be a pixel shorter"
TORCH_BLENDED = _FLOATS
TENSORFLOW = _TIES
KERAS = _TIES
