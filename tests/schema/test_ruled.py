"""The rule of rows stands under every noun that the engine reads, at every place of a statement; taken out, it fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import orjson
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.core.scope import scoped
from app.core.viewer import Viewer
from app.core.words import camel
from app.customers.contact import Contact
from app.customers.customer import Customer
from schema.caller_found import LATEST
from schema.engine.compiled import ruled
from schema.engine.compiled.binds import ME, WHO
from schema.engine.compiled.documents import read
from schema.engine.compiled.engine import Engine
from schema.engine.compiled.ruled import Ruled, Unruled
from schema.engine.naming import many, one, public_name
from schema.published import schema
from schema.rooms import NOUNS

Looking = Callable[[str], Session]
HIDDEN = [noun for noun in NOUNS if noun in scoped()]
CALLERS = [("customer", Customer), ("contact", Contact), ("contact", Customer)]
CARD = [("customer", Customer), *((name, noun) for name, (noun, _, _) in LATEST.items())]


def lists_of(noun: Any) -> dict[str, Any]:
    return {camel(name): target for name, target in schema.home.lists(noun).items() if target in HIDDEN}


def relations_of(noun: Any) -> dict[str, Any]:
    fields = (f for f in schema.home.fields(noun) if f.target in HIDDEN and not f.guard)
    return {public_name(f): f.target for f in fields}


def places() -> list[tuple[str, Any]]:
    """A question for each place at which each noun with a rule can be read, and the noun."""
    found: list[tuple[str, Any]] = []
    for noun in HIDDEN:
        every = camel(many(noun))
        found += [(f"{{ {every} {{ edges {{ node {{ id }} }} }} }}", noun), (f"{{ {every} {{ totalCount }} }}", noun)]
        found += [(f'{{ {camel(one(noun))}(id: "1") {{ id }} }}', noun), (f"{{ {every}Aggregate {{ count }} }}", noun)]
    found += [(f'{{ callerLookup(number: "+16105550142") {{ {each} {{ id }} }} }}', noun) for each, noun in CALLERS]
    found += [(f'{{ customerCard(id: "1") {{ {each} {{ id }} }} }}', noun) for each, noun in CARD]
    for noun in NOUNS:
        every = camel(many(noun))
        for name, target in lists_of(noun).items():
            found.append((f"{{ {every} {{ edges {{ node {{ {name} {{ edges {{ node {{ id }} }} }} }} }} }} }}", target))
            found.append((f"{{ {every} {{ edges {{ node {{ {name} {{ totalCount }} }} }} }} }}", target))
            found.append((f"{{ {every}(filter: {{{name}: {{some: {{}}}}}}) {{ totalCount }} }}", target))
            found.append((f"{{ {every}(filter: {{{name}: {{none: {{}}}}}}) {{ totalCount }} }}", target))
        for name, target in relations_of(noun).items():
            found.append((f"{{ {every} {{ edges {{ node {{ {name} {{ id }} }} }} }} }}", target))
            found.append((f"{{ {every}(filter: {{{name}: {{}}}}) {{ totalCount }} }}", target))
            found.append(
                (f"{{ {every}Aggregate(groupBy: [{{{name}: VALUE}}]) {{ keys {{ {name} {{ id }} }} }} }}", target)
            )
    return found


def mark(noun: Any) -> str:
    return f"of_nobody_{noun.__name__}"


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch, other_rules: None) -> None:
    """Rules that can be told apart in the text of a statement."""
    for noun in HIDDEN:
        word = sa.literal_column(f"'{mark(noun)}'") == sa.literal_column("''")
        monkeypatch.setattr(noun, "visible_to", classmethod(lambda cls, viewer, rows, word=word: word))


def texts(session: Session, query: str) -> str:
    engine, viewer = Engine(schema), session.info["viewer"]
    document = engine.documents.get(query, lambda: read(schema._schema, query))
    operation = document.operation(None)
    plan = engine._planned(session.get_bind().dialect, viewer, document, operation, {})
    return " ".join(each.statement.text for step in plan.steps for each in _tries(step.first))


def _tries(first: Any) -> Iterator[Any]:
    """What is tried first, and what is tried where that finds nothing."""
    while first is not None:
        yield first
        first = first.otherwise() if first.otherwise else None


@pytest.mark.usefixtures("marked")
def test_no_place_is_without_the_rule_of_its_noun(looking: Looking) -> None:
    session = looking("admin")
    without = [query for query, noun in places() if mark(noun) not in texts(session, query)]
    assert not without
    assert len(places()) > 5 * len(HIDDEN)


@pytest.mark.usefixtures("other_rules")
def test_a_statement_without_a_rule_is_not_run(looking: Looking, monkeypatch: pytest.MonkeyPatch) -> None:
    """Takes the rule out of the one place that puts it: whatever is asked is no longer made."""
    session = looking("admin")
    assert texts(session, "{ customers { totalCount } }")
    monkeypatch.setattr(Ruled, "rows", lambda self, noun: (aliased(noun), sa.true()))
    for noun in HIDDEN:
        with pytest.raises(Unruled):
            texts(session, f"{{ {camel(many(noun))} {{ edges {{ node {{ id }} }} }} }}")


def test_the_rule_is_the_one_of_the_noun_for_everybody_who_shares_it(looking: Looking) -> None:
    """Filled with the id of who asks, the shared rule reads as their own."""
    for who in ("ana", "luis", "max", "dan", "rosa", "eva", "cti", "admin"):
        session = looking(who)
        viewer: Viewer = session.info["viewer"]
        for noun in scoped():
            rows = ruled._rows(noun, 1)
            shared, own = (noun.visible_to(each, rows) for each in (replace(viewer, id=WHO), viewer))
            filled = sa.select(sa.func.count()).select_from(rows).where(shared)
            plain = sa.select(sa.func.count()).select_from(rows).where(own)
            assert written(filled.params({ME: viewer.id}), session) == written(plain, session), (who, noun)


def written(select: Any, session: Session) -> str:
    return str(select.compile(session.get_bind(), compile_kwargs={"literal_binds": True}))


def test_one_statement_two_people_their_own_rows(looking: Looking) -> None:
    """Ana and Luis share a role and a plan, if their departments reach alike; never an answer."""
    engine, query = Engine(schema), "{ customers(orderBy: [{name: ASC}]) { edges { node { name } } } }"
    seen = {}
    for who in ("ana", "luis", "max", "eva", "dan"):
        answer = engine.answer(looking(who), query, {}, None)
        assert answer is not None
        seen[who] = [edge["node"]["name"] for edge in orjson.loads(answer.written)["customers"]["edges"]]
    assert (seen["ana"], seen["luis"], seen["max"]) == (["Acme", "Beta"], ["Zeta"], ["Acme", "Beta", "Zeta"])
    assert seen["eva"] == ["Acme", "Beta", "Omega", "Zeta"]
    assert len(engine.plans) == engine.plans.misses >= 4, "no role's plan is another's"
