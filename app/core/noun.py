"""Noun: a typed model from which every door is derived."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.schema import CallableColumnDefault, ScalarElementColumnDefault

from app.core import scope as scope  # where there are nouns, the rule of rows is under every read of them
from app.core.column import column as column
from app.core.ground import grounds, rule_of
from app.core.kinds import TYPES
from app.core.lowered import SUFFIX as SUFFIX  # whatever says `begins` is kept in small letters from the first
from app.core.remembered import remembered
from app.core.viewer import Viewer
from app.core.words import label, plural, words

if TYPE_CHECKING:
    from sqlalchemy.orm import DeclarativeBase

    from app.core.verb import Verb

    class Model(DeclarativeBase): ...

else:
    from flask_appbuilder import Model

Model.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

# A member's name is the code that is stored and served, its value the words that are shown.
_CHOICE = sa.Enum(enum.StrEnum, native_enum=False, length=30, create_constraint=False)
Model.registry.update_type_annotation_map({enum.StrEnum: _CHOICE, **TYPES})


def now() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    return now().date()


class Declared:
    """What a noun knows about itself; Employee, whose row Flask-AppBuilder writes, has it too."""

    verbs: ClassVar[dict[str, Verb]]
    id: Any

    public: ClassVar[bool] = False
    """Everybody who may list the noun sees all its rows."""
    hangs_on: ClassVar[str] = ""
    """The relation whose record decides who sees this one."""
    keepers: ClassVar[tuple[str, ...]] = ()
    """The relations, dotted where they lead further, to the people and departments that a row belongs to."""
    shown: ClassVar[tuple[str, ...]] = ()
    """The only fields that any door knows, where not all are meant."""
    named_by: ClassVar[str] = "name"
    """The field that names a record."""
    names: ClassVar[Mapping[str, str]] = {}
    """The field that names a record in each language, where it has several names."""
    named_of: ClassVar[tuple[str, ...]] = ()
    """The columns that a name is made of, where a noun puts it together itself."""
    known_by: ClassVar[tuple[str, ...]] = ("number", "external_id", "name", "username", "email")
    """The fields by which a record is known in a sheet, the surest first."""
    chosen_by: ClassVar[str] = ""
    """The field that choices are in order of; by name where there is none."""
    plural: ClassVar[str] = ""
    chosen_while: ClassVar[str] = ""
    """The field that says whether a record may still be chosen anew; what was chosen before stays."""
    trees: ClassVar[Mapping[str, str]] = {}
    """The relations that lead up a tree, each with what is said to who would close a circle."""
    alone: ClassVar[bool] = False
    """Whether there is one record of it, which is changed and neither made nor deleted."""
    handed_over: ClassVar[bool] = True
    """Whether what an employee keeps of it goes to the one who takes over."""
    told_plainly: ClassVar[bool] = True
    """Whether who is given one is told just that; where a step does it, the step may say more."""
    logged: ClassVar[bool] = True
    """Whether changes of its fields go into the history."""
    special: ClassVar[tuple[str, ...]] = ()
    """What can be permitted on this noun beside reading, writing, its steps and its guarded fields."""

    def __init_subclass__(cls, **kw: Any) -> None:
        from app.core.verb import verb_of

        found = (verb_of(member) for base in reversed(cls.__mro__) for member in vars(base).values())
        cls.verbs = {verb.name: verb for verb in found if verb}
        super().__init_subclass__(**kw)

    @classmethod
    def visible_to(cls, viewer: Viewer, rows: Any) -> sa.ColumnElement[bool]:
        """Which rows this viewer sees; `rows` is anything with the noun's columns: the class, an alias, a table.

        Nobody sees a noun that says nothing: not `public`, no `keepers`, and not `hangs_on`.
        """
        return rule_of(grounds(cls, viewer, rows))

    def refuse_change(self) -> None:
        """Raises `Refused` when it is not the moment to edit or delete this record, or to add it where it hangs."""

    def refuse_delete(self) -> None:
        """Raises `Refused` when records of this noun stay, whatever hangs on them."""

    def refuse_late(self) -> None:
        """Raises `Refused` in the noun's own words when somebody was faster; otherwise the doorman says it plainly."""

    def tell(self, action: str, about: Any, *, by: Any, details: dict[str, str]) -> None:
        """Leave a line where people look: in its own history; a noun that concerns a customer tells the customer."""
        from app.core.history import keep_step

        keep_step(self, action.partition(".")[2], by=by, reason=details.get("reason") or details.get("note"))

    def named_in(self, language: str) -> str:
        """What the record is called for who reads this language; every door names records by this."""
        own = self.names.get(language)
        return str((getattr(self, own) if own else None) or self)

    def __str__(self) -> str:
        return str(getattr(self, self.named_by))


class Noun(Declared, Model):
    """A row with an identity, a version and stamps."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(info={"internal": True})
    created_at: Mapped[datetime] = column(internal=True, default=now)
    changed_at: Mapped[datetime] = column(internal=True, default=now)
    # No foreign keys: employees are never deleted, and departments, which employees point at, have stamps too.
    created_by_id: Mapped[int | None] = column(hidden=True)
    changed_by_id: Mapped[int | None] = column(hidden=True)
    __mapper_args__: dict[str, Any] = {"version_id_col": version}  # noqa: RUF012 - as SQLAlchemy declares it

    def __init__(self, **given: Any) -> None:
        """Defaults hold from the first moment, not from the first flush."""
        for key, kept_in in sa.inspect(type(self)).columns.items():
            if key not in given and isinstance(kept_in, sa.Column) and kept_in.default is not None:
                given[key] = start_value(kept_in)
        super().__init__(**given)

    def __init_subclass__(cls, **kw: Any) -> None:
        if "__abstract__" not in vars(cls):
            cls.__tablename__ = words(cls.__name__, "_")
        super().__init_subclass__(**kw)


@remembered
def _defaults(noun: type[Noun]) -> dict[str, Any]:
    """The plain defaults of a noun's columns."""
    columns = {key: kept_in for key, kept_in in sa.inspect(noun).columns.items() if isinstance(kept_in, sa.Column)}
    defaults = ((key, kept_in.default) for key, kept_in in columns.items())
    return {key: default.arg for key, default in defaults if isinstance(default, ScalarElementColumnDefault)}


def start_value(kept_in: sa.Column[Any]) -> Any:
    """What a new record has in this column; `None` where the database or nobody says."""
    default = kept_in.default
    if isinstance(default, ScalarElementColumnDefault):
        return default.arg
    return default.arg(None) if isinstance(default, CallableColumnDefault) else None  # type: ignore[arg-type]


def nouns() -> Iterator[type[Declared]]:
    """Every mapped noun, by name."""
    mapped = (mapper.class_ for mapper in Model.registry.mappers)
    yield from sorted((each for each in mapped if issubclass(each, Declared)), key=lambda noun: noun.__name__)


def table_of(noun: Any) -> sa.Table:
    """The table of a noun, for what is said to the database outside the records."""
    table: sa.Table = noun.__table__
    return table


def noun_named(name: str) -> type[Declared] | None:
    return next((noun for noun in nouns() if noun.__name__ == name), None)


def slug(noun: type[Declared]) -> str:
    """The noun in an address: `order-line`."""
    return words(noun.__name__, "-")


def singular_label(noun: type[Declared]) -> str:
    return label(noun.__name__)


def plural_label(noun: type[Declared]) -> str:
    return label(noun.plural or plural(words(noun.__name__)))
