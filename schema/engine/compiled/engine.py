"""The engine: a question in, the bytes of its answer out; or nothing, where the other way is to answer."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Hashable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

import orjson
import sqlalchemy as sa
from graphql import GraphQLError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.core.alone import Connect
from app.core.errors import Refused
from app.core.patience import is_over
from app.core.viewer import Viewer, viewer_of
from schema.engine.bill import Bill
from schema.engine.build import Api
from schema.engine.compiled.asking import Asking
from schema.engine.compiled.cache import Recent
from schema.engine.compiled.documents import Document, Operation, read
from schema.engine.compiled.driver import fetched
from schema.engine.compiled.forms import FORMS
from schema.engine.compiled.notcompiled import NotCompiled
from schema.engine.compiled.plan import Plan, Step, planned, questions
from schema.engine.compiled.refused import errors
from schema.engine.compiled.tree import Tree
from schema.engine.compiled.variables import shape, slotted
from schema.engine.limits import weighed

log = logging.getLogger(__name__)
MOST_DOCUMENTS, MOST_PLANS = 200, 500
COMPILED, FAILURE = "compiled", "failure"


@dataclass(frozen=True)
class Answer:
    """What was found, written already, and what was refused or given up."""

    written: bytes
    errors: list[GraphQLError]

    @property
    def data(self) -> orjson.Fragment:
        return orjson.Fragment(self.written)


class Engine:
    """One schema's engine; what it has learned is bounded."""

    def __init__(self, api: Api) -> None:
        self.home, self.schema = api.home, api._schema
        self.known = questions(api.home)
        self.documents: Recent[Document] = Recent(MOST_DOCUMENTS)
        self.plans: Recent[Plan | NotCompiled] = Recent(MOST_PLANS)
        self.counts: Counter[str] = Counter()

    def answer(
        self,
        session: Session,
        query: str,
        variables: dict[str, Any],
        name: str | None = None,
        bill: Bill | None = None,
    ) -> Answer | None:
        """The answer in the eyes of who looks; none, and a reason counted, where the other way answers."""
        before = self.counts[FAILURE]
        connection = session.connection()
        found = self.answer_on(
            connection.dialect, lambda _: nullcontext(connection), viewer_of(session), query, variables, name, bill
        )
        if self.counts[FAILURE] > before:
            session.rollback()
        return found

    def answer_on(
        self,
        dialect: sa.Dialect,
        connect: Connect,
        viewer: Viewer,
        query: str,
        variables: dict[str, Any],
        name: str | None,
        bill: Bill | None = None,
    ) -> Answer | None:
        """The same on connections that no session has; what it costs is written on the bill."""
        try:
            answer = self._answer(dialect, connect, viewer, query, variables, name, bill or Bill())
        except (NotCompiled, Refused, GraphQLError) as why:
            self.counts[why.reason if isinstance(why, NotCompiled) else "refused"] += 1
            return None
        except Exception as why:
            if isinstance(why, DBAPIError) and why.connection_invalidated:
                self.counts["connection lost"] += 1
                return None
            log.exception("the engine failed; the other way answers")
            self.counts[FAILURE] += 1
            return None
        self.counts[COMPILED] += 1
        return answer

    def _answer(
        self,
        dialect: sa.Dialect,
        connect: Connect,
        viewer: Viewer,
        query: str,
        variables: dict[str, Any],
        name: str | None,
        bill: Bill,
    ) -> Answer:
        document = self.documents.get(query, lambda: bill.made(read(self.schema, query)))
        operation = document.operation(name)
        values = operation.coerced(variables)
        key = (query, name, dialect.name, *_may(viewer), shape(values, document.uses))
        planned = partial(self._plan, dialect, viewer, document, operation, variables)
        plan = self.plans.get(key, lambda: bill.made(planned()))
        if isinstance(plan, NotCompiled):
            raise plan
        bill.records = plan.cost
        return _run(plan, connect, viewer, values)

    def _plan(
        self,
        dialect: sa.Dialect,
        viewer: Viewer,
        document: Document,
        operation: Operation,
        variables: dict[str, Any],
    ) -> Plan | NotCompiled:
        try:
            return self._planned(dialect, viewer, document, operation, variables)
        except NotCompiled as why:
            return why

    def _planned(
        self,
        dialect: sa.Dialect,
        viewer: Viewer,
        document: Document,
        operation: Operation,
        variables: dict[str, Any],
    ) -> Plan:
        text: Any = document.text
        name, values = operation.node.name.value if operation.node.name else None, operation.values(variables)
        cost, over = weighed(self.schema, text, name, values.coerced)
        if over:
            raise NotCompiled("limits")
        tree = Tree(text, slotted(values, document.uses))

        def asking() -> Asking:
            return Asking(self.home, self.schema, viewer, FORMS[dialect.name], tree, values.coerced)

        return replace(planned(asking, tree.collected([operation.node.selection_set]), self.known, dialect), cost=cost)


@lru_cache(maxsize=256)
def _may(viewer: Viewer) -> tuple[Hashable, ...]:
    """What of somebody shapes a statement; who they are does not."""
    return (
        viewer.permissions,
        tuple(viewer.reach.items()),
        viewer.department_id,
        viewer.department_path,
        viewer.is_system,
        viewer.language,
    )


def _run(plan: Plan, connect: Connect, viewer: Viewer, values: Mapping[str, Any]) -> Answer:
    data: dict[str, Any] = {}
    given_up: list[GraphQLError] = []
    for step in plan.steps:
        try:
            data[step.name] = _value(step, connect, viewer, values)
        except Exception as failure:
            if not is_over(failure):
                raise
            data[step.name] = None
            given_up.append(GraphQLError("", path=[step.name], original_error=failure))
    written = orjson.dumps(data)
    told = errors(list(plan.denied), orjson.loads(written)) if plan.denied else []
    return Answer(written, told + given_up)


def _value(step: Step, connect: Connect, viewer: Viewer, values: Mapping[str, Any]) -> Any:
    found, each = step.value, step.first
    while each is not None:
        filled = each.statement.parameters(values, viewer.id)
        with connect(each.is_steady) as connection:
            rows = fetched(connection, each.statement.text, filled)
        found = each.answer(rows)
        each = each.otherwise() if each.otherwise and not found else None
    return found
