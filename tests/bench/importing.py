"""What the import of the example's file costs, measured in a process of its own that does nothing else."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from flask_migrate import upgrade

from app.core.database import system_session
from app.core.files import mapping
from app.core.files.importing import imported
from app.core.noun import noun_named
from app.demo.orders import MAP, orders
from run import create_app, db
from tests.bench.table import Claim
from tests.conftest import settings_for
from tests.databases import ENGINES, Database, postgresql_server

MOST_SECONDS, MOST_MEGABYTES = 20, 250


def claims() -> list[Claim]:
    """On both engines. The processor time of PostgreSQL's own process is not in it; its wall time is told."""
    found = []
    with tempfile.TemporaryDirectory() as directory, postgresql_server() as server:
        for engine in ENGINES:
            place = Path(directory) / engine
            place.mkdir()
            url = Database.made(engine, place, "" if engine == "sqlite" else server).url
            command = [sys.executable, "-m", "tests.bench.importing", url, str(place)]
            said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
            cost = json.loads(said.splitlines()[-1])
            told = f"{cost['rows']} lines on {engine}, {cost['wall']:.0f} s on the wall"
            found.append(Claim(f"import, seconds of CPU ({told})", cost["cpu"], MOST_SECONDS))
            found.append(Claim(f"import, peak megabytes ({engine})", cost["megabytes"], MOST_MEGABYTES))
    return found


def measured(url: str, directory: str) -> dict[str, float]:
    with create_app(settings_for(url, Path(directory))).app_context():
        upgrade(directory="migrations")
        wall, cpu = time.perf_counter(), time.process_time()
        with system_session(db.engine) as session:
            outcome = imported(session, orders(date(2026, 11, 21)), mapping.read(MAP, noun_named("Order")))
        spent = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
    return {**spent, "megabytes": peak_megabytes(), "rows": outcome.rows - outcome.rejected}


def peak_megabytes() -> float:
    """Of this program alone: what `getrusage` tells is at least the size of the process that started it."""
    [kilobytes] = re.findall(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(kilobytes) / 1024


if __name__ == "__main__":
    print(json.dumps(measured(*sys.argv[1:3])))
