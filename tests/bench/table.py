"""What was claimed, what was measured, and which of it was missed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Claim:
    """At most so much of something, or at least; `told` are the figures behind it."""

    name: str
    measured: float
    goal: float
    told: str = ""
    is_least: bool = False

    @property
    def is_missed(self) -> bool:
        return round(self.measured, 2) < self.goal if self.is_least else round(self.measured, 1) > self.goal

    def __str__(self) -> str:
        verdict = "missed" if self.is_missed else "kept"
        bound = "at least" if self.is_least else "at most "
        return f"{self.name:<64}{self.measured:8.2f}  {bound} {self.goal:<5g}{verdict:<8}{self.told}"


def printed(title: str, claims: list[Claim]) -> None:
    """Each with its goal, and how many were kept."""
    print(f"\n{title}\n{'-' * len(title)}")
    for claim in claims:
        print(claim, flush=True)


def summed_up(claims: list[Claim]) -> None:
    missed = [claim for claim in claims if claim.is_missed]
    print(f"\n{len(claims) - len(missed)} of {len(claims)} claims kept, {len(missed)} missed.")
