import errno
import os
import stat
from pathlib import Path

import pytest

from augstudio.atomic_file import write_atomically
from augstudio.errors import AugStudioError

posix = pytest.mark.skipif(os.name != "posix", reason="modes and links are POSIX")


def test_text_is_utf_8_and_bytes_are_bytes(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a", "°\n")
    write_atomically(str(tmp_path / "b"), b"\x00\r\n")
    assert (tmp_path / "a").read_bytes() == b"\xc2\xb0\n"
    assert (tmp_path / "b").read_bytes() == b"\x00\r\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


@posix
def test_the_mode_of_the_old_file_stays_and_a_new_one_follows_the_mask(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_text("x")
    old.chmod(0o604)
    mask = os.umask(0o027)
    try:
        write_atomically(old, "y")
        write_atomically(new, "y")
    finally:
        os.umask(mask)
    assert stat.S_IMODE(old.stat().st_mode) == 0o604
    assert stat.S_IMODE(new.stat().st_mode) == 0o640


@posix
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    target = tmp_path / "folder" / "target"
    target.write_text("old")
    (tmp_path / "link").symlink_to(target)
    write_atomically(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert target.read_text() == "new"


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_full_disk_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    path = tmp_path / "p.yaml"
    path.write_text("old")

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    owner: object = os if call == "fsync" else Path
    monkeypatch.setattr(owner, call, fail)
    with pytest.raises(AugStudioError, match=r"p\.yaml: cannot be written: no space left on device$"):
        write_atomically(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_ctrl_c_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(tmp_path / "p.yaml", "new")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_and_a_folder_as_file_are_told(tmp_path: Path) -> None:
    with pytest.raises(AugStudioError, match="there is no folder"):
        write_atomically(tmp_path / "no" / "p", "x")
    with pytest.raises(AugStudioError, match="cannot be written: it is a folder"):
        write_atomically(tmp_path, "x")


def test_a_name_as_long_as_names_can_be(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 255)
    write_atomically(path, "x")
    assert path.read_text() == "x"
