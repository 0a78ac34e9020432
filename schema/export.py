"""The published schema as a file: `python -m schema.export` writes it, a test holds it to the code."""

from __future__ import annotations

from pathlib import Path

FILE = Path(__file__).with_name("schema.graphql")


def text() -> str:
    """What the code says now."""
    from schema.published import schema

    return schema.as_str() + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
