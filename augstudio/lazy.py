"""Libraries that are loaded on first use, so that the commands which only read and write text start in a blink.

`from augstudio.lazy import numpy as np` costs nothing until `np.something` is touched.
"""

import importlib
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as numpy  # noqa: ICN001, PLC0414 -- re-exported
    import torch as torch  # noqa: PLC0414 -- re-exported
else:

    class _LazyModule(ModuleType):
        """Stands for a module until one of its attributes is asked for."""

        def __getattr__(self, attribute: str) -> Any:
            return getattr(importlib.import_module(self.__name__), attribute)

    numpy = _LazyModule("numpy")
    torch = _LazyModule("torch")
