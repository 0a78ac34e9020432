"""What an import does, counted by record: created, updated, skipped because nothing differs, failed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass, field

CREATED, UPDATED, SKIPPED, FAILED = "created", "updated", "skipped", "failed"
NONE = {CREATED: 0, UPDATED: 0, SKIPPED: 0, FAILED: 0}
RANK = {SKIPPED: 0, UPDATED: 1, CREATED: 2}


@dataclass
class Tally:
    """Each record counts once, for the most that was done to it. What is not kept did not happen."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    _seen: dict[tuple[str, Hashable], str] = field(default_factory=dict)
    _now: dict[tuple[str, Hashable], str] = field(default_factory=dict)

    def mark(self, noun: str, key: Hashable, what: str) -> None:
        before = self.state(noun, key)
        if before is None or RANK[what] > RANK[before]:
            self._now[noun, key] = what

    def state(self, noun: str, key: Hashable) -> str | None:
        return self._now.get((noun, key)) or self._seen.get((noun, key))

    def see(self, noun: str, key: Hashable) -> None:
        """Known from an earlier try, where it was counted."""
        self._seen[noun, key] = CREATED

    def keep(self) -> None:
        self.counts = self._counted()
        self._seen |= self._now
        self._now = {}

    def _counted(self) -> dict[str, Counter[str]]:
        """With what is marked and not kept yet."""
        counts = {noun: Counter(counter) for noun, counter in self.counts.items()}
        for (noun, key), what in self._now.items():
            counter = counts.setdefault(noun, Counter(NONE))
            if before := self._seen.get((noun, key)):
                counter[before] -= 1
            counter[what] += 1
        return counts

    def drop(self, back_to: dict[tuple[str, Hashable], str] | None = None) -> None:
        """Forget what was marked since the last `keep`, or since a `point`."""
        self._now = back_to or {}

    def point(self) -> dict[tuple[str, Hashable], str]:
        return dict(self._now)

    def fail(self, noun: str) -> None:
        self.of(noun)[FAILED] += 1

    def of(self, noun: str) -> Counter[str]:
        return self.counts.setdefault(noun, Counter(NONE))

    def plain(self) -> dict[str, dict[str, int]]:
        return {noun: dict(counter) for noun, counter in self._counted().items()}
