"""The schema of Trato, and the engine that answers most of what is asked of it."""

from __future__ import annotations

from schema import calling, jobs, reports
from schema.engine.build import built
from schema.engine.compiled.engine import Engine
from schema.rooms import NOUNS

schema = built("schema.types", NOUNS, reports.questions, jobs.questions, calling.questions, steps=[calling.steps])
engine = Engine(schema)
