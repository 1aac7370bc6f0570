"""Those who confirm at the same time are served in the order they came, and everybody sees how many wait."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from data.errors import StoreError
from data.intake.turns import places, turn

HOLDS = """
import sys, time
from pathlib import Path
from data.intake.turns import turn
with turn(Path(sys.argv[1]), 1):
    print("in", flush=True)
    time.sleep(60)
"""


def test_they_are_served_one_after_the_other_in_order(tmp_path: Path) -> None:
    served: list[int] = []

    def serve(number: int) -> None:
        with turn(tmp_path, number):
            served.append(number)
            assert places(tmp_path)[0] == number
            time.sleep(0.01)

    with ThreadPoolExecutor(5) as pool, turn(tmp_path, 0):
        for number in range(1, 6):
            pool.submit(serve, number)
            while number not in places(tmp_path):
                time.sleep(0.005)
        assert places(tmp_path) == [0, 1, 2, 3, 4, 5]
    assert served == [1, 2, 3, 4, 5]
    assert places(tmp_path) == []


def test_who_waits_too_long_is_told_how_many_are_before(tmp_path: Path) -> None:
    with turn(tmp_path, 1), pytest.raises(StoreError, match="前面排着 1 份"), turn(tmp_path, 2, most=0.05):
        pass


def test_a_killed_process_keeps_nobody_waiting(tmp_path: Path) -> None:
    other = subprocess.Popen([sys.executable, "-c", HOLDS, str(tmp_path)], stdout=subprocess.PIPE, cwd=Path.cwd())
    assert other.stdout is not None
    other.stdout.readline()
    assert places(tmp_path) == [1]
    os.kill(other.pid, signal.SIGKILL)
    other.wait()
    other.stdout.close()

    with turn(tmp_path, 2, most=1):
        assert places(tmp_path) == [2]
    assert list(tmp_path.iterdir()) == []
