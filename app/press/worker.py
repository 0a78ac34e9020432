"""The process that draws and prints: frames of JSON in, SVG and PDF out. It knows nothing of Trato but its own folder.

Run as `python -m app.press.worker`; app/press/paper.py is the other end.
"""

from __future__ import annotations

import gc
import html
import json
import os
import re
import struct
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import ParseError, fromstring

HERE = Path(__file__).resolve().parent
BASE = HERE.as_uri() + "/"  # a made-up scheme would not do: relative addresses stay as they are under unknown schemes
MEMORY = 3 << 29  # bytes of writable memory; 0.65 GB are set aside by V8 from the start, three pages take 0.2
SECONDS = 60  # of processor time for one document
CLOSED = ("socket.", "subprocess.", "os.exec", "os.fork", "os.spawn", "os.system", "os.posix_spawn", "ctypes.dlopen")
FIRST = {"data": {"values": [{"a": 1}]}, "mark": "bar", "encoding": {"x": {"field": "a", "type": "quantitative"}}}
VARIANT = "pdf/ua-1"
NO_LIBRARY = "cannot load library"
HOW = ("tagged", "measured", "opened")
OPEN = "1.4"  # of PDF: the last version in which each object stands by itself


def main() -> None:
    """Serve until the other end closes."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not end up between two frames
    gc.disable()  # a tenth less time; the cycles are collected once, after each document
    warm()
    gc.collect()
    gc.freeze()  # what is loaded stays, and need not be looked at again
    lock_up()
    while (asked := read_frame(sys.stdin.buffer)) is not None:
        bound_time()
        write_frame(answers, *answer(json.loads(asked)))
        gc.collect()


def warm() -> None:
    """What costs half a second is loaded before anybody waits for it."""
    import vl_convert

    with suppress(OSError):  # without Pango there is no paper, but there are charts
        house()
    vl_convert.register_font_directory(str(HERE / "fonts"))
    draw({"spec": FIRST})


def lock_up() -> None:
    """From here on: no network, no other program, no file but fonts, libraries and scratch."""
    libraries = (path for path in sys.path if path and Path(path).resolve() not in HERE.parents)
    own = (str(HERE), sys.prefix, sys.base_prefix, os.path.realpath(tempfile.gettempdir()), *libraries)

    def refuse(event: str, given: tuple[Any, ...]) -> None:
        if event.startswith(CLOSED):
            raise PermissionError(f"The press may not {event}.")
        if event == "open" and isinstance(given[0], str) and not os.path.realpath(given[0]).startswith(own):
            raise PermissionError(f"The press may not open {given[0]}.")

    sys.addaudithook(refuse)
    with suppress(ImportError, ValueError, OSError):  # not every system has such limits
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))


def bound_time() -> None:
    """The system ends a process that computes for longer; the other end reads that as "too large"."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
        resource.setrlimit(resource.RLIMIT_CPU, (int(used) + SECONDS, resource.RLIM_INFINITY))


def answer(asked: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    try:
        drawn = {name: draw(chart) for name, chart in asked["charts"].items()}
        if "html" not in asked:
            return {"charts": drawn}, b""
        page, how = place(asked["html"], drawn), {name: asked[name] for name in HOW if name in asked}
        pages, marks, paper = render(page, **how)
        return {"charts": {}, "pages": pages, "marks": marks}, paper
    except MemoryError:
        return {"too_large": True}, b""
    except OSError as why:
        return {"missing" if NO_LIBRARY in str(why) else "failed": traceback.format_exc()}, b""
    except Exception:  # told to the other end, which raises it there
        return {"failed": traceback.format_exc()}, b""


def place(page: str, drawn: dict[str, str]) -> str:
    """A chart stands where its empty element stood; a record's text cannot say one, it is escaped."""
    return re.sub(r'<svg data-chart="(\w+)"></svg>', lambda mark: drawn[mark[1]], page)


def draw(chart: dict[str, Any]) -> str:
    """One chart as SVG that keeps its text; what it says to those who do not see it is its <title>."""
    import vl_convert

    drawn = vl_convert.vegalite_to_svg(
        chart["spec"], vl_version="6.4", format_locale=chart.get("numbers"), allowed_base_urls=[]
    )
    drawn = re.sub(r"(\d\.\d{2})\d{3,}", r"\1", drawn)  # coordinates to a hundredth of a pixel
    title = f"<title>{html.escape(chart.get('alt', ''))}</title>"
    return re.sub(r"(<svg[^>]*>)", lambda tag: tag[1] + title, drawn, count=1)


def render(
    page: str, *, tagged: bool = True, measured: bool = False, opened: bool = False
) -> tuple[int, list[tuple[int, str, int]], bytes]:
    """Its number of pages, its headings, and the PDF, tagged unless told; none where it is only measured."""
    variant, version = VARIANT if tagged else None, OPEN if opened else None
    with laid_out(page, variant) as document:
        marks, written = list(flat(document.make_bookmark_tree())), b""
        if not measured:
            written = document.write_pdf(pdf_variant=variant, pdf_version=version)
        return len(document.pages), marks, written


@cache
def house() -> tuple[Any, Any]:
    """The style of every paper, weaker than what a page says itself, and its fonts: read once for all documents."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    return CSS(filename=str(HERE / "paper.css"), url_fetcher=_fetcher(), font_config=fonts), fonts


@contextmanager
def laid_out(page: str, variant: str | None) -> Iterator[Any]:
    """The document, while it is needed. Afterwards it is gone without having been searched for.

    What it was laid out with refers to itself and keeps a hundred objects for each cell; to have the collector find
    them takes an eighth of the time of printing.
    """
    from weasyprint import DEFAULT_OPTIONS
    from weasyprint.document import Document

    contexts: list[Any] = []
    style, fonts = house()

    class Seen(Document):  # type: ignore[misc]
        @classmethod
        def _build_layout_context(cls, *given: Any) -> Any:
            contexts.append(super()._build_layout_context(*given))
            return contexts[-1]

    options = DEFAULT_OPTIONS | {"pdf_variant": variant, "stylesheets": [style]}
    try:
        yield Seen._render(source(page), fonts, None, None, options)
    finally:
        for context in contexts:
            vars(context).clear()


def source(page: str) -> Any:
    """The page as WeasyPrint takes it. What is well-formed is read in C, in a tenth of the time."""
    from weasyprint import HTML

    try:
        root = fromstring(page)  # noqa: S314 - our own, and what people wrote in it is escaped
    except ParseError:
        return HTML(string=page, base_url=BASE, url_fetcher=_fetcher())
    read = HTML(string="", base_url=BASE, url_fetcher=_fetcher())
    read.wrapper_element = type(read.wrapper_element).from_html_root(root, content_language=None)
    read.etree_element = root
    return read


def flat(tree: list[Any], level: int = 1) -> Iterator[tuple[int, str, int]]:
    """Each heading with its level, and its page from 1."""
    for words, (page, _, _), below, _ in tree:
        yield level, words, page + 1
        yield from flat(below, level + 1)


def _fetcher() -> Any:
    from weasyprint.urls import URLFetcher

    class OwnFilesOnly(URLFetcher):  # type: ignore[misc]
        """Style, fonts and data addresses; nothing else, and never the network."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if not url.startswith("data:") and (not url.startswith(BASE) or ".." in url):
                raise ValueError(f"Refused to fetch {url}")
            return super().fetch(url, headers)

    return OwnFilesOnly()


def read_frame(source: IO[bytes]) -> bytes | None:
    """One frame, or nothing where the other end stopped, be it in the middle of one."""
    head = source.read(8)
    if len(head) < 8:
        return None
    size = struct.unpack(">Q", head)[0]
    return body if len(body := source.read(size)) == size else None


def write_frame(target: IO[bytes], head: dict[str, Any], body: bytes = b"") -> None:
    text = json.dumps(head).encode()
    target.write(struct.pack(">Q", len(text)) + text + struct.pack(">Q", len(body)) + body)
    target.flush()


if __name__ == "__main__":
    main()
