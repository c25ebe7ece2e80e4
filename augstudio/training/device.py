"""Which processor a training runs on."""

import torch

from augstudio.errors import TrainingError

AUTO = "auto"


def choose_device(asked: str) -> torch.device:
    """The device to train on.

    Args:
        asked: `auto` takes a CUDA GPU, else an Apple GPU, else the CPU; or a device by name: `cpu`, `cuda`, `cuda:1`, `mps`.

    Raises:
        TrainingError: It is not there; the message says what is.
    """
    there = available_devices()
    if asked == AUTO:
        return torch.device(there[-1])
    names = {*there, *(f"cuda:{number}" for number in range(torch.cuda.device_count()))}
    if asked not in names:
        raise TrainingError(f"no device {asked!r} on this machine; there is {', '.join(reversed(there))} (or auto)")
    return torch.device(asked)


def available_devices() -> tuple[str, ...]:
    """Kinds of device that this machine has, the fastest last."""
    there = ["cpu"]
    if torch.backends.mps.is_available():
        there.append("mps")
    if torch.cuda.is_available():
        there.append("cuda")
    return tuple(there)


def finish_work(device: torch.device) -> None:
    """Waits until the device has done what it was given, so that clocks tell the truth."""
    match device.type:
        case "cuda":
            torch.cuda.synchronize(device)
        case "mps":
            torch.mps.synchronize()


def cache_bytes(device: torch.device) -> int:
    """How much memory of a device prepared images may fill."""
    if device.type == "cuda":
        free, _ = torch.cuda.mem_get_info(device)
        return free // 4
    return 2 * 1024**3
