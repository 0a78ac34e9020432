"""The published schema as a file: `python -m schema.export` writes it, a test holds it to the code."""

from __future__ import annotations

import sys
from pathlib import Path

FILE = Path(__file__).with_name("schema.graphql")
RELEASED = Path(__file__).with_name("released.graphql")
"""What the last release published, once there was one: `python -m schema.export --release` writes it."""


def text() -> str:
    """What the code says now."""
    from schema.published import schema

    return schema.as_str() + "\n"


def taken_away() -> list[str]:
    """What programs lose by the code as it is now, and were not told before."""
    from schema.promise import broken

    return [loss for each in (FILE, RELEASED) if each.exists() for loss in broken(each.read_text("utf-8"), text())]


if __name__ == "__main__":
    for loss in taken_away():
        print(f"Not deprecated before: {loss}", file=sys.stderr)  # noqa: T201 - told to who exports
    (RELEASED if "--release" in sys.argv else FILE).write_text(text(), encoding="utf-8")
