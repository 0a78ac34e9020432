"""What it costs to write a long list: each form in a process of its own, through the job that people wait for."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask_migrate import upgrade
from pypdf import PdfReader
from sqlalchemy.orm import Session

from app.core import outbox
from app.core.database import system_session
from app.core.doorman import once
from app.core.outbox import State
from app.core.worker import Worker
from app.customers.customer import Customer
from app.jobs import SCHEDULE
from app.organization.employee import Employee
from app.press.sheets import UPRIGHT
from run import create_app, db
from tests.bench.importing import peak_megabytes
from tests.bench.population import hire_everybody, win_customers
from tests.bench.table import Claim
from tests.company import found_company
from tests.conftest import settings_for
from tests.databases import ENGINES, Database, postgresql_server

ROWS = 200_000
PAGES = 500
MOST_MEGABYTES, MOST_SECONDS = 300, 120
MOST_PRINTER, LEAST_PAGES_A_SECOND = 300, 2.0
COLUMNS = ["name", "status", "owner", "city", "last_order_on", "credit_limit"]
PRINTED = ["name", "status", "city", "last_order_on"]


def claims(rows: int = ROWS, engines: tuple[str, ...] = ENGINES) -> list[Claim]:
    """On both engines for workbooks and texts; paper does not ask where its rows come from."""
    found = []
    with tempfile.TemporaryDirectory() as directory, postgresql_server() as server:
        for engine in engines:
            place = Path(directory) / engine
            place.mkdir()
            url = Database.made(engine, place, "" if engine == "sqlite" else server).url
            populate(url, place, rows)
            for ending in ("csv", "xlsx"):
                found += _told(ending, engine, _measured(url, place, ending))
            if engine == engines[0]:
                found += _printed(_measured(url, place, "pdf"))
    return found


def populate(url: str, place: Path, rows: int) -> None:
    with create_app(settings_for(url, place)).app_context():
        upgrade(directory="migrations")
        found_company(db.engine)
        hire_everybody(db.engine)
        win_customers(db.engine, rows)
        db.session.remove()
        db.engine.dispose()


def _told(ending: str, engine: str, cost: dict[str, float]) -> list[Claim]:
    told = f"{cost['rows']:,} rows, {engine}"
    return [
        Claim(f"export as {ending}, seconds of CPU ({told})", cost["cpu"], MOST_SECONDS),
        Claim(f"export as {ending}, peak megabytes ({told})", cost["megabytes"], MOST_MEGABYTES),
    ]


def _printed(cost: dict[str, float]) -> list[Claim]:
    rate = cost["pages"] / cost["wall"]
    told = f"{cost['pages']} pages in {cost['wall']:.0f} s, {rate:.1f} pages a second"
    return [
        Claim(f"export as PDF, seconds a page ({told})", cost["wall"] / cost["pages"], 1 / LEAST_PAGES_A_SECOND),
        Claim("export as PDF, peak megabytes of the job", cost["megabytes"], MOST_MEGABYTES),
        Claim("export as PDF, peak megabytes of a printer", cost["printer"], MOST_PRINTER),
    ]


def _measured(url: str, place: Path, ending: str) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.exporting", url, str(place), ending]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    cost: dict[str, float] = json.loads(said.splitlines()[-1])
    return cost


def measured(url: str, directory: str, ending: str) -> dict[str, float]:
    """As Eva asks for it, who sees all."""
    file = Path(directory) / "out" / f"list.{ending}"
    with create_app(settings_for(url, Path(directory))).app_context():
        engine = db.engine
    with system_session(engine) as session:
        eva = session.scalars(sa.select(Employee.id).where(Employee.username == "eva")).one()
        is_paper = ending == "pdf"
        given = {
            "noun": "Customer", "asked": {"f": [_few(session)] if is_paper else [], "sort": ["name"]},
            "columns": PRINTED if is_paper else COLUMNS, "ending": ending, "file": str(file),
        }  # fmt: skip
        job_id = once(session, lambda: _added(session, given, eva))
    seen = Peak()
    wall, cpu = time.perf_counter(), time.process_time()
    state = Worker(engine, SCHEDULE).run(job_id)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    if state is not State.DONE:
        raise RuntimeError(f"the export ended {state}")
    with system_session(engine) as session:
        rows = session.get_one(outbox.Outbox, job_id).result["rows"]
    pages = len(PdfReader(file).pages) if ending == "pdf" else 0
    return {"wall": wall, "cpu": cpu, "megabytes": seen.own, "printer": seen.ended(), "rows": rows, "pages": pages}


def _few(session: Session) -> str:
    """A filter that leaves as many as five hundred pages hold: limits of credit are spread evenly."""
    wanted = UPRIGHT.first + UPRIGHT.other * (PAGES - 1)
    limits = sa.select(Customer.credit_limit).where(Customer.credit_limit.is_not(None))
    most = session.scalar(limits.order_by(Customer.credit_limit).offset(wanted - 1).limit(1))
    return f"credit_limit:to:{most or 10**6}"


def _added(session: Session, given: dict[str, Any], by_id: int) -> int:
    job = outbox.add(session, "export", given, by_id=by_id)
    session.flush()
    return job.id


class Peak:
    """The largest of the processes that print, looked at while they live."""

    def __init__(self) -> None:
        self.most, self.over = 0.0, threading.Event()
        self.looking = threading.Thread(target=self._look, daemon=True)
        self.looking.start()

    @property
    def own(self) -> float:
        return peak_megabytes()

    def _look(self) -> None:
        from app.press.paper import workers

        while not self.over.wait(0.2):
            for process in workers():
                with suppress(OSError, ValueError):
                    said = Path(f"/proc/{process}/status").read_text()
                    [kilobytes] = re.findall(r"VmHWM:\s+(\d+) kB", said)
                    self.most = max(self.most, int(kilobytes) / 1024)

    def ended(self) -> float:
        self.over.set()
        return self.most


if __name__ == "__main__":
    print(json.dumps(measured(*sys.argv[1:4])))
