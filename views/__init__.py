"""Screens: the registry, the forms and the pages of every noun."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_wtf import CSRFProtect

from views import (
    alerts,
    calls,
    catalog,
    churning,
    customers,
    data_permissions,
    dictionary,
    dispatching,
    errands,
    files,
    first_run,
    health,
    integrating,
    loopback,
    myself,
    notifications,
    opportunities,
    ordering,
    organization,
    pipeline,
    planning,
    rating,
    report_printing,
    report_schedules,
    reports,
    roles,
    running,
    sales,
    service,
    telephone,
    upload,
    webhooks,
)
from views.dashboard import home as front
from views.fab import bell, choices, errors, export, headers, home, page
from views.fab.security import Registry, Security
from views.fab.viewer import admit

ACCESS = (roles.RolesView, data_permissions.DataPermissionsView)
GROUPS: tuple[tuple[str, tuple[type[Any], ...]], ...] = (
    (customers.GROUP, (*customers.SCREENS, *churning.SCREENS)),
    (sales.GROUP, (*opportunities.SCREENS, *sales.SCREENS)),
    (planning.GROUP, planning.SCREENS),
    (service.GROUP, (errands.MyRequests, dispatching.DispatchBoard, *service.SCREENS)),
    (catalog.GROUP, catalog.SCREENS),
    (
        organization.GROUP,
        (
            *organization.SCREENS,
            *ACCESS,
            *dictionary.SCREENS,
            telephone.TelephoneView,
            integrating.IntegratingView,
            *webhooks.SCREENS,
        ),
    ),
)
BESIDE = (
    *customers.BESIDE,
    *opportunities.BESIDE,
    *sales.BESIDE,
    *service.BESIDE,
    *alerts.BESIDE,
    *churning.BESIDE,
    *catalog.BESIDE,
    *organization.BESIDE,
    *report_schedules.BESIDE,
    *webhooks.BESIDE,
)
"""Screens that are reached from others and stand in no menu."""


def register(app: Flask, db: Any) -> None:
    """Every screen, in its place."""
    app.config.update(WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_SSL_STRICT=False, SESSION_COOKIE_NAME="trato")
    CSRFProtect(app)
    with app.app_context():
        registry = Registry(app, db.session, indexview=front.Home, security_manager_class=Security)
        for group, screens in GROUPS:
            for made in screens:
                registry.add_view(made, made.title, icon=made.icon, label=made.title, category=group)
        registry.add_view(
            reports.ReportsView, "Reports", icon="report-analytics", label="Reports", category=reports.GROUP
        )
        for made in report_schedules.SCREENS:
            registry.add_view(made, made.title, icon=made.icon, label=made.title, category=reports.GROUP)
        for made in BESIDE:
            registry.add_view_no_menu(made)
    app.register_blueprint(choices.pages)
    app.register_blueprint(home.preferences)
    app.register_blueprint(bell.pages)
    app.register_blueprint(ordering.pages)
    app.register_blueprint(pipeline.pages)
    app.register_blueprint(notifications.pages)
    app.register_blueprint(running.pages)
    app.register_blueprint(upload.pages)
    app.register_blueprint(export.pages)
    app.register_blueprint(report_printing.pages)
    app.register_blueprint(myself.pages)
    app.register_blueprint(calls.pages)
    app.register_blueprint(files.pages)
    app.register_blueprint(webhooks.pages)
    rating.register(app)
    health.register(app)
    loopback.prepare(app, app.extensions["settings"])
    first_run.prepare(app)
    app.before_request(admit)
    for part in (page, headers, errors):
        part.prepare(app)
