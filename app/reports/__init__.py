"""Reports: each is a title, columns and rows, declared once and served at every door."""

from __future__ import annotations

from app.core.errors import NOT_FOUND, Refused
from app.core.report import Report
from app.core.words import N_
from app.reports import members as members
from app.reports.churn import CHURN
from app.reports.composition import COMPOSITION
from app.reports.contribution import CONTRIBUTION
from app.reports.performance import PERFORMANCE
from app.reports.persistency import PERSISTENCY
from app.reports.product import PRODUCT
from app.reports.profiling import PROFILING
from app.reports.profitability import PROFITABILITY
from app.reports.promotion import PROMOTION
from app.reports.prospecting import PROSPECTING
from app.reports.service import SERVICE

THE_FOUR = (CONTRIBUTION, COMPOSITION, SERVICE, CHURN)
THE_SEVEN = (PROFILING, PERSISTENCY, PROFITABILITY, PERFORMANCE, PROSPECTING, PRODUCT, PROMOTION)
REPORTS = {report.name: report for report in (*THE_FOUR, *THE_SEVEN)}


def report_named(name: str) -> Report:
    if name not in REPORTS:
        raise Refused(NOT_FOUND, N_("There is no report of this name."))
    return REPORTS[name]
