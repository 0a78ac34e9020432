"""Who works here, and in which part of the company."""

from __future__ import annotations

from app.core.words import N_
from app.organization.department import Department
from app.organization.employee import Employee
from views.fab.screen import screen

GROUP = N_("Organization")

DepartmentScreen = screen(Department, columns=["name", "parent"], sort="name", icon="building")

EmployeeScreen = screen(
    Employee,
    columns=["name", "username", "department", "email", "extension", "active"],
    sort="username",
    icon="users",
)

SCREENS = (EmployeeScreen, DepartmentScreen)
BESIDE: tuple[type, ...] = ()
