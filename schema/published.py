"""The schema of Trato."""

from __future__ import annotations

from schema import calling, jobs, reports
from schema.engine.build import built
from schema.rooms import NOUNS

schema = built("schema.types", NOUNS, reports.questions, jobs.questions, calling.questions, steps=[calling.steps])
