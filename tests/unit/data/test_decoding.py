import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from augstudio.data.decoding import Conversion, decode, flatten_alpha, to_bytes
from augstudio.errors import DataError


def decode_saved(image: Image.Image, path: Path, **options: object):
    image.save(path, **options)
    return decode(path, str(path))


def test_plain_rgb_and_gray_keep_their_pixels(tmp_path: Path) -> None:
    rgb = np.arange(4 * 5 * 3, dtype=np.uint8).reshape(4, 5, 3)
    decoded = decode_saved(Image.fromarray(rgb), tmp_path / "rgb.png")
    assert np.array_equal(decoded.pixels, rgb)
    assert decoded.conversions == ()
    gray = decode_saved(Image.fromarray(rgb[..., 0]), tmp_path / "gray.png")
    assert np.array_equal(gray.pixels, rgb[..., :1])


@pytest.mark.parametrize("orientation", range(2, 9))
def test_exif_orientation_is_applied(tmp_path: Path, orientation: int) -> None:
    upright = np.zeros((8, 16, 3), dtype=np.uint8)
    upright[:4, :8] = 255
    stored = {
        2: upright[:, ::-1],
        3: upright[::-1, ::-1],
        4: upright[::-1],
        5: upright.transpose(1, 0, 2),
        6: np.rot90(upright, 1),
        7: upright.transpose(1, 0, 2)[::-1, ::-1],
        8: np.rot90(upright, -1),
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    decoded = decode_saved(Image.fromarray(np.ascontiguousarray(stored)), tmp_path / "turned.png", exif=exif)
    assert np.array_equal(decoded.pixels, upright)
    assert decoded.conversions == (Conversion.ORIENTATION,)


def test_a_jpeg_from_a_phone_held_upright_stands_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    decoded = decode_saved(Image.new("RGB", (32, 16)), tmp_path / "phone.jpg", exif=exif)
    assert decoded.pixels.shape == (32, 16, 3)


def test_a_palette_becomes_its_colours(tmp_path: Path) -> None:
    image = Image.new("P", (2, 1))
    image.putpalette([10, 20, 30, 40, 50, 60])
    image.putdata([1, 0])
    decoded = decode_saved(image, tmp_path / "palette.png")
    assert decoded.pixels.tolist() == [[[40, 50, 60], [10, 20, 30]]]
    assert decoded.conversions == (Conversion.PALETTE,)


@pytest.mark.parametrize("transparency", [0, b"\x00\xff"])
def test_a_transparent_palette_entry_becomes_white(tmp_path: Path, transparency: int | bytes) -> None:
    image = Image.new("P", (2, 1))
    image.putpalette([10, 20, 30, 40, 50, 60])
    image.putdata([1, 0])
    decoded = decode_saved(image, tmp_path / "palette.png", transparency=transparency)
    assert decoded.pixels.tolist() == [[[40, 50, 60], [255, 255, 255]]]
    assert decoded.conversions == (Conversion.PALETTE, Conversion.ALPHA)


def test_alpha_is_blended_onto_white(tmp_path: Path) -> None:
    image = Image.fromarray(np.array([[[0, 100, 200, 255], [0, 100, 200, 0], [0, 100, 200, 51]]], dtype=np.uint8))
    decoded = decode_saved(image, tmp_path / "alpha.png")
    assert decoded.pixels.tolist() == [[[0, 100, 200], [255, 255, 255], [204, 224, 244]]]
    assert decoded.conversions == (Conversion.ALPHA,)


def test_gray_with_alpha_stays_gray(tmp_path: Path) -> None:
    decoded = decode_saved(Image.new("LA", (3, 2), (0, 127)), tmp_path / "la.png")
    assert decoded.pixels.shape == (2, 3, 1)
    assert np.all(decoded.pixels == 128)


def test_flattening_rounds_to_the_nearest_level_everywhere() -> None:
    colour, alpha = np.meshgrid(np.arange(256, dtype=np.uint8), np.arange(256, dtype=np.uint8))
    exact = (colour.astype(float) * alpha + 255.0 * (255 - alpha.astype(float))) / 255
    assert np.abs(flatten_alpha(np.stack((colour, alpha), axis=-1))[..., 0] - exact).max() <= 0.5


def test_sixteen_bits_keep_the_high_byte(tmp_path: Path) -> None:
    values = np.array([[0, 255, 256, 0x1234, 65535]], dtype=np.uint16)
    for suffix in ("png", "tif"):
        decoded = decode_saved(Image.fromarray(values), tmp_path / f"deep.{suffix}")
        assert decoded.pixels[0, :, 0].tolist() == [0, 0, 1, 0x12, 255]
        assert decoded.conversions == (Conversion.SIXTEEN_BIT,)


def test_sixteen_bits_in_a_pgm_are_scaled_like_those_in_a_png(tmp_path: Path) -> None:
    path = tmp_path / "deep.pgm"
    path.write_bytes(b"P5 3 1 65535\n" + np.array([100, 0x1234, 65535], dtype=">u2").tobytes())
    assert decode(path, "deep").pixels[0, :, 0].tolist() == [0, 0x12, 255]


def test_one_bit_becomes_black_and_white(tmp_path: Path) -> None:
    image = Image.fromarray(np.array([[True, False]]))
    decoded = decode_saved(image, tmp_path / "bits.png")
    assert decoded.pixels[..., 0].tolist() == [[255, 0]]
    assert decoded.conversions == (Conversion.BILEVEL,)


def test_cmyk_becomes_rgb(tmp_path: Path) -> None:
    decoded = decode_saved(Image.new("CMYK", (8, 8), (0, 255, 255, 0)), tmp_path / "print.jpg", quality=100)
    assert decoded.conversions == (Conversion.COLOUR_SPACE,)
    assert np.abs(decoded.pixels.astype(int) - [255, 0, 0]).max() <= 3


def test_floating_point_in_the_unit_range_is_stretched(tmp_path: Path) -> None:
    decoded = decode_saved(Image.fromarray(np.array([[0, 0.5, 1]], dtype=np.float32)), tmp_path / "float.tif")
    assert decoded.pixels[0, :, 0].tolist() == [0, 128, 255]
    assert decoded.conversions == (Conversion.UNIT_RANGE,)


def test_of_an_animation_the_first_frame_is_taken(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "blue")]
    decoded = decode_saved(frames[0], tmp_path / "moving.gif", save_all=True, append_images=frames[1:])
    assert decoded.pixels[0, 0].tolist() == [255, 0, 0]
    assert Conversion.FIRST_FRAME in decoded.conversions


def test_a_truncated_jpeg_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "half.jpg"
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    Image.fromarray(noise).save(path)
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(DataError, match=r"half\.jpg: cannot be read: .*truncated"):
        decode(path, str(path))


@pytest.mark.parametrize(
    "content", [b"these are words", b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n" + bytes(50), b"GIF89a"]
)
def test_bytes_that_are_no_image_are_refused_in_one_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "words.jpg"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"words\.jpg: ") as caught:
        decode(path, str(path))
    assert "\n" not in str(caught.value)


def test_a_file_that_went_away_is_said_to_be_gone(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="gone"):
        decode(tmp_path / "gone.png", "gone.png")


@pytest.mark.parametrize(
    ("values", "expected", "rule"),
    [
        (np.array([0, 7, 255], np.uint8), [0, 7, 255], ()),
        (np.array([False, True]), [0, 255], (Conversion.BILEVEL,)),
        (np.array([0, 256, 65535], np.uint16), [0, 1, 255], (Conversion.SIXTEEN_BIT,)),
        (np.array([0.0, 0.5, 1.0]), [0, 128, 255], (Conversion.UNIT_RANGE,)),
        (np.array([0.0, 99.6, 255.0]), [0, 100, 255], (Conversion.BYTE_RANGE,)),
        (np.array([0, 1, 200], np.int64), [0, 1, 200], (Conversion.BYTE_RANGE,)),
    ],
)
def test_numbers_of_any_type_become_bytes_by_one_rule(values, expected, rule) -> None:
    decoded = to_bytes(values, "x")
    assert decoded.pixels.tolist() == expected
    assert decoded.pixels.dtype == np.uint8
    assert decoded.conversions == rule


@pytest.mark.parametrize("values", [[-1.0, 0], [0.0, 256], [0.5, np.nan], [0.5, np.inf], [-1, 3], [1j], ["a"]])
def test_numbers_outside_every_rule_are_refused(values) -> None:
    with pytest.raises(DataError, match="x: "):
        to_bytes(np.array(values), "x")


def bitmap_header(width: int, height: int) -> bytes:
    """Of a BMP file without any pixels."""
    return struct.pack("<2sIHHIIiiHHIIiiII", b"BM", 54, 0, 0, 54, 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0)


def test_a_size_that_fills_the_memory_is_refused_with_its_numbers(tmp_path: Path) -> None:
    path = tmp_path / "bomb.bmp"
    path.write_bytes(bitmap_header(20_000, 10_000))
    with pytest.raises(DataError, match=r"bomb\.bmp: 20000 × 10000 pixels, more than we decode \(178,956,970 in all\)"):
        decode(path, str(path))


def test_a_large_size_is_no_reason_for_pillow_to_warn(tmp_path: Path) -> None:
    path = tmp_path / "large.bmp"
    path.write_bytes(bitmap_header(12_000, 10_000))  # warnings are errors in tests; without pixels it is cut short
    with pytest.raises(DataError, match=r"large\.bmp: cannot be read: .*(truncated|broken)"):
        decode(path, str(path))


def test_what_the_system_refuses_is_said_in_its_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Image, "open", refuse)
    with pytest.raises(DataError) as caught:
        decode(tmp_path / "locked.png", "locked.png")
    assert str(caught.value) == "locked.png: cannot be read: permission denied"
