"""What a page of a report costs on paper: a short one, one of five hundred pages, and a bare table."""

from __future__ import annotations

import gc
import io
import json
import re
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from pypdf import PdfReader

from app.core.language import language
from app.press import paper
from app.press.appendix import appendix
from app.press.long_report import bound
from app.press.story import Reader
from tests.bench.exporting import Peak
from tests.bench.importing import peak_megabytes
from tests.bench.table import Claim
from tests.press.ledger import ledger

SHORT, LONG = 240, 20_700
"""Rows of ten pages, and of five hundred."""
AGAIN = 3
MOST_MEGABYTES, MOST_OF_SHORT, MOST_OF_BARE = 300, 1.4, 1.15
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
READER = Reader(language("en"), name="Eva")


def claims(rows: int = LONG) -> list[Claim]:
    """Each in a process of its own; the short one and the bare table several times, and the best of them counts."""
    short, long = _asked("report", SHORT), _asked("report", rows)
    bare = _asked("bare", SHORT)
    told = f"{long['pages']:.0f} pages in {long['wall']:.0f} s, {long['cpu'] * 1000:.0f} ms of CPU each"
    return [
        Claim("long report, CPU a page, of a page of a short one", long["cpu"] / short["cpu"], MOST_OF_SHORT, told),
        Claim("long report, CPU a page, of WeasyPrint's bare table", long["cpu"] / bare["cpu"], MOST_OF_BARE),
        Claim("short report, CPU a page, of WeasyPrint's bare table", short["cpu"] / bare["cpu"], MOST_OF_BARE),
        Claim("long report, peak megabytes of its job", long["megabytes"], MOST_MEGABYTES),
        Claim("long report, peak megabytes of a printer", long["printer"], MOST_MEGABYTES),
    ]


def _asked(what: str, rows: int) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.printing", what, str(rows)]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    cost: dict[str, float] = json.loads(said.splitlines()[-1])
    return cost


def report(rows: int) -> dict[str, float]:
    """Ours and the printers' time together; they are warm, as they are for readers."""
    answer, best = ledger(rows), float("inf")
    for _ in range(1 if rows > 1000 else AGAIN + 1):
        paper.drawn({})
        seen, out = Peak(), io.BytesIO()
        wall, before = time.perf_counter(), _cpu()
        bound(answer, READER, out, at=AT, every=True)
        wall, cpu = time.perf_counter() - wall, _cpu() - before
        pages, printer = len(PdfReader(out).pages), seen.ended()
        best = min(best, cpu / pages)
    return {"pages": pages, "wall": wall, "cpu": best, "megabytes": peak_megabytes(), "printer": printer}


def bare(rows: int) -> dict[str, float]:
    """WeasyPrint alone, by its own style: a table of the cells that a short report has, counted by our pages."""
    from weasyprint import HTML

    answer = ledger(rows)
    [(run, lines)] = appendix(answer, READER, answer.report.story(answer, READER))
    cells = ("".join(f"<td>{text}</td>" for text in line) for line in lines)
    page, best = f"<table>{''.join(f'<tr>{each}</tr>' for each in cells)}</table>", float("inf")
    gc.disable()
    for _ in range(AGAIN + 1):
        before = time.process_time()
        HTML(string=page).write_pdf()
        best = min(best, (time.process_time() - before) / run.pages)
        gc.collect()
    return {"cpu": best}


def _cpu() -> float:
    """Of this process and of those that print."""
    return time.process_time() + sum(_ticks(process) for process in paper.workers()) / 100


def _ticks(process: int) -> int:
    said = Path(f"/proc/{process}/stat").read_text()
    user, system = re.sub(r".*\)", "", said).split()[11:13]
    return int(user) + int(system)


if __name__ == "__main__":
    print(json.dumps({"report": report, "bare": bare}[sys.argv[1]](int(sys.argv[2]))))
