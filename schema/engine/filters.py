"""Filters: their input types, and the condition that one makes."""

from __future__ import annotations

from enum import Enum
from typing import Any

import sqlalchemy as sa
import strawberry
from sqlalchemy.orm import aliased
from strawberry import UNSET

from app.core.errors import FORBIDDEN, INVALID, Refused
from app.core.lowered import begins
from app.core.shape import Field
from app.core.viewer import Viewer
from app.core.words import N_
from schema.engine.home import Home
from schema.engine.naming import told_of

MOST_CONDITIONS, DEEPEST, LONGEST_LIST, LONGEST_TEXT = 100, 8, 1000, 1000

_NAMES = {"str": "String", "bool": "Boolean", "int": "Int", "ID": "ID", "date": "Date", "datetime": "DateTime"}
_DOCS = {
    "eq": "Equal to.", "ne": "Not equal to, or empty.", "gt": "More, or later.", "gte": "At least, or from.",
    "lt": "Less, or before.", "lte": "At most, or until.", "in_": f"One of, {LONGEST_LIST} at most.",
    "is_null": "Whether it is empty.", "contains": "Somewhere in it, in small or capital letters.",
    "starts_with": "At its beginning, in small or capital letters.",
}  # fmt: skip


def is_comparable(f: Field) -> bool:
    return f.kind != "json"


def build_filter(home: Home, noun: type[Any]) -> None:
    """`XFilter`, and `XListFilter` for where x hang on something."""
    name = f"{noun.__name__}Filter"
    many = f"list[{name}] | None"
    annotations = {"and_": many, "or_": many, "not_": f"{name} | None"}
    members = {
        "and_": strawberry.field(name="and", default=UNSET, description="All of these."),
        "or_": strawberry.field(name="or", default=UNSET, description="At least one of these."),
        "not_": strawberry.field(name="not", default=UNSET, description="Not this."),
    }
    for f in filter(is_comparable, home.fields(noun)):
        kind = f"{f.target.__name__}Filter" if f.target else _comparison(home, home.type_of(f))
        annotations[f.name], members[f.name] = (
            f"{kind} | None",
            strawberry.field(default=UNSET, **told_of(f)),
        )
    for key, target in home.lists(noun).items():
        annotations[key] = f"{target.__name__}ListFilter | None"
        members[key] = strawberry.field(default=UNSET, description="By what hangs on it and the reader may see.")
    home.made(name, members, annotations, "Conditions that all hold; what is null is no condition.", is_input=True)
    hanging = {key: strawberry.field(default=UNSET, description=doc) for key, doc in _HANGING.items()}
    home.made(
        f"{noun.__name__}ListFilter", hanging, dict.fromkeys(_HANGING, f"{name} | None"), _LIST_DOC, is_input=True
    )


_HANGING = {"some": "There is one like this.", "none": "There is none like this."}
_LIST_DOC = "What hangs on a record, as far as the reader may see it."


def _comparison(home: Home, kind: str) -> str:
    name = f"{_NAMES.get(kind, kind)}Comparison"
    if name not in home.names:
        operators = dict.fromkeys(_operators(home, kind), f"{kind} | None")
        annotations = {**operators, "in_": f"list[{kind}] | None", "is_null": "bool | None"}
        members = {op: strawberry.field(default=UNSET, description=_DOCS[op]) for op in annotations}
        members["in_"] = strawberry.field(name="in", default=UNSET, description=_DOCS["in_"])
        home.made(name, members, annotations, "Comparisons that all hold; what is null is none.", is_input=True)
    return name


def _operators(home: Home, kind: str) -> list[str]:
    plain = ["eq", "ne"]
    if kind in ("ID", "bool") or isinstance(home.names.get(kind), type(Enum)):
        return plain
    ordered = [*plain, "gt", "gte", "lt", "lte"]
    return [*ordered, "contains", "starts_with"] if kind == "str" else ordered


def usable(f: Field, viewer: Viewer) -> Field:
    """What a reader may not see is no way to find, sort or group by either: the answer would tell it."""
    if f.guard and not viewer.can(f.guard, f.noun.__name__):
        raise Refused(FORBIDDEN, N_("You may not filter, sort or group by {field}."), f.name, field_name=f.name)
    return f


class Filter:
    """One filter of a request becomes one condition; what would be too much work is refused while it is read."""

    def __init__(self, home: Home, viewer: Viewer) -> None:
        self.home, self.viewer, self.left = home, viewer, MOST_CONDITIONS

    def condition(self, noun: type[Any], rows: Any, given: Any, depth: int = 0) -> sa.ColumnElement[bool]:
        if depth > DEEPEST:
            raise Refused(INVALID, N_("This filter is nested too deeply."))
        said = {key: value for key, value in vars(given).items() if value not in (UNSET, None)} if given else {}
        return sa.and_(sa.true(), *(self._part(noun, rows, key, value, depth) for key, value in said.items()))

    def _part(self, noun: type[Any], rows: Any, key: str, value: Any, depth: int) -> sa.ColumnElement[bool]:
        self.left -= 1
        if self.left < 0:
            raise Refused(INVALID, N_("This filter has more than {most} conditions."), most=MOST_CONDITIONS)
        if key in ("and_", "or_"):
            parts = [self.condition(noun, rows, each, depth + 1) for each in value]
            return sa.and_(sa.true(), *parts) if key == "and_" else sa.or_(sa.false(), *parts)
        if key == "not_":
            return sa.not_(self.condition(noun, rows, value, depth + 1))
        target = self.home.lists(noun).get(key)
        if target is not None:
            return self._hanging(target, getattr(rows, key), value, depth)
        [f] = [f for f in self.home.fields(noun) if f.name == key]
        return self._compared(usable(f, self.viewer), rows, value, depth)

    def _hanging(self, target: type[Any], link: Any, given: Any, depth: int) -> sa.ColumnElement[bool]:
        parts: list[sa.ColumnElement[bool]] = [sa.true()]
        for key, wanted in vars(given).items():
            if wanted not in (UNSET, None):
                some = self._related(target, link, wanted, depth, many=True)
                parts.append(some if key == "some" else sa.not_(some))
        return sa.and_(*parts)

    def _related(self, target: type[Any], link: Any, given: Any, depth: int, *, many: bool) -> sa.ColumnElement[bool]:
        if not self.viewer.can("can_list", target.__name__):
            raise Refused(FORBIDDEN, N_("You may not do that: {step}, {noun}."), step_name="list", noun=target)
        rows, seen = self.rows(target)
        condition = sa.and_(seen, self.condition(target, rows, given, depth + 1))
        return link.of_type(rows).any(condition) if many else link.of_type(rows).has(condition)

    def rows(self, target: Any) -> tuple[Any, sa.ColumnElement[bool]]:
        """Other rows that a condition leads to, and which of them are seen: the session sees to that by itself."""
        return aliased(target), sa.true()

    def _compared(self, f: Field, rows: Any, given: Any, depth: int) -> sa.ColumnElement[bool]:
        attribute = getattr(rows, f.name)
        if f.target is not None:
            return self._related(f.target, attribute, given, depth, many=False)
        said = {op: value for op, value in vars(given).items() if value not in (UNSET, None)}
        return sa.and_(sa.true(), *(self.test(f, attribute, op, value) for op, value in said.items()))

    def test(self, f: Field, attribute: Any, op: str, value: Any) -> sa.ColumnElement[bool]:
        """One comparison."""
        return TESTS[op](attribute, bindable(f, value))  # type: ignore[no-any-return]


TESTS: dict[str, Any] = {
    "eq": lambda a, v: a == v,
    "ne": lambda a, v: sa.or_(a != v, a.is_(None)),
    "gt": lambda a, v: a > v,
    "gte": lambda a, v: a >= v,
    "lt": lambda a, v: a < v,
    "lte": lambda a, v: a <= v,
    "in_": lambda a, v: a.in_(v),
    "is_null": lambda a, v: a.is_(None) if v else a.is_not(None),
    "contains": lambda a, v: a.icontains(v, autoescape=True),
    "starts_with": begins,
}


def bindable(f: Field, value: Any) -> Any:
    """A value that both engines take; a key that cannot be one matches nothing."""
    if isinstance(value, list):
        if len(value) > LONGEST_LIST:
            raise Refused(INVALID, N_("A list in a filter has at most {most} values."), f.name, most=LONGEST_LIST)
        return [bindable(f, each) for each in value]
    if isinstance(value, str) and not isinstance(value, Enum):
        return key_of(value) if f.column_is_key else _short(f, value)
    return value


def _short(f: Field, value: str) -> str:
    if len(value) > LONGEST_TEXT:
        raise Refused(INVALID, N_("A text in a filter has at most {most} characters."), f.name, most=LONGEST_TEXT)
    return value


def key_of(text: Any) -> int:
    """The number of an id; 0, which no record has, for what is none."""
    text = str(text)
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= 10 else 0
    return number if number < 2**31 else 0
