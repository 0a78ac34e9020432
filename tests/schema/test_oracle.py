"""Thousands of questions at random, in the eyes of every role: both ways answer alike."""

from __future__ import annotations

import os
from collections.abc import Iterator
from random import Random

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from schema.published import schema
from tests.schema.asked import Questions
from tests.schema.oracle import ROLES, Oracle, oracle
from tests.schema.world import peopled

QUESTIONS, EYES = int(os.environ.get("TRATO_ORACLE", "640")), 8
"""How many questions are asked, and in how many eyes each; so many cases on each engine."""


@pytest.fixture
def both(app: Flask, engine: sa.Engine) -> Iterator[Oracle]:
    peopled(engine)
    with oracle(engine) as ways:
        yield ways


def test_the_engine_answers_what_strawberry_answers(both: Oracle) -> None:
    @settings(
        max_examples=QUESTIONS, deadline=None, derandomize=True, database=None,
        phases=(Phase.generate, Phase.shrink), suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(chance=st.randoms(use_true_random=False, note_method_calls=False))
    def alike(chance: Random) -> None:
        asked = Questions(schema._schema, chance).asked()
        for who in ROLES[:EYES]:
            both.holds(who, asked)

    alike()
    assert both.told["asked"] >= QUESTIONS * EYES
    assert both.told["compiled"] > 0.8 * both.told["asked"], both.engine.counts
    assert both.told["with errors"] > 0.02 * both.told["asked"], "guards and permissions were met, too"
