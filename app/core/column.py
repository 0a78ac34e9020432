"""A column, and what the doors need to know about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import MappedColumn, mapped_column


def column(
    *,
    foreign_key: str = "",
    guard: str = "",
    search: bool = False,
    begins: bool = False,
    internal: bool = False,
    hidden: bool = False,
    derived: bool = False,
    numbered: str = "",
    decimals: str = "",
    offered: Callable[[], Mapping[str, str]] | None = None,
    topic: str = "",
    fixed: bool = False,
    mutual: bool = False,
    found: bool = False,
    remembered: bool = False,
    deprecated: str = "",
    **more: Any,
) -> MappedColumn[Any]:
    """A column with what the doors need to know about it.

    `guard` names the permission without which nobody reads or writes it, `search` puts it into the quick search,
    `begins` says that many are looked for by how it begins (see `app/core/lowered.py`),
    `internal` keeps it off the screens, `hidden` off every door, `derived` says that verbs and rules write it and not
    people, `numbered` is the pattern of a running number ("C-{n:05}", "O-{ordered_on:%Y}-{n:05}"), `offered` gives the
    codes that a text may be, each with its words, `decimals` names the setting that says how many are shown and typed,
    whatever is kept, what is `fixed` is said once and changed by verbs alone, and what is `found` may be left
    out at the beginning, whose verb finds it.
    A foreign key is indexed; `topic` says which of the records that it may lead to are meant: those of that topic,
    `mutual` that the tables point at each other, and what is `remembered` stands in the history that people read, even
    though a step writes it. What is `deprecated` says what to use instead, to the programs that read it.
    """
    said = {
        "guard": guard,
        "search": search,
        "begins": begins,
        "internal": internal or hidden,
        "hidden": hidden,
        "derived": derived,
        "numbered": numbered,
        "decimals": decimals,
        "offered": offered,
        "topic": topic,
        "fixed": fixed,
        "found": found,
        "remembered": remembered,
        "deprecated": deprecated,
    }
    info = {key: value for key, value in said.items() if value}
    args = [sa.ForeignKey(foreign_key, use_alter=mutual)] if foreign_key else []
    if foreign_key:
        more.setdefault("index", True)
    return mapped_column(*args, info=info, active_history=True, **more)
