"""Files that belong to records: kept beside the database under random names, and gone with the transaction or the row.

What is written in a transaction that does not happen is taken away; what is dropped in one goes when it has happened.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.orm import Session

_place = Path("instance") / "attachments"
_NAME = re.compile("[0-9a-f]{32}")


def set_place(directory: Path) -> None:
    """Where files are kept; told once, at the start."""
    global _place
    _place = directory


def path_of(name: str) -> Path:
    """Where the file of this random name lies; no other name leads anywhere."""
    if not _NAME.fullmatch(name):
        raise ValueError(name)
    return _place / name[:2] / name[2:]


def fresh_name() -> str:
    """A name that nobody chose and nobody guesses."""
    return secrets.token_hex(16)


def keep(session: Session, name: str, content: bytes) -> None:
    """Write the content under this name, whole or not at all."""
    path = path_of(name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    session.info.setdefault("files written", []).append(name)


def drop(session: Session, name: str) -> None:
    """Away with it, when this transaction has happened."""
    session.info.setdefault("files dropped", []).append(name)


@event.listens_for(Session, "after_commit")
def _happened(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop("files written", None)
        _remove(session.info.pop("files dropped", ()))


@event.listens_for(Session, "after_soft_rollback")
def _did_not_happen(session: Session, _: object) -> None:
    if not session.in_nested_transaction():
        session.info.pop("files dropped", None)
        _remove(session.info.pop("files written", ()))


def _remove(names: Collection[str]) -> None:
    for name in names:
        with suppress(OSError):
            path_of(name).unlink(missing_ok=True)


def orphans(known: Collection[str], before: datetime) -> list[Path]:
    """Files that no record names and that are older than any transaction that still goes on."""
    old = (path for path in _place.glob("??/*") if path.stat().st_mtime < before.timestamp())
    return [path for path in old if path.parent.name + path.name not in known]
