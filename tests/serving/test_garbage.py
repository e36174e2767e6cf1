import os
import subprocess
import sys
from pathlib import Path

from tests.house.shop import Shop

ASK = """
import gc
from backend.front import create
front = create()
print(gc.isenabled(), gc.get_threshold()[0], gc.get_freeze_count() > 10_000)
front._installation.close()
"""


def test_it_looks_for_garbage_seldom_and_not_at_all_among_its_own_parts(
    tmp_path: Path,
) -> None:
    told = subprocess.run(
        [sys.executable, "-c", ASK],
        env=os.environ | Shop(tmp_path).environ,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert told.stdout.split() == ["True", "100000", "True"]
