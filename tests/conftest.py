"""One intra-op thread everywhere: torch's threads collapse when the cores are busy, and tests run beside other things."""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
