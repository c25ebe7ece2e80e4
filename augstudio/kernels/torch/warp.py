"""Sampling images at places given by a projective map."""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn.functional import grid_sample

_FAR_OUTSIDE = 1e4
"""In `grid_sample`'s coordinates, where the image spans -1 to 1."""


def warp(
    images: Tensor, matrices: Tensor, height: int, width: int, interpolation: str, fill: Sequence[float]
) -> Tensor:
    """Fills each output pixel from the place in its image that its matrix names.

    Args:
        images: (B, C, H, W) float32.
        matrices: (B, 3, 3) float64: output pixel index (x, y, 1) to input pixel index.
        height: Rows of the result (px).
        width: Columns of the result (px).
        interpolation: `nearest` or `bilinear`.
        fill: Value outside the image, one or one per channel. Zero: pixels outside count as black, once. Any other: the result is blended
            with the fill by the warped mask, so that the border is weighted twice; both as in torchvision (`fill=None`, `fill=v`).

    Returns:
        (B, C, height, width) float32.
    """
    grid = _sampling_grid(images, matrices, height, width)
    warped = grid_sample(images, grid, mode=interpolation, padding_mode="zeros", align_corners=False)
    if not any(fill):
        return warped
    values = torch.tensor(fill, dtype=images.dtype, device=images.device).view(1, -1, 1, 1)
    inside = grid_sample(
        torch.ones_like(images[:, :1]), grid, mode=interpolation, padding_mode="zeros", align_corners=False
    )
    if interpolation == "nearest":
        return torch.where(inside < 0.5, values, warped)
    return warped * inside + (1 - inside) * values


def sample_once(
    images: Tensor,
    matrices: Tensor,
    height: int,
    width: int,
    frames: Sequence[tuple[Tensor, int, int, Sequence[float]]],
) -> Tensor:
    """Samples bilinearly at places that several maps lead to, and fills what lies outside any border on the way.

    Args:
        images: (B, C, H, W) float32.
        matrices: (B, 3, 3) float64: output pixel index (x, y, 1) to input pixel index.
        height: Rows of the result (px).
        width: Columns of the result (px).
        frames: For each border, in the order they are crossed: maps (B, 3, 3) from output pixel to pixel of the image with that border,
            its height and width (px), and the value outside.

    Returns:
        (B, C, height, width) float32.
    """
    grid = _sampling_grid(images, matrices, height, width)
    result = grid_sample(images, grid, mode="bilinear", padding_mode="border", align_corners=False)
    for maps, rows, columns, fill in frames:
        x, y = _places(maps.to(images.device, torch.float32), height, width)
        inside = _share_inside(x, columns) * _share_inside(y, rows)
        result = result * inside
        if any(fill):
            values = torch.tensor(fill, dtype=images.dtype, device=images.device).view(1, -1, 1, 1)
            result = result * inside + (1 - inside) * values
    return result


def _share_inside(places: Tensor, length: int) -> Tensor:
    """What a bilinear sample at each place (B, H, W) takes from pixels 0 .. length - 1, (B, 1, H, W)."""
    return ((places + 1).clamp(0, 1) * (length - places).clamp(0, 1)).nan_to_num_(nan=0.0).unsqueeze(1)


def _places(maps: Tensor, height: int, width: int) -> tuple[Tensor, Tensor]:
    """Where maps (B, 3, 3) float32 lead from each output pixel: x and y, (B, height, width) each."""
    y = torch.arange(height, dtype=torch.float32, device=maps.device).view(1, height, 1)
    x = torch.arange(width, dtype=torch.float32, device=maps.device).view(1, 1, width)
    term = maps[:, :, :, None, None]
    places = [term[:, row, 0] * x + term[:, row, 1] * y + term[:, row, 2] for row in range(3)]
    return places[0] / places[2], places[1] / places[2]


def _sampling_grid(images: Tensor, matrices: Tensor, height: int, width: int) -> Tensor:
    """Places in `grid_sample`'s coordinates, where -1 and 1 are the outer edges of the border pixels; (B, height, width, 2)."""
    rows, columns = images.shape[-2:]
    to_grid = torch.tensor(
        [[2 / columns, 0, 1 / columns - 1], [0, 2 / rows, 1 / rows - 1], [0, 0, 1]], dtype=torch.float64
    )
    grid = torch.stack(_places((to_grid @ matrices.cpu()).to(images.device, torch.float32), height, width), dim=-1)
    # A projective map sends a line to infinity; what is far outside is black, what is no number would spread.
    return grid.nan_to_num_(nan=_FAR_OUTSIDE).clamp_(-_FAR_OUTSIDE, _FAR_OUTSIDE)


def displace(images: Tensor, fields: Tensor) -> Tensor:
    """Fills each output pixel from a place near it, bilinearly; black outside.

    Args:
        images: (B, C, H, W) float32.
        fields: (B, 2, H, W) float32: how far to the right and down (px) each output pixel looks.
    """
    batch, _, height, width = images.shape
    identity = torch.eye(3, dtype=torch.float64)[None]
    grid = _sampling_grid(images, identity, height, width).expand(batch, -1, -1, -1)
    moved = grid + fields.permute(0, 2, 3, 1) * fields.new_tensor([2 / width, 2 / height])
    return grid_sample(images, moved, mode="bilinear", padding_mode="zeros", align_corners=False)
