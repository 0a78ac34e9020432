"""The two looks of a chart: paper, and the screen in light and dark. What a chart shows is the same in both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

Spec = Mapping[str, Any]

INK, QUIET, RULE, WASH = "#1c2126", "#565d66", "#c9ced4", "#edf0f3"
FONT: Final = "Source Sans 3, Noto Sans SC, sans-serif"
LOSS, ALARM = "#c2293a", "#a51c2a"  # red, as the words beside the charts say
NAVY, RUST, SKY, SAND = "#14446b", "#bf5712", "#74abdc", "#f0c75e"
ASIDE: Final = 160  # pixels that paper has for the names of bars
LEFT: Final = {"labelAlign": "left", "minExtent": ASIDE, "labelPadding": ASIDE, "labelLimit": ASIDE - 8}

# What the screen knows by name is drawn as a number, for the drawing library knows no names, and put back afterwards.
NAMED: Final = {
    "#0a0001": "var(--t-c1)", "#0a0002": "var(--t-c2)", "#0a0003": "var(--t-c3)", "#0a0004": "var(--t-c4)",
    "#0a0010": "var(--t-ink)", "#0a0011": "var(--t-ink-2)", "#0a0012": "var(--t-line-strong)",
    "#0a0013": "var(--t-line)", "#0a0014": "var(--t-surface)",
    "#0a0015": "var(--t-bad-dot)", "#0a0016": "var(--t-bad)",
}  # fmt: skip


@dataclass(frozen=True)
class Palette:
    """The colours of one look: series in their order, then what is written and ruled."""

    series: tuple[str, str, str, str]
    ink: str
    quiet: str
    rule: str
    wash: str
    loss: str
    alarm: str


@dataclass(frozen=True)
class Theme:
    """A look: its drawing rules, and the width and height of a chart across the page."""

    name: str
    config: Spec
    width: int
    height: int
    row: int = 26
    """The height of one bar of those that lie."""
    grows: bool = False
    """Whether a chart may be wider than that, and be moved sideways."""

    def size_of(self, spec: Spec) -> dict[str, int]:
        """As many rows as it has bars, or a part of the height of a chart; wider where what it says would not fit."""
        wish = spec.get("usermeta", {})
        height = self.row * wish["rows"] + 4 if "rows" in wish else int(self.height * wish.get("height", 1))
        return {"width": max(self.width, wish.get("least", 0)) if self.grows else self.width, "height": height}


def _config(palette: Palette, size: int, names: Spec) -> dict[str, Any]:
    """Marks say which series they are by `style`, never which colour."""
    font = FONT
    first, second, third, fourth = palette.series
    axis_text = {
        "labelFont": font,
        "labelFontSize": size,
        "labelColor": palette.quiet,
        "titleFont": font,
        "titleFontSize": size,
        "titleFontWeight": "normal",
        "titleColor": palette.quiet,
    }
    return {
        "font": font, "background": None, "padding": 0, "view": {"stroke": None},
        "legend": {"disable": True, "labelFont": font, "labelFontSize": size, "labelColor": palette.ink,
                   "labelLimit": 260, "symbolStrokeWidth": 2, "columnPadding": 18},
        "autosize": {"type": "fit", "contains": "padding"},
        "axis": axis_text | {"labelPadding": 4, "domain": False, "ticks": False, "gridColor": palette.rule,
                             "gridWidth": 0.5},
        "axisX": {"grid": False, "domain": True, "domainColor": palette.ink, "domainWidth": 0.75, "titlePadding": 6,
                  "labelFlush": False},
        "axisY": {"titleAngle": 0, "titleAlign": "left", "titleAnchor": "end", "titleX": 0, "titleY": -8,
                  "labelAlign": "right"},
        "bar": {"color": first},
        "line": {"color": first, "strokeWidth": 1.75, "strokeCap": "round", "strokeJoin": "round"},
        "area": {"color": first, "line": False},
        "point": {"filled": True, "size": 30, "color": first, "opacity": 1},
        "rule": {"color": palette.ink, "strokeWidth": 0.75},
        "text": {"font": font, "fontSize": size, "color": palette.ink},
        "range": {"category": list(palette.series), "ramp": [palette.wash, third, first],
                  "diverging": [second, palette.wash, first]},
        "style": {"first": {"color": first}, "second": {"color": second}, "third": {"color": third},
                  "fourth": {"color": fourth}, "loss": {"color": palette.loss}, "alarm": {"color": palette.alarm},
                  "names": names, "second-axis": {"labelColor": second, "titleColor": second}},
    }  # fmt: skip


_c1, _c2, _c3, _c4, _ink, _ink2, _strong, _line, _surface, _loss, _alarm = NAMED
PAPER: Final = Theme(
    "paper",
    _config(Palette((NAVY, RUST, SKY, SAND), INK, QUIET, RULE, WASH, LOSS, ALARM), 11, LEFT),
    width=642,  # CSS pixels: 170 mm
    height=390,
    row=19,
)
_screen = Palette((_c1, _c2, _c3, _c4), _ink, _ink2, _line, _surface, _loss, _alarm)
SCREEN: Final = Theme("screen", _config(_screen, 12, {"labelLimit": 200}), width=1080, height=270)
CARD: Final = replace(SCREEN, name="card", width=745, height=150)
"""The same on a card."""
HALF: Final = replace(SCREEN, name="half", width=540, height=240)
"""One of two beside each other."""
_phone = _config(_screen, 12, {"labelLimit": 132})
_phone["axisX"]["labelOverlap"] = "parity"
PHONE: Final = Theme("phone", _phone, width=324, height=240, grows=True)
"""As wide as a phone is; of names that would meet every second one stands."""
