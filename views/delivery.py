"""What a version brings into a database: permissions and roles, and the settings to begin with."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.catalog.delivered import deliver_dictionary
from app.organization.role import deliver
from app.organization.setting import deliver_settings
from app.service.level import deliver_levels
from config import ROLES, SPECIAL_PERMISSIONS


def deliver_all(session: Session) -> int:
    """What is there already stays as people have left it. Returns how many permissions were given."""
    deliver_settings(session)
    deliver_dictionary(session)
    deliver_levels(session)
    return deliver(session, ROLES, SPECIAL_PERMISSIONS)
