"""A noun of which there is one record: instead of a list, its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import redirect
from flask_appbuilder import expose

from app.core.doorman import may
from app.organization.setting import THE_ONE
from views.fab.session import session

if TYPE_CHECKING:
    from views.fab.screen import Screen


@expose("/list/")
def to_the_one(self: Screen) -> Any:
    may(session(), "can_list", self.noun)
    return redirect(self.address(f"show/{THE_ONE}"))
