"""A chart: one specification of values and marks, drawn under the look of paper or of the screen."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from app.core.language import MINUS, NARROW, Language
from app.press.paper import drawn
from app.press.theme import NAMED, PAPER, PHONE, SCREEN, Spec, Theme

HERE: Final = (
    "https://trato.invalid"  # the drawing library makes every address a whole one; this part is taken off again
)


@dataclass(frozen=True)
class Chart:
    """What is drawn, without a look: `alt` says it to those who do not see it."""

    name: str
    spec: Spec
    alt: str
    values: Sequence[Mapping[str, Any]] = field(default=(), repr=False)
    """What it shows, as the rows of the table have it; for whoever compares the two."""

    def asked(self, theme: Theme, language: Language) -> dict[str, Any]:
        """As the press wants it."""
        return {
            "spec": {"config": theme.config, **self.spec, **theme.size_of(self.spec)},
            "numbers": _separators(language),
            "alt": self.alt,
        }


def for_paper(charts: Sequence[Chart], language: Language) -> dict[str, Any]:
    """What a page with these charts is printed with."""
    return {chart.name: chart.asked(PAPER, language) for chart in charts}


def on_screen(charts: Sequence[Chart], language: Language, theme: Theme = SCREEN) -> dict[str, str]:
    """SVG whose colours follow light and dark, whose marks are links and say what they are when pointed at."""
    found = ((chart, _drawn(json.dumps(chart.asked(theme, language)))) for chart in charts)
    return {chart.name: _for_the_page(svg, chart) for chart, svg in found}


def at_each_width(charts: Sequence[Chart], language: Language, theme: Theme = SCREEN) -> dict[str, str]:
    """Drawn twice: the page shows the one of the two that it has room for."""
    wide, narrow = on_screen(charts, language, theme), on_screen(charts, language, PHONE)
    return {name: wide[name] + narrow[name].replace('class="marks', 'class="marks narrow', 1) for name in wide}


@lru_cache(maxsize=64)
def _drawn(asked: str) -> str:
    """The same figures for the same language are drawn once."""
    return drawn({"chart": json.loads(asked)})["chart"]


def link(path: str) -> str:
    """An address of ours, as a mark may carry it."""
    return HERE + path


def _for_the_page(svg: str, chart: Chart) -> str:
    for number, name in NAMED.items():
        svg = svg.replace(number, name)
    svg = re.sub(r' font-family="[^"]*"', "", svg)  # the page's own
    svg = re.sub(rf'(<a [^>]*?href="){re.escape(HERE)}', r"\1", svg).replace("<a ", '<a tabindex="-1" ')
    svg = re.sub(r' role="graphics-symbol" aria-roledescription="[a-z]+ mark container"', "", svg)  # says nothing
    svg = re.sub(r'<path aria-label="([^"]*)"([^>]*?)/>', r"<path\2><title>\1</title></path>", svg)
    return svg.replace("<svg ", f'<svg role="group" aria-label="{html.escape(chart.alt)}" ', 1)


def _separators(language: Language) -> dict[str, Any]:
    """Numbers at an axis as the reader's language writes them everywhere else."""
    symbols = language.locale.number_symbols["latn"]
    percent = f"{NARROW}%" if language.code == "es" else "%"
    return {"decimal": symbols["decimal"], "thousands": symbols["group"], "grouping": [3], "currency": ["", ""],
            "minus": MINUS, "percent": percent}  # fmt: skip
