"""In whose hands an opportunity is: who may still change it, and who goes on with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import object_session

from app.core.errors import FORBIDDEN, REFUSED, Refused
from app.core.viewer import Person, viewer_of
from app.sales.pipeline import Status

if TYPE_CHECKING:
    from app.sales.opportunity import Opportunity


def refuse_changing(opportunity: Opportunity) -> None:
    """Only an unassigned one is edited or deleted, by who brought it in."""
    if opportunity.status is not Status.OPEN:
        message = "Only what is not given to anybody yet is changed; this one is {status}."
        raise Refused(REFUSED, message, status=opportunity.status)
    session, creator = object_session(opportunity), opportunity.creator
    looks = viewer_of(session) if session is not None else None
    if looks is not None and creator is not None and not looks.is_system and looks.id != opportunity.creator_id:
        raise Refused(FORBIDDEN, "Only {name}, who brought it in, may change it.", name=str(creator))


def refuse_others(opportunity: Opportunity, by: Person | None) -> None:
    """Who has it goes on with it, or who gives opportunities out; that it is seen is not enough."""
    session, mine = object_session(opportunity), opportunity.owner or opportunity.creator
    if session is None or by is None or by is mine or viewer_of(session).can("can_assign", "Opportunity"):
        return
    raise Refused(FORBIDDEN, "It is in the hands of {name}.", name=str(mine))
