"""Pages of ours beside bare ones, at all sizes in turn."""

from __future__ import annotations

from collections.abc import Callable

from tests.bench.house import House
from tests.bench.measure import Cost, Request, compared
from tests.bench.table import Claim

MOST_STATEMENTS, MOST_CPU, MOST_GROWTH = 8, 3, 1.5

Pair = tuple[Request, Request]


def claims(name: str, houses: list[House], pair: Callable[[House], Pair]) -> list[Claim]:
    """Of one page on one engine; `houses` go from the smallest to the largest."""
    requests = [request for house in houses for request in pair(house)]
    costs = compared(requests, [house.engine for house in houses for _ in range(2)])
    ours, bare = costs[::2], costs[1::2]
    found = [Claim(f"{name}, statements", max(cost.statements for cost in ours), MOST_STATEMENTS)]
    for house, mine, measure in zip(houses, ours, bare, strict=True):
        found.append(
            Claim(f"{name}, CPU at {house.size:,}", mine.cpu_ms / measure.cpu_ms, MOST_CPU, _told(mine, measure))
        )
    if len(houses) > 1:
        growth = ours[-1].p50_ms / ours[0].p50_ms
        told = f"{_grown(ours)}, bare {_grown(bare)}"
        found.append(Claim(f"{name}, p50 at {houses[-1].size:,} to {houses[0].size:,}", growth, MOST_GROWTH, told))
    return found


def _grown(costs: list[Cost]) -> str:
    return f"{costs[0].p50_ms:.1f} to {costs[-1].p50_ms:.1f} ms"


def _told(ours: Cost, bare: Cost) -> str:
    return f"{ours.cpu_ms:.1f} ms of {bare.cpu_ms:.1f} ms"
