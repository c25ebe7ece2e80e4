"""What the names of a Python source stand for: its imports, and the names that everyone uses where it imports nothing."""

import ast

CUSTOMARY = {
    "A": "albumentations",
    "F": "torchvision.transforms.functional",
    "T": "torchvision.transforms",
    "albumentations": "albumentations",
    "keras": "keras",
    "layers": "keras.layers",
    "nn": "torch.nn",
    "np": "numpy",
    "tf": "tensorflow",
    "torch": "torch",
    "torchvision": "torchvision",
    "transforms": "torchvision.transforms",
    "v2": "torchvision.transforms.v2",
}
"""What a name is short for by custom: pieces of code are pasted without their imports."""


class Imports:
    """The names that a source imports, and the modules of which it takes every name."""

    def __init__(self) -> None:
        self._paths: dict[str, str] = {}
        self._stars: list[str] = []
        self.assumed: dict[str, str] = {}
        """Names that were taken for what they are by custom, as no import says it."""

    def add(self, statement: ast.Import | ast.ImportFrom) -> None:
        """Takes note of an import."""
        match statement:
            case ast.Import(names=names):
                for each in names:
                    root = each.name.partition(".")[0]
                    self._paths[each.asname or root] = each.name if each.asname else root
            case ast.ImportFrom(module=module, names=names, level=level):
                origin = "." * level + (module or "")
                for each in names:
                    self._add_member(origin, each)

    def _add_member(self, origin: str, member: ast.alias) -> None:
        if member.name == "*":
            self._stars.append(origin)
        else:
            self._paths[member.asname or member.name] = f"{origin}.{member.name}"

    def path(self, name: str) -> str | None:
        """What a name stands for; None where nothing says it."""
        if name in self._paths:
            return self._paths[name]
        if name in CUSTOMARY:
            self.assumed[name] = CUSTOMARY[name]
            return CUSTOMARY[name]
        return f"{self._stars[0]}.{name}" if len(self._stars) == 1 else None
