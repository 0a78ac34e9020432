"""Paper is made by a process that reaches nothing, whatever a page says."""

from __future__ import annotations

import gc
import io
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest

from app.core.errors import Refused
from app.press import paper, worker
from app.press.paper import Press, drawn, printed

ROOT = Path(__file__).resolve().parents[2]
PAGE = (
    '<!doctype html><html lang="zh-CN"><head><title>客户</title>{head}</head>'
    '<body data-stamp="Trato" data-before="第 " data-between=" 页，共 " data-after=" 页">'
    "<h1>客户 Customers</h1>{body}</body></html>"
)
BAR = {
    "spec": {"data": {"values": [{"a": 3}]}, "mark": "bar", "encoding": {"x": {"field": "a", "type": "quantitative"}}}
}


def page(body: str = "", head: str = "") -> str:
    return PAGE.format(body=body, head=head)


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """An address that somebody listens at, and who came."""
    came: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        done = threading.Event()

        def listen() -> None:
            while not done.is_set():
                try:
                    caller, _ = server.accept()
                    came.append(caller.recv(200).decode("latin-1"))
                    caller.close()
                except TimeoutError:
                    continue

        thread = threading.Thread(target=listen)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", came
        done.set()
        thread.join()


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch) -> Iterator[Press]:
    """A press of the test's own."""
    own = Press()
    monkeypatch.setattr(paper, "_press", own)
    yield own
    own.close()


def read(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def test_a_document_is_tagged_titled_and_in_its_language() -> None:
    root = read(printed(page("<p>Words</p>")).pdf).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "zh-CN"
    assert root["/StructTreeRoot"]


@pytest.mark.parametrize("body", ["<p>A &amp; b</p>", "<p>A &amp; b", '<p title="\x01">A &amp; b</p>'])
def test_a_page_that_is_not_well_formed_is_printed_too(body: str) -> None:
    assert "A & b" in read(printed(page(body).replace("doctype", "DOCTYPE")).pdf).pages[0].extract_text()


def test_all_its_fonts_are_ours_and_inside() -> None:
    fonts = {}
    for each in read(printed(page("<p><b>李伟</b> Ñandú €</p>")).pdf).pages:
        for font in each["/Resources"]["/Font"].values():
            below = font["/DescendantFonts"][0] if "/DescendantFonts" in font else font
            fonts[below["/BaseFont"]] = below["/FontDescriptor"]
    assert fonts
    for name, described in fonts.items():
        assert "Source-Sans" in name or "SourceSans" in name or "Noto" in name
        assert described.keys() & {"/FontFile2", "/FontFile3"}


def test_every_page_says_which_of_how_many_in_the_readers_language() -> None:
    found = [each.extract_text() for each in read(printed(page('<p style="break-before:page">2</p>')).pdf).pages]
    assert ["第 1 页，共 2 页" in found[0], "第 2 页，共 2 页" in found[1]] == [True, True]


def test_a_printed_document_is_forgotten_without_being_searched_for() -> None:
    """What the printing library leaves in circles is a small part of what it made for a table."""
    rows = "<tr><td>a</td><td>b</td></tr>" * 200
    gc.collect()
    gc.disable()
    try:
        worker.render(page(f"<table>{rows}</table>"))
        assert gc.collect() < 400 * 20
    finally:
        gc.enable()


def test_what_is_named_in_a_page_is_not_fetched(listener: tuple[str, list[str]], tmp_path: Path) -> None:
    address, came = listener
    secret = tmp_path / "secret.txt"
    secret.write_text("NOBODY-READS-THIS")
    body = (
        f'<img src="{address}/img"><object data="{address}/object"></object><embed src="{secret.as_uri()}">'
        f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{address}/svg"/><use href="{address}/use#a"/></svg>'
        f'<p style="background:url({address}/css)">x</p><a rel="attachment" href="{secret.as_uri()}">a</a>'
        f'<img src="file:///etc/passwd"><img src="../../config.py">'
    )
    head = (
        f'<link rel="stylesheet" href="{address}/link"><style>@import url("{address}/import");'
        f'@font-face {{ font-family: x; src: url("{address}/font") }} p {{ font-family: x }}</style>'
        f'<link rel="attachment" href="{secret.as_uri()}"><link rel="attachment" href="file:///etc/passwd">'
    )
    pdf = printed(page(body, head)).pdf
    assert came == []
    assert b"NOBODY-READS-THIS" not in pdf
    assert read(pdf).attachments == {}


def test_a_chart_fetches_nothing(listener: tuple[str, list[str]]) -> None:
    address, came = listener
    image = {"data": {"values": [{"u": f"{address}/image"}]}, "mark": "image", "encoding": {"url": {"field": "u"}}}
    drawn({"chart": {"spec": image}})
    with pytest.raises(RuntimeError):
        drawn({"chart": {"spec": {"data": {"url": f"{address}/rows.json"}, "mark": "bar"}}})
    assert came == []


@pytest.mark.parametrize(
    "attempt",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import socket; socket.getaddrinfo('example.com', 80)",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "open('/etc/passwd')",
        "open('config.py')",
        "open('instance/secret_key')",
        "open('app/press/../../config.py')",
    ],
)
def test_the_process_itself_is_locked_up(attempt: str, tmp_path: Path) -> None:
    """Its scratch directory is its own, as paper.py gives it one; the checkout may lie in the machine's."""
    near = "import os, sys, tempfile; sys.path.insert(0, os.getcwd()); tempfile.gettempdir()"
    script = f"{near}\nfrom app.press.worker import lock_up\nlock_up()\n{attempt}"
    scratch = {**os.environ, "TMPDIR": str(tmp_path)}
    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=scratch, capture_output=True, text=True, timeout=60
    )
    assert "PermissionError: The press may not" in ended.stderr


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="asks Linux what a process was given")
def test_the_process_is_given_none_of_our_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRATO_SECRET_KEY", "not-for-the-press")
    started = paper.Worker.start()
    try:
        given = Path(f"/proc/{started.process.pid}/environ").read_bytes()
    finally:
        started.end()
    assert b"not-for-the-press" not in given


@pytest.mark.usefixtures("press")
def test_a_document_that_takes_too_long_is_refused_and_the_next_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "PATIENCE", 3.0)
    rows = "<tr><td>a<td>b<td>c<td>d</tr>" * 20_000
    with pytest.raises(Refused, match="too large to print"):
        printed(page(f"<table>{rows}</table>"))
    monkeypatch.setattr(paper, "PATIENCE", 60.0)
    assert printed(page()).pages == 1


def test_a_page_of_a_size_that_nobody_reads_is_not_begun() -> None:
    with pytest.raises(Refused, match="too large to print"):
        printed("x" * (paper.LONGEST + 1))


def test_a_mistake_of_ours_is_raised_here_and_ends_nobody() -> None:
    drawn({"chart": BAR})
    with pytest.raises(RuntimeError, match="The press failed"):
        drawn({"chart": {"spec": {"mark": "no such mark", "data": {"values": []}}}})
    assert "<svg" in drawn({"chart": BAR})["chart"]


def test_a_worker_that_died_is_replaced(press: Press) -> None:
    drawn({"chart": BAR})
    process = press.places.queue[-1].process
    process.kill()
    process.wait()
    with pytest.raises(Refused):
        drawn({"chart": BAR})
    assert "<svg" in drawn({"chart": BAR})["chart"]


def test_a_worker_ends_after_so_many_documents(press: Press) -> None:
    drawn({"chart": BAR})
    first = press.places.queue[-1]
    first.left = 1
    drawn({"chart": BAR})
    assert first.process.poll() is not None


def test_without_pango_charts_are_drawn_and_paper_is_declined_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_pango(_: str, **how: bool) -> None:
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(worker, "render", no_pango)
    head, _ = worker.answer({"html": page(), "charts": {}})
    monkeypatch.setattr(Press, "ask", lambda *_: paper._refuse(head))
    with pytest.raises(Refused, match="a library is missing"):
        printed(page())
    assert "<svg" in worker.answer({"charts": {"a": BAR}})[0]["charts"]["a"]


def test_a_chart_takes_its_place_and_no_text_can_take_it() -> None:
    found = read(printed(page('<figure><svg data-chart="a"></svg></figure>&lt;svg data-chart="a"&gt;'), {"a": BAR}).pdf)
    text = found.pages[0].extract_text()
    assert "3.0" in text
    assert '<svg data-chart="a">' in text


def test_nothing_is_left_running_when_the_program_ends() -> None:
    script = "from app.press import paper; paper.drawn({}); print(paper._press.places.queue[-1].process.pid)"
    ended = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60)
    with pytest.raises(ProcessLookupError):
        os.kill(int(ended.stdout), 0)


def test_the_web_process_loads_neither_of_the_large_libraries() -> None:
    script = "import sys, run; print(sorted({'weasyprint', 'vl_convert'} & sys.modules.keys()))"
    ended = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert ended.stdout.strip() == "[]", ended.stderr
