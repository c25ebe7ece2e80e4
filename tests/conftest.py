"""One intra-op thread everywhere: torch's threads collapse when the cores are busy, and tests run beside other things."""

import os

import hypothesis

os.environ.setdefault("OMP_NUM_THREADS", "1")

# In CI the same examples every time: what is new there is found by the runs before it.
hypothesis.settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    hypothesis.settings.load_profile("ci")
