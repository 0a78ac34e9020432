"""The commands of `flask --app run`: the door for operators. Each finds, asks, does and says what came of it."""

from __future__ import annotations

import sys
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from app.core.database import system_session
from app.core.doorman import once
from app.core.noun import now
from app.core.words import N_
from app.demo import story
from app.organization import access_key
from app.organization.hiring import hire
from app.organization.password import hashed_password
from app.organization.setting import settings_of
from views import exporting, filing, reporting, serving, vocabulary, warning, working
from views.console import plainly, say, the_employee
from views.delivery import deliver_all
from views.fab.session import engine


def register(web: Flask) -> None:
    """Adds the commands to the application."""
    working.register(web)

    files = (filing.import_file, filing.import_undo, filing.demo, exporting.export_list, reporting.write_report)
    for command in (*files, warning.churn, sync_security, user, token, serve, catalogues):
        web.cli.add_command(command)


@click.command("sync-security", help="Make permissions and roles that are new in this version.")
@with_appcontext
def sync_security() -> None:
    with system_session(engine()) as session:
        given = once(session, lambda: deliver_all(session))
    say(N_("{n} permissions given."), n=given)


@click.command(help="Migrate, load the example company into an empty database, and serve web and jobs.")
@with_appcontext
def serve() -> None:
    from flask_migrate import upgrade  # here, as in views/migrating.py

    upgrade()
    with system_session(engine()) as session:
        once(session, lambda: deliver_all(session))
        is_empty = story.is_empty(session)
    with plainly():
        if is_empty and current_app.extensions["settings"].demo:
            filing.tell_demo(now().date())
        serving.serve(current_app.extensions["settings"])


@click.group(help="Employees who can sign in.")
def user() -> None:
    pass


@user.command("add", help="An employee who can sign in.")
@click.argument("name")
@click.option("--role", "role_names", multiple=True, required=True, help="Role; may be said several times.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@click.option("--email", default="", help="E-mail address.")
@with_appcontext
def add_user(name: str, role_names: tuple[str, ...], password_stdin: bool, email: str) -> None:
    password = sys.stdin.readline().rstrip("\n") if password_stdin else click.prompt("Password", hide_input=True)
    with system_session(engine()) as session, plainly():
        ours, kept = settings_of(session), hashed_password(password, name=name)
        here: dict[str, Any] = {"language": ours.language, "zone": ours.zone}
        once(session, lambda: hire(session, name, roles=role_names, email=email, password_hash=kept, **here))
    say(N_("{name} can sign in."), name=name)


@click.command(help="An API key for an employee, printed this once.")
@click.argument("name")
@click.option("--days", default=access_key.DAYS, type=click.IntRange(1, 3650), show_default=True)
@with_appcontext
def token(name: str, days: int) -> None:
    with system_session(engine()) as session, plainly():
        key = once(session, lambda: access_key.issue(session, the_employee(session, name), at=now(), days=days))
    click.echo(key)


@click.command(help="Write new messages into the catalogues, for translators.")
def catalogues() -> None:
    for code in vocabulary.translations():
        click.echo(f"{code}: {vocabulary.renew(code)} to translate")
