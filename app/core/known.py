"""Records of which a statement in columns has read a part: what else is asked of them is read when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, make_transient_to_detached


def known(session: Session, noun: Any, read: Mapping[str, Any]) -> Any:
    """The session's record with this id; one that it has not met yet is made of what was read.

    SQLAlchemy sets up the reading of each column of a record anew with every statement: for one record, whose name is
    all that most pages want, that takes longer than the statement itself.
    """
    mapper = sa.inspect(noun)
    met = session.identity_map.get(mapper.identity_key_from_primary_key((read["id"],)))
    if met is not None:
        return met
    made = mapper.class_manager.new_instance()
    made.__dict__.update(read)
    make_transient_to_detached(made)
    session.add(made)
    return made
