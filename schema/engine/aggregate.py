"""Groups of records and their figures: count, sum, average, least and most, in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
import strawberry
from strawberry import UNSET, Info

from app.core.errors import INVALID, Refused
from app.core.shape import Field
from app.core.words import N_
from schema.engine.asked import asked
from schema.engine.context import Context, context_of
from schema.engine.filters import Filter, is_comparable, usable
from schema.engine.guard import guards, may_read
from schema.engine.home import Home
from schema.engine.naming import STAMPS, many, public_name, told_of
from schema.engine.periods import FirstDay
from schema.engine.related import relation, stand
from schema.engine.rows import Values
from schema.engine.types import ByDay

MOST_GROUPS, MOST_KEYS = 1000, 5

FIGURES = {
    "sum": "The sum of each.",
    "avg": "The average of each, without the empty ones, to six decimals.",
    "min": "The least of each.",
    "max": "The most of each.",
}


def keys_of(home: Home, noun: type[Any]) -> list[Field]:
    return [f for f in home.fields(noun) if is_comparable(f) and not f.column_is_key and f.name != "version"]


def numbers_of(home: Home, noun: type[Any]) -> list[Field]:
    return [f for f in keys_of(home, noun) if f.target is None and f.type in (int, Decimal)]


def extremes_of(home: Home, noun: type[Any]) -> list[Field]:
    days = [f for f in keys_of(home, noun) if f.type in (date, datetime) and f.name not in STAMPS]
    return numbers_of(home, noun) + days


def build_aggregate(home: Home, noun: type[Any]) -> None:
    """`XGroupBy`, `XKeys`, `XTotals`, `XExtremes` and `XAggregate`"""
    name = noun.__name__
    keys = keys_of(home, noun)
    by = {f.name: ("ByDay" if f.type in (date, datetime) else "ByValue") + " | None" for f in keys}
    members = {f.name: strawberry.field(default=UNSET, **told_of(f)) for f in keys}
    home.made(f"{name}GroupBy", members, by, "One field to group by.", is_input=True)
    members, annotations = _values(home, keys)
    home.made(f"{name}Keys", members, annotations, "What the records of a group have in common; null where not asked.")
    annotations = {"keys": f"{name}Keys", "count": "int"}
    for kind, fields in (("Totals", numbers_of(home, noun)), ("Extremes", extremes_of(home, noun))):
        if fields:
            members, values = _values(home, fields)
            summed = dict.fromkeys(values, "Decimal | None") if kind == "Totals" else values
            home.made(f"{name}{kind}", members, summed, "One value for each field that can be counted with.")
            annotations |= dict.fromkeys(("sum", "avg") if kind == "Totals" else ("min", "max"), f"{name}{kind}")
    docs = {"keys": "What the group is of.", "count": "How many records.", **FIGURES}
    members = {key: strawberry.field(description=docs[key]) for key in annotations}
    members["keys"] = home.resolver("keys", _keys, f"{name}Keys", {}, docs["keys"])
    del annotations["keys"]
    home.made(f"{name}Aggregate", members, annotations, "A group of records and its figures.")


def _values(home: Home, fields: list[Field]) -> tuple[dict[str, Any], dict[str, str]]:
    """A type's members for these fields; a period of moments begins on a day."""
    members: dict[str, Any] = {}
    annotations: dict[str, str] = {}
    for f in fields:
        if f.target is not None:
            members[f.name] = relation(home, f)
        else:
            members[f.name] = strawberry.field(**told_of(f), extensions=guards(f), default=None)
            annotations[f.name] = f"{'date' if f.type is datetime else home.type_of(f)} | None"
    return members, annotations


@dataclass
class Group:
    """One group: its keys and figures by field, and all groups of the answer."""

    values: Any
    count: int
    sum: Any
    avg: Any
    min: Any
    max: Any
    all: list[Any]


def _keys(root: Group, info: Info) -> Values:
    stand(info, root.all)
    return root.values  # type: ignore[no-any-return]


def aggregate_question(home: Home, noun: type[Any]) -> dict[str, Any]:
    """`xsAggregate`"""

    def act(root: Any, info: Info, filter: Any = None, group_by: Any = None) -> list[Group] | None:
        if not may_read(context_of(info), "can_list", noun):
            return None
        return Grouping(home, info, noun, filter, group_by or []).groups()

    name = noun.__name__
    arguments = {"filter": (f"{name}Filter | None", UNSET), "group_by": (f"list[{name}GroupBy] | None", UNSET)}
    doc = f"{noun.__doc__} In groups, in the order of their keys, {MOST_GROUPS} at most; all in one without `groupBy`."
    question = f"{many(noun)}_aggregate"
    return {question: home.resolver(question, act, f"list[{name}Aggregate] | None", arguments, doc)}


class Grouping:
    """What was asked of groups, as one statement."""

    def __init__(self, home: Home, info: Info, noun: Any, filter: Any, group_by: list[Any]) -> None:
        self.context: Context = context_of(info)
        self.noun = noun
        self.condition = Filter(home, self.context.viewer).condition(noun, noun, filter)
        self.keys = [self._key(home, each) for each in group_by]
        if len(self.keys) > MOST_KEYS or len({f.name for f, _ in self.keys}) < len(self.keys):
            raise Refused(INVALID, N_("Records are grouped by {most} different fields at most."), most=MOST_KEYS)
        self.measures = [(op, f) for op in FIGURES for f in self._measured(home, op, asked(info, op))]

    def _key(self, home: Home, given: Any) -> tuple[Field, Any]:
        said = [(name, by) for name, by in vars(given).items() if by not in (UNSET, None)]
        if len(said) != 1:
            raise Refused(INVALID, N_("Each element of a grouping names one field."))
        [(name, by)] = said
        [f] = [f for f in keys_of(home, self.noun) if f.name == name]
        usable(f, self.context.viewer)
        return f, FirstDay(f.attribute, by) if isinstance(by, ByDay) and not is_itself(f, by) else f.key_attribute

    def _measured(self, home: Home, op: str, names: set[str]) -> list[Field]:
        fields = numbers_of(home, self.noun) if op in ("sum", "avg") else extremes_of(home, self.noun)
        told = (f for f in fields if public_name(f) in names)
        return [f for f in told if not f.guard or self.context.viewer.can(f.guard, self.noun.__name__)]

    def groups(self) -> list[Group]:
        by = [expression for _, expression in self.keys]
        figures = [figure for op, f in self.measures for figure in _figures(op, f.attribute)]
        labelled = [each.label(f"c{n}") for n, each in enumerate([*by, sa.func.count(), *figures])]
        wanted = sa.select(*labelled).select_from(self.noun).where(self.condition)
        wanted = wanted.group_by(*by).order_by(*(each.asc().nulls_last() for each in by)).limit(MOST_GROUPS + 1)
        rows = self.context.session.execute(wanted).all()
        if len(rows) > MOST_GROUPS:
            raise Refused(INVALID, N_("There are more than {most} groups. Filter, or group by less."), most=MOST_GROUPS)
        groups = [self._group(tuple(row)) for row in rows]
        everybody = [group.values for group in groups]
        for group in groups:
            group.all = everybody
        return groups

    def _group(self, row: tuple[Any, ...]) -> Group:
        keys = {f.key: value for (f, _), value in zip(self.keys, row, strict=False)}
        left = iter(row[len(self.keys) + 1 :])
        figures: dict[str, dict[str, Any]] = {op: {} for op in FIGURES}
        for op, f in self.measures:
            figures[op][f.name] = _figure(op, left)
        count = row[len(self.keys)]
        return Group(Values(keys), count, **{op: Values(values) for op, values in figures.items()}, all=[])


def is_itself(f: Field, by: ByDay) -> bool:
    return f.type is date and by in (ByDay.VALUE, ByDay.DAY)


def _figures(op: str, attribute: Any) -> list[Any]:
    """An average is a sum and a count, so that it is exact on both engines."""
    if op == "avg":
        return [sa.func.sum(attribute), sa.func.count(attribute)]
    return [getattr(sa.func, op)(attribute)]


def _figure(op: str, left: Any) -> Any:
    value = next(left)
    if op != "avg":
        return Decimal(value) if op == "sum" and value is not None else value
    count = next(left)
    return round(Decimal(value) / count, 6) if count else None
