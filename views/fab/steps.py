"""The steps that a reader may take with a record now, as buttons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.verb import Verb
from app.core.viewer import Viewer
from views.fab.reader import say

Likely = Sequence[str] | Callable[[Any], Sequence[str]]
"""The steps that may be the primary button, the likeliest first; or what says so of a record."""


@dataclass(frozen=True)
class Button:
    name: str
    label: str
    help: str
    href: str
    is_asking: bool
    """Whether the step asks something; one that does not is taken by its button."""


def steps(record: Any, viewer: Viewer, base: str) -> list[Button]:
    """In the order of a life: what is permitted, and fits the moment. Remarks are written where they stand."""
    noun = type(record)
    taken = (verb for verb in noun.verbs.values() if not (verb.begins or verb.is_remark))
    each = (verb for verb in taken if viewer.can(verb.permission, noun.__name__))
    return [_button(verb, record, base) for verb in each if verb.fits(record)]


def _button(verb: Verb, record: Any, base: str) -> Button:
    href = f"{base}/step/{verb.name}/{record.id}"
    return Button(verb.name, say(verb.label), say(verb.help) if verb.help else "", href, bool(verb.arguments))


def sorted_out(buttons: Sequence[Button], likely: Likely, record: Any) -> tuple[Button | None, list[Button]]:
    """The likeliest next step, which gets the one primary button, and the others."""
    by_name = {button.name: button for button in buttons}
    wished = likely(record) if callable(likely) else likely
    first = next((by_name[name] for name in wished if name in by_name), None)
    return first, [button for button in buttons if button is not first]
