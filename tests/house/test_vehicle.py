"""A noun that is added stands at every door; the README shows the same one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def test_a_noun_that_is_declared_stands_at_every_door() -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(HERE / "vehicle_at_every_door.py")]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
    assert "12 passed" in run.stdout


def test_the_readme_shows_this_noun() -> None:
    declared = (HERE / "vehicle.py").read_text().partition("class Drive")[2]
    assert declared.strip() in (ROOT / "README.md").read_text()
