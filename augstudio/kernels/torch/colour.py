"""Pointwise changes of value: torchvision's definitions, on float32 in [0, 1], clamped, one amount per image."""

import torch
from torch import Tensor

GRAY_WEIGHTS = (0.2989, 0.587, 0.114)
"""ITU-R BT.601 luma as torchvision and PIL round it; they sum to 0.9999."""


def gray(images: Tensor) -> Tensor:
    """The luma of (B, 3, H, W) images, (B, 1, H, W); one channel is returned as it is."""
    if images.shape[1] == 1:
        return images
    red, green, blue = images.unbind(1)
    weights = GRAY_WEIGHTS
    return (red * weights[0] + green * weights[1] + blue * weights[2]).unsqueeze(1)


def blend(images: Tensor, others: Tensor, amounts: Tensor) -> Tensor:
    """`amount * image + (1 - amount) * other`, clamped to [0, 1]; amounts (B,), others broadcast."""
    weight = amounts.view(-1, 1, 1, 1)
    return (images * weight + others * (1 - weight)).clamp_(0, 1)


def scale(images: Tensor, amounts: Tensor) -> Tensor:
    """Brightness: every value times the amount (B,)."""
    return (images * amounts.view(-1, 1, 1, 1)).clamp_(0, 1)


def shift(images: Tensor, amounts: Tensor) -> Tensor:
    """Additive brightness: every value plus the amount (B,)."""
    return (images + amounts.view(-1, 1, 1, 1)).clamp_(0, 1)


def contrast_gray(images: Tensor, amounts: Tensor) -> Tensor:
    """Contrast about the mean of the gray image, as torchvision and PIL."""
    return blend(images, _mean(gray(images)), amounts)


def contrast_channel(images: Tensor, amounts: Tensor) -> Tensor:
    """Contrast about each channel's own mean, as tf.image and Keras."""
    return blend(images, images.mean(dim=3, keepdim=True).mean(dim=2, keepdim=True), amounts)


def saturation(images: Tensor, amounts: Tensor) -> Tensor:
    """Blend with the gray image, as torchvision and PIL; one channel is returned as it is."""
    if images.shape[1] == 1:
        return images
    return blend(images, gray(images), amounts)


def turn_hue(images: Tensor, amounts: Tensor) -> Tensor:
    """Turns the hue of HSV by a fraction of a circle (B,); one channel is returned as it is.

    Back from HSV by `v - v s max(0, min(k, 4 - k, 1))` with `k = (n + 6 h) mod 6` and n = 5, 3, 1 for red, green, blue: the closed form
    of the usual six cases.
    """
    if images.shape[1] == 1:
        return images
    red, green, blue = images.unbind(1)
    value, low = images.amax(dim=1), images.amin(dim=1)
    chroma = value - low
    divisor = torch.where(chroma > 0, chroma, 1)
    sector = torch.where(
        value == red,
        (green - blue) / divisor,
        torch.where(value == green, 2 + (blue - red) / divisor, 4 + (red - green) / divisor),
    )
    turned = sector + 6 * amounts.view(-1, 1, 1)
    channels = []
    for offset in (5, 3, 1):
        k = torch.remainder(turned + offset, 6)
        channels.append(value - chroma * torch.minimum(k, 4 - k).clamp_(0, 1))
    return torch.stack(channels, dim=1).clamp_(0, 1)


def gamma(images: Tensor, amounts: Tensor) -> Tensor:
    """Every value to the power of the amount (B,).

    In float64, because torch's float32 power differs in the last bit between its vectorised loop and the few values left over after it:
    an image's bits would depend on its place in the batch.
    """
    return images.double().pow(amounts.view(-1, 1, 1, 1).double()).to(images.dtype).clamp_(0, 1)


def solarize(images: Tensor, amounts: Tensor) -> Tensor:
    """Inverts the values that reach the amount (B,)."""
    return torch.where(images >= amounts.view(-1, 1, 1, 1), 1 - images, images).clamp_(0, 1)


def invert(images: Tensor) -> Tensor:
    """The negative."""
    return (1 - images).clamp_(0, 1)


def autocontrast(images: Tensor) -> Tensor:
    """Stretches each channel so that its smallest value becomes 0 and its largest 1; a flat channel stays as it is."""
    low, high = images.amin(dim=(2, 3), keepdim=True), images.amax(dim=(2, 3), keepdim=True)
    flat = high == low
    return ((images - low.masked_fill(flat, 0)) / (high - low).masked_fill(flat, 1)).clamp_(0, 1)


def standardize(images: Tensor, mean: Tensor, std: Tensor) -> Tensor:
    """`(image - mean) / std` with mean and std of one or C values; not clamped."""
    return (images - mean.view(1, -1, 1, 1)) / std.view(1, -1, 1, 1)


def standardize_each(images: Tensor) -> Tensor:
    """`(image - mean) / max(std, 1 / sqrt(n))` of each image's own n values, as `tf.image.per_image_standardization`; not clamped."""
    mean = _mean(images)
    centred = images - mean
    deviation = _mean(centred * centred).sqrt().clamp_(min=images[0].numel() ** -0.5)
    return centred / deviation


def _mean(images: Tensor) -> Tensor:
    """The mean of each image, (B, 1, 1, 1): rows first.

    A sum of everything in one is split among threads when it is large, so that a batch of one would be summed in another order.
    """
    return images.mean(dim=3, keepdim=True).mean(dim=(1, 2), keepdim=True)
