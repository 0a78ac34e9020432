"""What must hold for every noun and every verb, by construction."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.core import events
from app.core.language import language
from app.core.noun import Declared, Noun, nouns, plural_label, singular_label
from app.core.shape import Field, fields
from app.core.verb import Verb
from app.organization.role import permissions_of
from config import ROLES
from schema.published import schema
from schema.rooms import NOUNS as PUBLISHED
from views.fab.address import screen_of, screens

ROOT = Path(__file__).resolve().parents[2]
NOUNS = sorted(nouns(), key=lambda noun: noun.__name__)
VERBS = [(noun, verb) for noun in NOUNS for verb in noun.verbs.values()]
FIELDS = [(noun, f) for noun in NOUNS for f in fields(noun)]
BEHIND = {"Notification", "AccessKey", "DataPermission", "Batch", "SavedView", "TimelineEntry", "Watch"}
"""Nouns without screens of their own: they are kept by commands, by verbs, or shown on other pages."""
UNPUBLISHED = {"AccessKey", "DataPermission", "Batch", "SavedView", "Watch"}
"""Nouns that the API does not name."""


def named(pair: object) -> str:
    return getattr(pair, "__name__", None) or getattr(pair, "name", str(pair))


@pytest.mark.parametrize("noun", NOUNS, ids=named)
def test_a_noun_has_its_screens(noun: type[Declared]) -> None:
    assert (screen_of(noun) is None) == (noun.__name__ in BEHIND)


@pytest.mark.parametrize("noun", NOUNS, ids=named)
def test_a_noun_is_on_the_api_because_it_is_named(noun: type[Declared]) -> None:
    assert (noun in PUBLISHED) == (noun.__name__ not in UNPUBLISHED)


@pytest.mark.parametrize("noun", NOUNS, ids=named)
def test_a_noun_says_what_it_is(noun: type[Declared]) -> None:
    assert len((noun.__doc__ or "").strip()) > 10


@pytest.mark.parametrize("noun", NOUNS, ids=named)
def test_a_noun_has_a_version_and_stamps(noun: type[Declared]) -> None:
    """All but the employee, whose row Flask-AppBuilder writes at each sign-in."""
    assert issubclass(noun, Noun) or noun.__name__ == "Employee"


@pytest.mark.parametrize(("noun", "verb"), VERBS, ids=named)
def test_a_verb_has_a_permission_a_mutation_and_words(noun: type[Declared], verb: Verb) -> None:
    assert verb.permission in permissions_of(noun)
    mutation = schema.get_type_by_name("Mutation")
    names = {f.python_name for f in mutation.fields}
    brings_a_file = any(argument.kind == "file" for argument in verb.arguments)
    assert any(name.endswith(f"_{verb.name}") for name in names) != brings_a_file
    assert verb.help.endswith(".")


@pytest.mark.parametrize(("noun", "verb"), VERBS, ids=named)
def test_somebody_may_take_every_step(noun: type[Declared], verb: Verb) -> None:
    spoken = [role for role in ROLES.values() if verb.name in role.may.get(noun.__name__, "").split()]
    assert spoken or "*" in ROLES["Administrator"].may


@pytest.mark.parametrize("code", ["en", "es", "zh"])
def test_every_noun_verb_and_field_has_a_label_in_every_language(code: str) -> None:
    labels = {singular_label(n) for n in NOUNS} | {plural_label(n) for n in NOUNS}
    labels |= {f.label for _, f in FIELDS} | {v.label for _, v in VERBS}
    missing = [text for text in labels if code != "en" and text not in language(code).messages]
    assert missing == []


@pytest.mark.parametrize(("noun", "f"), FIELDS, ids=named)
def test_no_door_writes_a_status_a_stamp_or_what_is_computed(noun: type[Declared], f: Field) -> None:
    if f.name == "status" or f.internal or f.computed:
        assert not f.written


def test_the_history_is_kept_of_every_written_column() -> None:
    """A change of an attribute that was not loaded must still tell the old value."""
    for noun in NOUNS:
        for attribute in sa.inspect(noun).column_attrs:
            if (
                issubclass(noun, Noun)
                and attribute.key not in ("id", "version")
                and isinstance(attribute.columns[0], sa.Column)
            ):
                assert attribute.active_history, f"{noun.__name__}.{attribute.key} is declared without column()"


def test_relations_and_their_keys_agree_on_being_optional() -> None:
    for noun in NOUNS:
        hints = inspect.get_annotations(noun)
        for link in sa.inspect(noun).relationships:
            key = hints.get(f"{link.key}_id")
            if key and link.key in hints:
                assert ("None" in str(key)) == ("None" in str(hints[link.key])), f"{noun.__name__}.{link.key}"


def test_every_event_that_somebody_waits_for_is_a_verb() -> None:
    known = {f"{re.sub(r'(?<=[a-z])(?=[A-Z])', '_', noun.__name__).lower()}.{verb.name}" for noun, verb in VERBS}
    assert events.events() <= known


def sources(*folders: str) -> list[Path]:
    return [path for folder in folders for path in (ROOT / folder).rglob("*.py")]


def test_only_verbs_write_a_status() -> None:
    for path in sources("app"):
        for node in ast.walk(ast.parse(path.read_text())):
            targets = (
                node.targets
                if isinstance(node, ast.Assign)
                else [node.target]
                if isinstance(node, ast.AugAssign)
                else []
            )
            written = [t for t in targets if isinstance(t, ast.Attribute) and t.attr == "status"]
            assert not written or path.name == "verb.py", f"{path}:{node.lineno}"


def test_only_the_core_takes_a_connection_that_the_rule_is_not_under() -> None:
    """`session.connection()` and engines go around the rule of rows."""
    allowed = {
        "app/core",
        "app/customers/timeline.py",
        "app/customers/interaction.py",
        "app/organization/department.py",
        "app/organization/notification.py",
        "app/organization/sign_in.py",  # who is in is asked before anybody looks
        "app/organization/watch.py",
        "schema/engine/compiled/engine.py",  # refuses each statement that the rule is not in: compiled/ruled.py
    }
    for path in sources("app", "views", "schema"):
        where = str(path.relative_to(ROOT))
        if not any(where.startswith(known) for known in allowed):
            assert ".connection(" not in path.read_text(), where


def test_no_door_commits_what_it_did_not_begin_as_a_writer() -> None:
    """SQLite turns a reader away that writes after somebody else did; the doorman and `writing` begin as writers."""
    for path in sources("views", "schema"):
        tree = ast.parse(path.read_text())
        begun = [
            node for node in ast.walk(tree) if isinstance(node, ast.With) and "writing(" in ast.unparse(node.items[0])
        ]
        inside = {id(call) for block in begun for call in ast.walk(block)}
        commits = [
            node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".commit")
        ]
        assert [node.lineno for node in commits if id(node) not in inside] == [], path


def test_only_the_core_looks_past_the_rule() -> None:
    for path in sources("views", "schema"):
        assert "unscoped" not in path.read_text(), path


def test_roles_are_told_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()
    assert [role for role in ROLES if role not in readme] == []


def test_every_setting_is_told_in_the_readme() -> None:
    from config import Settings

    readme = (ROOT / "README.md").read_text()
    assert [name for name in Settings.model_fields if f"TRATO_{name.upper()}" not in readme] == []


def test_every_icon_of_a_screen_is_drawn() -> None:
    """One that is not on the sheet is an empty place in the menu."""
    sheet = (ROOT / "static" / "vendor" / "icons" / "icons.svg").read_text()
    assert [made.__name__ for made in screens().values() if f'id="{made.icon}"' not in sheet] == []
