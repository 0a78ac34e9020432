"""Who works here, and in which part of the company."""

from __future__ import annotations

from app.core.words import N_
from app.organization.department import Department, DepartmentKind
from app.organization.employee import Employee
from app.organization.export import Export
from app.organization.setting import Setting
from views import departments, people
from views.fab.alone import to_the_one
from views.fab.screen import screen

GROUP = N_("Organization")

DepartmentScreen = screen(
    Department,
    columns=["name", "kind", "parent", "manager", "is_active"],
    sort="name",
    icon="building",
    sections={N_("Place"): ["name", "kind", "parent", "manager"]},
    marks={DepartmentKind.FACTORY: "settings", DepartmentKind.HEAD_OFFICE: "home"},
    listed=departments.listed,
    foresee={"move": departments.foresee_move},
)

EmployeeScreen = screen(
    Employee,
    columns=["name", "role", "department", "superior", "email", "extension", "active"],
    sort="username",
    icon="users",
    sections={
        N_("Person"): ["first_name", "last_name", "email", "extension"],
        N_("Work"): ["role", "department", "superior", "active"],
        N_("Sign-in"): ["username", "language", "zone", "mail_notices"],
    },
    kin=N_("Team"),
    writer=people.PeopleWriter(),
    foresee={"deactivate": people.foresee_handover, "hand_over": people.foresee_handover},
)

SettingScreen = screen(
    Setting,
    columns=["company_name"],
    icon="settings",
    sections={
        N_("Company"): ["company_name", "country", "language", "currency", "zone", "administrator_email"],
        N_("Formats"): ["day_format", "paper", "letterhead", "letter_foot"],
        N_("Decimals"): ["order_decimals", "contract_decimals", "quote_decimals", "product_decimals"],
        N_("Working hours"): ["work_begins", "work_ends", "working_days", "holidays"],
        N_("Service"): ["service_hour_cost"],
        N_("Notices"): ["receivable_notice_days", "birthday_notice_days"],
        N_("Churn"): ["churn_silence_factor", "churn_floor_days", "churn_grace_days", "churn_complaints"],
    },
    menu_permission="can_edit",
    list=to_the_one,
)

ExportScreen = screen(
    Export,
    columns=["file", "noun", "rows", "filters", "exported_by", "exported_at"],
    sort="-exported_at",
    icon="download",
    sections={N_("File"): ["file", "noun", "rows", "filters", "columns", "exported_by", "exported_at"]},
)

SCREENS = (EmployeeScreen, DepartmentScreen, SettingScreen, ExportScreen)
BESIDE: tuple[type, ...] = ()
