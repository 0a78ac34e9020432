"""What belongs to a record, fetched for all that stand in the same place of the answer: one statement a place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from strawberry import Info

from app.core.shape import Field
from app.core.viewer import Viewer
from app.core.words import camel
from schema.engine.asked import asked
from schema.engine.context import Context, context_of, place_of
from schema.engine.guard import may_read, may_see
from schema.engine.home import Home
from schema.engine.naming import described, public_name


def columns(home: Home, context: Context, noun: type[Any], names: set[str]) -> list[Any]:
    """The columns behind the fields asked for."""
    return [f.key_attribute.label(f.key) for f in told(home, context.viewer, noun, names)]


def told(home: Home, viewer: Viewer, noun: type[Any], names: set[str]) -> list[Field]:
    """The fields that are read to tell these, as far as the viewer may see them; the key always."""
    meant = {*names, *(camel(name) for name in noun.names.values())} if "label" in names and noun.names else names
    read = (f for f in home.fields(noun) if f.column_is_key or public_name(f) in meant)
    return [f for f in read if not f.guard or viewer.can(f.guard, noun.__name__)]


def of_siblings(info: Info, root: Any, fetch: Callable[[list[Any]], dict[Any, Any]], key: Any) -> Any:
    """What `fetch` finds for the record of this key; fetched for its siblings in the same go."""
    context, place = context_of(info), place_of(info.path)
    known = context.loaded.setdefault(place, {})
    if key not in known:
        siblings = context.siblings.get(place[:-1]) or [root]
        known |= fetch(siblings)
        if key not in known:
            known |= {key: None} | fetch([root])
    return known[key]


def stand(info: Info, records: list[Any]) -> None:
    """Tell where these records stand in the answer: what one of them needs is then fetched for all."""
    place = place_of(info.path)
    if context_of(info).siblings.get(place) is not records:
        context_of(info).siblings[place] = records


def relation(home: Home, f: Field) -> Any:
    """The field of a to-one relation. What the reader may not see is null, as if it were not there."""
    return linked(home, f.name, f.target, f.key, described(f), seen=lambda context: may_see(context, f))


def linked(
    home: Home, name: str, target: Any, by: str, doc: str, *, seen: Callable[[Context], bool] = lambda _: True
) -> Any:
    """The field of a record whose id stands under the name `by`."""

    def act(root: Any, info: Info) -> Any:
        context = context_of(info)
        if not (seen(context) and may_read(context, "can_show", target)):
            return None
        key = getattr(root, by)

        def fetch(siblings: list[Any]) -> dict[Any, Any]:
            wanted = {getattr(each, by) for each in siblings} - {None}
            found = by_ids(home, context, target, wanted, asked(info))
            stand(info, list(found.values()))
            return dict.fromkeys(wanted) | found

        return None if key is None else of_siblings(info, root, fetch, key)

    return home.resolver(name, act, f"{target.__name__} | None", {}, doc)


def named(home: Home, noun: type[Any]) -> Any:
    """The field of a record's name in a language: the one that is asked for, or the reader's."""

    def act(root: Any, info: Info, language: Any = None) -> str:
        own = noun.names.get(language or context_of(info).viewer.language, noun.named_by)
        return str(getattr(root, own) or getattr(root, noun.named_by))

    doc = "Its name in this language (en, es, zh), or the reader's; in English where it has no other."
    return home.resolver("label", act, "str", {"language": ("str | None", None)}, doc)


def by_ids(home: Home, context: Context, noun: Any, ids: set[Any], names: set[str]) -> dict[Any, Any]:
    """Those of the records with these ids that the viewer sees, by id."""
    wanted = sa.select(*columns(home, context, noun, names)).where(noun.id.in_(sorted(ids)))
    return {row.id: row for row in context.session.execute(wanted)}
