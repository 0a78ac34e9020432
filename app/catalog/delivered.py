"""The entries that come with a version, delivered once: what an administrator took away stays away."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.catalog.dictionary import DictionaryEntry, Topic
from app.core.noun import Model

FILE = Path(__file__).with_name("dictionary.toml")


class DeliveredEntry(Model):
    """One entry that a version brought, remembered so that it is brought once."""

    __tablename__ = "delivered_entry"

    topic: Mapped[str] = mapped_column(sa.String(30), primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(40), primary_key=True)


def deliver_dictionary(session: Session) -> int:
    """Make the entries that are new in this version, for the system; returns how many. One that is there stays."""
    known = set(map(tuple, session.execute(sa.select(DeliveredEntry.topic, DeliveredEntry.code))))
    there = set(map(tuple, session.execute(sa.select(DictionaryEntry.topic, DictionaryEntry.code))))
    new = [each for each in standard() if (each.topic.name, each.code) not in known]
    session.add_all(DeliveredEntry(topic=each.topic.name, code=each.code) for each in new)
    made = [each for each in new if (each.topic, each.code) not in there]
    session.add_all(made)
    session.flush()
    return len(made)


def standard() -> Iterator[DictionaryEntry]:
    """The entries of the file, in its order, not yet in any session."""
    for topic, said in tomllib.loads(FILE.read_text("utf-8")).items():
        for position, (code, names) in enumerate(said.items(), 1):
            name_en, name_es, name_zh = (name.strip() for name in names.split("|"))
            yield DictionaryEntry(
                topic=Topic[topic], code=code, name_en=name_en.removesuffix("*"), name_es=name_es, name_zh=name_zh,
                position=position, is_protected=name_en.endswith("*"),
            )  # fmt: skip
