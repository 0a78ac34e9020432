"""Who may take which step: the table in `matrix.txt`, read by people in review and held against every door.

`python -m tests.house.matrix` writes it anew from the delivered roles; the difference is what a reviewer reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from app.core import doorman
from app.organization.role import EVERY
from config import ROLES
from tests.house.doors import Step, steps

FILE = Path(__file__).with_name("matrix.txt")
PERSON = {
    "Administrator": "admin", "Sales manager": "max", "Salesperson": "ana", "Service manager": "dan",
    "Service agent": "rosa", "Executive": "eva", "Call center": "cti",
}  # fmt: skip
"""Who of the cast has the role."""
WIDE = 30
YES, NO = "yes", "."


def table() -> dict[str, dict[str, bool]]:
    """By step, by role: as the file says."""
    lines = [line for line in FILE.read_text().splitlines() if line.strip()]
    roles = [name.strip() for name in lines[0].split("|")[1:]]
    read: dict[str, dict[str, bool]] = {}
    noun = ""
    for line in lines[1:]:
        name, *cells = line.split("|")
        if not cells:
            noun = name.strip()
            continue
        read[f"{noun} {name.strip()}"] = dict(zip(roles, (cell.strip() == YES for cell in cells), strict=True))
    return read


def delivered(step: Step, role: str) -> bool:
    """Whether the role table permits the step."""
    begin = doorman.beginning(step.noun)
    name = "open" if begin and step.name == begin.name == "open" else step.name
    may: Mapping[str, str] = ROLES[role].may
    said = f"{may.get(step.noun.__name__, '')} {may.get(EVERY, '')}".split()
    return EVERY in said or name in said or f"can_{name}" in said


def written() -> Iterator[str]:
    """The file, line by line."""
    yield "|".join(["".ljust(WIDE), *(f" {role} " for role in ROLES)])
    noun = ""
    for step in steps():
        if step.noun.__name__ != noun:
            noun = step.noun.__name__
            yield f"\n{noun}"
        cells = ((YES if delivered(step, role) else NO).center(len(role) + 2) for role in ROLES)
        yield "|".join([f"  {step.name}".ljust(WIDE), *cells])


if __name__ == "__main__":
    from run import create_app

    create_app()
    FILE.write_text("\n".join(line.rstrip() for line in written()) + "\n")
