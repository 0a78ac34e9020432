"""The command `churn`: the rules of the night, asked now."""

from __future__ import annotations

from datetime import datetime

import click
from flask.cli import with_appcontext

from app.churn.alert import Rule
from app.churn.raising import raise_alerts
from app.core.database import system_session
from app.core.noun import now
from app.core.words import N_
from views import console
from views.fab.session import engine

RULE = N_("{rule}: {n}")
WARNED = N_("New churn alerts: {n}. To look at again: {again}.")


@click.command("churn", help="Warn of customers who may leave, and open alerts again whose day has come.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day; today unless told.")
@with_appcontext
def churn(as_of: datetime | None) -> None:
    with console.plainly(), system_session(engine()) as session:
        counts = raise_alerts(session, as_of.date() if as_of else now().date())
    again = counts.pop("reopened")
    counts.pop("told")
    for rule, n in counts.items():
        console.say(RULE, rule=Rule[rule.upper()], n=n)
    console.say(WARNED, n=sum(counts.values()), again=again)
