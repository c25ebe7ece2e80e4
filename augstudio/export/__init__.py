"""Exports a pipeline as code and configuration for other frameworks.

`augstudio.export` is this package and the function `augstudio.export(pipeline, ...)` at once: the package can be called.
"""

import sys
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from augstudio.export.chain import Chains
    from augstudio.export.exporter import Format, Framework, Style
    from augstudio.pipeline.model import Pipeline


class _CallableModule(ModuleType):
    def __call__(
        self,
        pipeline: "Pipeline",
        *,
        framework: "Framework | str" = "torch",
        format: "Format | str" = "python",  # noqa: A002 -- the argument's public name
        style: "Style | str" = "native",
        mode: "Chains | str" = "both",
    ) -> str:
        """`augstudio.export.exporter.export`."""
        from augstudio.export.exporter import export  # noqa: PLC0415 -- the package is also imported for its parts

        return export(pipeline, framework=framework, format=format, style=style, mode=mode)


sys.modules[__name__].__class__ = _CallableModule
