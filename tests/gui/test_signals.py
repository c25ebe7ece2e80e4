"""PySide6 releases that lose a reference to `True` at every emit abort the process after some hundred emits on Python 3.10 and 3.11."""

import subprocess
import sys

CODE = """
from PySide6.QtCore import QCoreApplication, QObject, Signal

class Sender(QObject):
    told = Signal(bool)

application = QCoreApplication([])
heard = []
sender = Sender()
sender.told.connect(heard.append)
for number in range(5_000):
    sender.told.emit(number % 2 == 0)
assert heard == [number % 2 == 0 for number in range(5_000)]
print("alive")
"""


def test_five_thousand_emits_of_a_bool_are_survived() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (0, "alive\n"), done.stderr
