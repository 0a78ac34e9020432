"""What a form asks for, whoever asks: a field of a noun or an argument of a verb."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from app.core.shape import Field
from app.core.verb import Argument


@dataclass(frozen=True)
class Asked:
    name: str
    label: str
    kind: str
    type: Any
    required: bool
    help: str = ""
    length: int | None = None
    digits: int | None = None
    default: Any = None
    offered: Mapping[str, str] = dataclasses.field(default_factory=dict)
    decimals: str = ""
    field: Field | None = None
    topic: str = ""
    within: int | None = None
    """The record that the choices hang on, where only its own are offered."""
    locked: frozenset[str] = frozenset()
    """Of what is offered, what this reader may not change."""

    @property
    def choices(self) -> list[Enum]:
        return list(self.type) if self.kind == "choice" else []


def of_field(f: Field) -> Asked:
    plain = f.default if not callable(f.default) else None
    kind = f.target if f.target is not None else f.type
    return Asked(
        f.name, f.label, f.kind, kind, f.required, f.help, f.length, f.digits, plain, f.offered, f.decimals, f, f.topic
    )  # fmt: skip


def of_argument(a: Argument) -> Asked:
    needed = a.required and not a.optional
    plain = None if a.required else a.default
    return Asked(a.name, a.label, a.kind, a.type, needed, "", a.length, a.digits, plain, topic=a.topic)
