"""How the desk is asked for: a tab, an owner, where the list begins, and the alert that is looked at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import request

from app.churn.alert import Status

BASE = "/churn/"
TABS = {status.name.lower(): status for status in Status}
FARTHEST = 10_000


@dataclass(frozen=True)
class Wish:
    tab: Status = Status.OPEN
    owner: int | None = None
    at: int = 0
    alert: int | None = None

    def address(self, **other: Any) -> str:
        """The same desk but for this."""
        return f"{request.script_root}{BASE}{replace(self, **other).query}"

    @property
    def query(self) -> str:
        """What is behind the question mark, with it; of the desk as it opens, nothing."""
        tab = self.tab.name.lower() if self.tab is not Status.OPEN else ""
        said = {"tab": tab, "owner": self.owner, "at": self.at, "alert": self.alert}
        query = urlencode({name: value for name, value in said.items() if value})
        return f"?{query}" if query else ""

    def tab_address(self, status: Status) -> str:
        return self.address(tab=status, at=0, alert=None)


def asked(said: Any) -> Wish:
    """What an address says; nonsense is as if it were not said."""
    tab = TABS.get(said.get("tab", ""), Status.OPEN)
    at = min(_number(said.get("at")) or 0, FARTHEST)
    return Wish(tab, _number(said.get("owner")), at, _number(said.get("alert")))


def _number(raw: str | None) -> int | None:
    return int(raw) if raw and raw.isascii() and raw.isdecimal() and len(raw) < 10 else None
