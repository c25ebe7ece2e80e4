"""Where a training can run on this machine, without loading torch for the question."""

import platform
import sys
from pathlib import Path

AUTOMATIC = "auto"
DEVICE_TITLES = {AUTOMATIC: "Auto", "cuda": "CUDA GPU", "mps": "Apple GPU", "cpu": "CPU"}
"""Devices by name, with what the window calls them."""
_GPU_DRIVERS = (Path("/proc/driver/nvidia/version"), Path("/dev/kfd"), Path("C:/Windows/System32/nvcuda.dll"))


def devices_here() -> tuple[str, ...]:
    """Device names for `TrainingConfig`: `auto` first.

    Asks torch where it is loaded already; loading it takes seconds, so before that the drivers' traces answer. A wrong
    guess costs nothing: a training on a device that is not there says so.
    """
    torch = sys.modules.get("torch")
    if torch is not None and hasattr(torch, "backends"):
        cuda, mps = bool(torch.cuda.is_available()), bool(torch.backends.mps.is_available())
    else:
        cuda = any(trace.exists() for trace in _GPU_DRIVERS)
        mps = sys.platform == "darwin" and platform.machine() == "arm64"
    return (AUTOMATIC, *(["cuda"] if cuda else []), *(["mps"] if mps else []), "cpu")
