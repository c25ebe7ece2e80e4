"""Import statements, merged and sorted."""

import sys
from collections.abc import Iterable

from augstudio.export.python_text import Import


def import_lines(imports: Iterable[Import]) -> list[str]:
    """The statements: the standard library first, then a blank line and the rest; `import` before `from`."""
    wanted = set(imports)
    standard = {each for each in wanted if each[0].partition(".")[0] in sys.stdlib_module_names}
    groups = [_statements(group) for group in (standard, wanted - standard) if group]
    return [line for group in groups for line in ("", *group)][1:]


def _statements(imports: Iterable[Import]) -> list[str]:
    plain: set[str] = set()
    taken: dict[str, set[str]] = {}
    for module, name, alias in imports:
        spelled = f"{name or module} as {alias}" if alias else name or module
        if name is None:
            plain.add(f"import {spelled}")
        else:
            taken.setdefault(module, set()).add(spelled)
    members = [f"from {module} import {', '.join(sorted(names))}" for module, names in sorted(taken.items())]
    return [*sorted(plain), *members]
