"""JPEG as arithmetic: what libjpeg's encoder and decoder compute, bit by bit, without a file in between.

Frameworks have no codec that works on batches, in models and on every device. Writing the coefficients to a file and reading them back
changes nothing, so that it is left out. All numbers are whole: int32, sums over eight products rather than products of matrices, which
graphics cards have for floats only.
"""

import keras
from keras import ops

from augstudio.kernels.keras.bytes import from_bytes, to_bytes
from augstudio.kernels.keras.chance import RandomWholeNumber
from augstudio.kernels.keras.geometry import pad

DCT = [
    [8192, 8192, 8192, 8192, 8192, 8192, 8192, 8192],
    [11363, 9633, 6437, 2260, -2260, -6437, -9633, -11363],
    [10703, 4433, -4433, -10703, -10703, -4433, 4433, 10703],
    [9633, -2259, -11362, -6436, 6436, 11362, 2259, -9633],
    [8192, -8192, -8192, 8192, 8192, -8192, -8192, 8192],
    [6437, -11362, 2261, 9633, -9633, -2261, 11362, -6437],
    [4433, -10704, 10704, -4433, -4433, 10704, -10704, 4433],
    [2260, -6436, 9633, -11363, 11363, -9633, 6436, -2260],
]
LUMINANCE_STEPS = [
    [16, 11, 10, 16, 24, 40, 51, 61],
    [12, 12, 14, 19, 26, 58, 60, 55],
    [14, 13, 16, 24, 40, 57, 69, 56],
    [14, 17, 22, 29, 51, 87, 80, 62],
    [18, 22, 37, 56, 68, 109, 103, 77],
    [24, 35, 55, 64, 81, 104, 113, 92],
    [49, 64, 78, 87, 103, 121, 120, 101],
    [72, 92, 95, 98, 112, 100, 103, 99],
]
CHROMINANCE_STEPS = [
    [17, 18, 24, 47, 99, 99, 99, 99],
    [18, 21, 26, 66, 99, 99, 99, 99],
    [24, 26, 56, 99, 99, 99, 99, 99],
    [47, 66, 99, 99, 99, 99, 99, 99],
    [99, 99, 99, 99, 99, 99, 99, 99],
    [99, 99, 99, 99, 99, 99, 99, 99],
    [99, 99, 99, 99, 99, 99, 99, 99],
    [99, 99, 99, 99, 99, 99, 99, 99],
]
TO_YCC = [[19595, -11059, 32768], [38470, -21709, -27439], [7471, 32768, -5329]]
FROM_YCC = [[65536, 65536, 65536], [0, -22554, 116130], [91881, -46802, 0]]


@keras.saving.register_keras_serializable()
class Jpeg(RandomWholeNumber):
    """Compresses each image as a JPEG file of a drawn quality, and reads it back.

    Computed as libjpeg does, bit by bit, because Keras has no codec.
    """

    def change(
        self,
        images: keras.KerasTensor,
        value: keras.KerasTensor,
    ) -> keras.KerasTensor:
        values, quality = to_bytes(images), value[..., None, None]
        if images.shape[-1] == 1:
            return from_bytes(through_blocks(values, LUMINANCE_STEPS, quality))
        rows, columns = images.shape[1:3]
        # Chrominance lies around 128, from which libjpeg takes a hair off.
        offsets = ops.array([0, 2**23 - 1, 2**23 - 1], "int32")
        ycc = shifted(along_rows(values, TO_YCC) + offsets, 16)
        luminance = through_blocks(ycc[..., :1], LUMINANCE_STEPS, quality)
        small = through_blocks(halved(ycc[..., 1:]), CHROMINANCE_STEPS, quality)
        chrominance = doubled(small[:, :, : -(-columns // 2)], rows, columns) - 128
        ycc = ops.concatenate([luminance, chrominance], axis=-1)
        rgb = shifted(along_rows(ycc, FROM_YCC), 16)
        return from_bytes(ops.clip(rgb, 0, 255))


def shifted(values: keras.KerasTensor, bits: int) -> keras.KerasTensor:
    """Divides by a power of two, and rounds halves up."""
    return ops.right_shift(values + 2 ** (bits - 1), bits)


def along_rows(
    values: keras.KerasTensor,
    matrix: list[list[int]],
) -> keras.KerasTensor:
    """Multiplies by a matrix from the right, in whole numbers."""
    lines = ops.array(matrix, "int32")
    return sum(values[..., i, None] * lines[i] for i in range(len(matrix)))


def along_columns(
    values: keras.KerasTensor,
    matrix: list[list[int]],
) -> keras.KerasTensor:
    """Multiplies by the transpose of a matrix from the left, in whole numbers."""
    lines = ops.array(matrix, "int32")[..., None]
    return sum(values[..., i, None, :] * lines[i] for i in range(len(matrix)))


def through_blocks(
    planes: keras.KerasTensor,
    steps: list[list[int]],
    quality: keras.KerasTensor,
) -> keras.KerasTensor:
    """Rounds the frequencies of each 8 x 8 block of (B, H, W, C) to whole steps."""
    rows, columns, channels = planes.shape[1:]
    planes = pad(planes, (0, -rows % 8), (0, -columns % 8), "edge", 0)
    tall, wide = planes.shape[1] // 8, planes.shape[2] // 8
    blocks = ops.reshape(planes, (-1, tall, 8, wide, 8, channels))
    blocks = ops.transpose(blocks, (0, 1, 3, 5, 2, 4)) - 128
    percent = ops.where(quality < 50, 5000 // quality, 200 - 2 * quality)
    step = ops.clip((ops.array(steps, "int32") * percent + 50) // 100, 1, 255)
    turned = [list(line) for line in zip(*DCT, strict=True)]
    waves = shifted(along_columns(shifted(along_rows(blocks, turned), 11), turned), 15)
    waves = (ops.abs(waves) + 4 * step) // (8 * step) * step * ops.sign(waves)
    blocks = shifted(along_rows(shifted(along_columns(waves, DCT), 11), DCT), 18) + 128
    planes = ops.transpose(ops.clip(blocks, 0, 255), (0, 1, 4, 2, 5, 3))
    planes = ops.reshape(planes, (-1, 8 * tall, 8 * wide, channels))
    return planes[:, :rows, :columns]


def halved(planes: keras.KerasTensor) -> keras.KerasTensor:
    """Averages 2 x 2 pixels; halves are rounded down and up in turn.

    Blocks are filled up to the right before that, and downwards after it.
    """
    rows, columns = planes.shape[1:3]
    planes = pad(planes, (0, -rows % 2), (0, -columns % 16), "edge", 0)
    lines = planes[:, ::2] + planes[:, 1::2]
    sums = lines[:, :, ::2] + lines[:, :, 1::2]
    turn = ops.arange(sums.shape[2], dtype="int32")[:, None] % 2
    return ops.right_shift(sums + 1 + turn, 2)


def doubled(
    planes: keras.KerasTensor,
    rows: int,
    columns: int,
) -> keras.KerasTensor:
    """Interpolates to twice the size, three parts of the nearer pixel to one."""
    if columns <= 4:  # too narrow for libjpeg to interpolate
        planes = ops.repeat(ops.repeat(planes, 2, axis=1), 2, axis=2)
        return planes[:, :rows, :columns]
    tall, wide, channels = planes.shape[1:]
    planes = pad(planes, (1, 1), (1, 1), "edge", 0)
    near = 3 * planes[:, 1:-1]
    planes = ops.stack([near + planes[:, :-2], near + planes[:, 2:]], axis=2)
    planes = ops.reshape(planes, (-1, 2 * tall, wide + 2, channels))
    near = 3 * planes[:, :, 1:-1]
    sides = [near + planes[:, :, :-2] + 8, near + planes[:, :, 2:] + 7]
    planes = ops.reshape(ops.stack(sides, axis=3), (-1, 2 * tall, 2 * wide, channels))
    return ops.right_shift(planes, 4)[:, :rows, :columns]
