"""Questions in a second and processor time for each, with sixteen connections: ours, PostGraphile's and SQL by hand's.

All three stand on one core with PostgreSQL, who asks has the other; they take turns, and the median of the rounds counts.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from tests.bench.api import peer_questions, served
from tests.bench.api.alike import difference
from tests.bench.api.load import Measured, asked
from tests.bench.api.programs import SERVERS, Program, postgresql
from tests.bench.api.served import Served
from tests.bench.api.six import Question, questions
from tests.bench.table import Claim

CONNECTIONS: Final = 16
SECONDS, WARM = 1.2, 0.5


class Way:
    """One of the three, with what it is asked; the figures of its rounds."""

    def __init__(self, server: Served, bodies: Sequence[bytes], database: Program) -> None:
        self.server, self.bodies, self.database = server, bodies, database
        self.rounds: list[tuple[Measured, float]] = []

    def warm(self) -> None:
        asked(self.server.target, self.bodies, connections=CONNECTIONS, seconds=WARM)

    def measure(self) -> None:
        before = self._cpu()
        found = asked(self.server.target, self.bodies, connections=CONNECTIONS, seconds=SECONDS)
        if found.refused or not found.answered:
            raise RuntimeError(f"{self.server.target.path}: {found.refused} refused, {found.answered} answered")
        self.rounds.append((found, (self._cpu() - before) / found.answered * 1000))

    def _cpu(self) -> float:
        return self.server.program.cpu() + self.database.cpu()

    @property
    def cpu_ms(self) -> float:
        """Of the server and of PostgreSQL, for one question."""
        return statistics.median(cpu for _, cpu in self.rounds)

    @property
    def rate(self) -> float:
        return statistics.median(found.rate for found, _ in self.rounds)

    @property
    def p50_ms(self) -> float:
        return statistics.median(found.p50_ms for found, _ in self.rounds)

    @property
    def share(self) -> float:
        return max(found.share for found, _ in self.rounds)

    def __str__(self) -> str:
        return f"{self.rate:.0f}/s, p50 {self.p50_ms:.1f} ms, {self.cpu_ms:.2f} ms CPU"


def claims(url: str, key: str, directory: Path, rounds: int) -> Iterator[Claim]:
    """Of each question: compared first, then measured in turns."""
    with ExitStack() as stack:
        database = postgresql(served.plain(url))
        database.pin(SERVERS)
        ours = stack.enter_context(served.ours(url, key, directory))
        hand = stack.enter_context(served.by_hand(url, directory))
        peer = stack.enter_context(served.peer(url, directory))
        for question in questions(served.plain(url)):
            ways = [Way(ours, question.bodies(), database)]
            ways.append(Way(hand.at(f"/{question.name}"), question.bare_bodies(), database))
            if peer:
                ways.append(Way(peer, peer_questions.bodies(question, served.plain(url), peer.ask), database))
            refuse_different(question, ways)
            yield from _claims(question, *_measured(ways, rounds))


def refuse_different(question: Question, ways: Sequence[Way]) -> None:
    """Whoever answers something else is not compared."""
    ours, *others = ways
    for n in (0, len(ours.bodies) // 2, -1):
        mine = ours.server.ask(ours.bodies[n])["data"]
        for other in others:
            told = other.server.ask(other.bodies[n])
            theirs = (
                told["data"] if other.server.target.path != "/graphql" else peer_questions.shaped(question.name, told)
            )
            if why := difference(mine, theirs):
                raise RuntimeError(f"{question.name} is answered in two ways: {why}")


def _measured(ways: list[Way], rounds: int) -> list[Way]:
    for way in ways:
        way.warm()
    for _ in range(rounds):
        for way in ways:
            way.measure()
    return ways


def _claims(question: Question, ours: Way, hand: Way, peer: Way | None = None) -> Iterator[Claim]:
    busy = max(way.share for way in (ours, hand, peer) if way)
    if peer:
        told = f"{ours}; PostGraphile {peer}; who asks is busy {busy:.0%}"
        name = f"{question.name}, throughput, times PostGraphile's"
        yield Claim(name, ours.rate / peer.rate, question.throughput, told, is_least=True)
    told = f"{ours.cpu_ms:.2f} ms of {hand.cpu_ms:.2f} ms; by hand {hand.rate:.0f}/s, p50 {hand.p50_ms:.1f} ms"
    yield Claim(f"{question.name}, server and database CPU, times SQL's", ours.cpu_ms / hand.cpu_ms, question.cpu, told)
