"""`augstudio doctor`: what works on this machine, and the exact fix for what does not."""

import sys
from collections.abc import Iterator
from dataclasses import asdict
from itertools import chain
from json import dumps

from augstudio.cli.doctor_checks import Finding, State, examine_installation, examine_libraries

_SIGNS = {State.WORKS: "ok", State.ABSENT: "–", State.BROKEN: "FAIL"}
_COLOURS = {State.WORKS: "32", State.ABSENT: "2", State.BROKEN: "31"}
_WIDTH = 20


def doctor(*, json: bool = False) -> int:
    """Say what works on this machine, and the exact fix for what does not.

    Looks at Python, the libraries, Qt and the screen, torch, the GPU, TensorFlow and Keras (each loaded in a process of its own), Ray,
    typefaces, folders, disk, memory and cores. Exit code 0: the essentials work; 1: they do not.

    Args:
        json: Print JSON.
    """
    findings = []
    for finding in chain(examine_installation(), _awaited(examine_libraries())):
        findings.append(finding)
        if not json:
            _print(finding)
    works = not any(each.essential and each.state is State.BROKEN for each in findings)
    if json:
        print(dumps({"works": works, "findings": [asdict(each) for each in findings]}, indent=2, ensure_ascii=False))
    else:
        _print_end(findings, works=works)
    return 0 if works else 1


def _awaited(findings: Iterator[Finding]) -> Iterator[Finding]:
    """The findings; while the first is waited for, a terminal is told why."""
    if sys.stderr.isatty():
        print("loading Qt, torch and TensorFlow ...", end="\r", file=sys.stderr, flush=True)
    for position, finding in enumerate(findings):
        if position == 0 and sys.stderr.isatty():
            print("\x1b[2K", end="", file=sys.stderr, flush=True)
        yield finding


def _print(finding: Finding) -> None:
    sign = f"{_SIGNS[finding.state]:4}"
    if sys.stdout.isatty():
        sign = f"\x1b[{_COLOURS[finding.state]}m{sign}\x1b[0m"
    print(f"{sign}  {finding.topic:{_WIDTH}}{finding.text}", flush=True)
    if finding.fix:
        print(f"      {'':{_WIDTH}}fix: {finding.fix}", flush=True)


def _print_end(findings: list[Finding], *, works: bool) -> None:
    broken = [each.topic for each in findings if each.state is State.BROKEN]
    if not broken:
        print("AugStudio works here.")
    elif works:
        print(f"AugStudio works here; what does not: {', '.join(broken)}.")
    else:
        print(f"AugStudio does not work here yet; mend first: {', '.join(broken)}.")
