"""Files and arrays of every common kind, brought to 8-bit gray or RGB by stated rules."""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageFile, ImageOps, UnidentifiedImageError

from augstudio.data.reasons import plain_reason
from augstudio.errors import DataError

MOST_PIXELS = 178_956_970
"""Of one image, half a gigabyte as RGB: a small file that claims more is rather meant to fill the memory."""

# Pillow warns of half as many on stderr, whoever is listening. The check here is made before any pixel is decoded, and for every file;
# a filter of warnings would belong to the whole process and not be safe between threads.
Image.MAX_IMAGE_PIXELS = None


class Conversion(Enum):
    """What was done to an image that is not plain 8-bit gray or RGB; the value is the rule, as told to users."""

    ORIENTATION = "EXIF orientation applied, so that the picture stands upright"
    FIRST_FRAME = "several frames or pages: the first one is used"
    BILEVEL = "one bit a pixel: 0 and 255"
    PALETTE = "palette: each pixel's RGB colour"
    ALPHA = "alpha: blended onto white"
    SIXTEEN_BIT = "16 bits a channel: the high byte is kept"
    UNIT_RANGE = "floating point in [0, 1]: times 255, rounded"
    BYTE_RANGE = "other numbers in [0, 255]: rounded to 8 bits"
    COLOUR_SPACE = "CMYK, YCbCr or HSV: RGB by Pillow's formula, without colour profiles"


@dataclass(frozen=True, slots=True, eq=False)
class DecodedImage:
    """An image as everything behind this module sees it.

    Attributes:
        pixels: (H, W, C) uint8 with C = 1 or 3; (N, H, W, C) for a whole array of images.
        conversions: What was done to get there, in order; empty for a plain 8-bit image.
    """

    pixels: NDArray[np.uint8]
    conversions: tuple[Conversion, ...] = ()


def decode(file: Path | BinaryIO, place: str) -> DecodedImage:
    """Read one image file.

    Args:
        file: The file, or a stream of its bytes.
        place: What to call it in an error message.

    Raises:
        DataError: It is no image, is damaged, or holds pixels that no rule covers.
    """
    try:
        with Image.open(file) as image:
            _refuse_huge(image, place)
            return _decode(image, place)
    except DataError:
        raise
    except UnidentifiedImageError as error:
        raise DataError(f"{place}: not an image of a kind we can read") from error
    except FileNotFoundError as error:
        raise DataError(f"{place}: the file is gone") from error
    except Exception as error:  # Pillow's readers raise nearly any type on damaged bytes
        raise DataError(f"{place}: cannot be read: {plain_reason(error)}") from error


def flatten_alpha(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Blend onto white: (..., C + 1) uint8 with alpha last becomes (..., C)."""
    colour, alpha = pixels[..., :-1].astype(np.uint16), pixels[..., -1:].astype(np.uint16)
    # At most 255 * 255 + 127, which 16 bits hold.
    return ((colour * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)


def to_bytes(values: NDArray[Any], place: str) -> DecodedImage:
    """Bring numbers of any type to 8 bits; the shape stays. One rule holds for the whole array.

    Args:
        values: uint8, bool, uint16, or any other numbers that lie in [0, 1] (floating point) or [0, 255].
        place: What to call the array in an error message.

    Raises:
        DataError: Numbers outside those ranges, NaN, or no numbers at all.
    """
    if values.dtype == np.uint8:
        return DecodedImage(values)
    if values.dtype == np.bool_:
        return DecodedImage(values.astype(np.uint8) * np.uint8(255), (Conversion.BILEVEL,))
    if values.dtype.kind == "u" and values.dtype.itemsize == 2:
        return DecodedImage((values >> 8).astype(np.uint8), (Conversion.SIXTEEN_BIT,))
    if values.dtype.kind not in "iuf":
        raise DataError(f"{place}: pixels of type {values.dtype}; save them as uint8")
    low, high = (values.min(), values.max()) if values.size else (0, 0)
    if values.dtype.kind == "f" and low >= 0 and high <= 1:
        return DecodedImage(np.rint(values * 255).astype(np.uint8), (Conversion.UNIT_RANGE,))
    if low >= 0 and high <= 255:
        return DecodedImage(np.rint(values).astype(np.uint8), (Conversion.BYTE_RANGE,))
    raise DataError(
        f"{place}: {values.dtype} pixels from {low:g} to {high:g}; save them as uint8, uint16, or floats in [0, 1]"
    )


def _refuse_huge(file: ImageFile.ImageFile, place: str) -> None:
    if file.width * file.height > MOST_PIXELS:
        size = f"{file.width} × {file.height} pixels"
        raise DataError(f"{place}: {size}, more than we decode ({MOST_PIXELS:,} in all); make it smaller")


def _decode(file: ImageFile.ImageFile, place: str) -> DecodedImage:
    conversions = []
    if getattr(file, "is_animated", False):
        conversions.append(Conversion.FIRST_FRAME)
    # Pillow itself keeps the high byte of 16-bit colour; only the raw mode of its tiles still tells.
    sixteen_bit = any(";16" in str(tile[3]) for tile in file.tile)
    upright: Image.Image = file
    if file.getexif().get(ExifTags.Base.Orientation, 1) in range(2, 9):
        upright = ImageOps.exif_transpose(file)
        conversions.append(Conversion.ORIENTATION)
    decoded = _to_gray_or_rgb(upright, place)
    conversions += decoded.conversions
    if sixteen_bit and Conversion.SIXTEEN_BIT not in conversions:
        conversions.append(Conversion.SIXTEEN_BIT)
    return DecodedImage(decoded.pixels, tuple(conversions))


def _to_gray_or_rgb(image: Image.Image, place: str) -> DecodedImage:
    mode = image.mode
    if mode in {"P", "PA"}:
        transparent = mode == "PA" or "transparency" in image.info
        looked_up = _to_gray_or_rgb(image.convert("RGBA" if transparent else "RGB"), place)
        return DecodedImage(looked_up.pixels, (Conversion.PALETTE, *looked_up.conversions))
    if mode in {"L", "RGB"} and "transparency" in image.info:
        return _to_gray_or_rgb(image.convert("LA" if mode == "L" else "RGBA"), place)
    if mode in {"L", "RGB"}:
        return DecodedImage(_with_channels(np.array(image)))
    if mode in {"LA", "RGBA"}:
        return DecodedImage(flatten_alpha(np.asarray(image)), (Conversion.ALPHA,))
    if mode in {"1", "F"} or mode.startswith("I"):
        decoded = to_bytes(_numbers(image), place)
        return DecodedImage(_with_channels(decoded.pixels), decoded.conversions)
    return DecodedImage(np.array(image.convert("RGB")), (Conversion.COLOUR_SPACE,))


def _numbers(image: Image.Image) -> NDArray[Any]:
    values = np.asarray(image)
    # Pillow hands 16-bit PGM (and, before version 11, PNG) files over as 32-bit integers.
    if image.mode == "I" and values.size and values.min() >= 0 and values.max() <= 65535:
        return values.astype(np.uint16)
    return values


def _with_channels(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return pixels if pixels.ndim == 3 else pixels[..., np.newaxis]
