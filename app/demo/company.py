"""Who works at the example company. Ana sells in the east, Luis in the west, Max leads both; Dan dispatches, Rosa and
Tom help; Eva reads everything."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from sqlalchemy.orm import Session

from app.organization.department import Department, DepartmentKind
from app.organization.employee import Employee
from app.organization.hiring import hire

NAME = "Superstore Office Supply"
SERVICE_HOUR = Decimal(45)
OPEN_ON = "1,2,3,4,5,6,7"
"""A store: whatever day the example is told on, somebody works."""
TREE = {"Superstore": "", "Sales": "Superstore", "Sales East": "Sales", "Sales West": "Sales", "Service": "Superstore"}
KINDS = {
    "Superstore": DepartmentKind.GROUP,
    "Sales East": DepartmentKind.BRANCH,
    "Sales West": DepartmentKind.BRANCH,
    "Service": DepartmentKind.WORKSHOP,
}
MANAGERS = {"Superstore": "eva", "Sales": "max", "Service": "dan"}
PEOPLE = {
    "admin": ("Ada", "Admin", "Administrator", "Superstore"),
    "max": ("Max", "Keller", "Sales manager", "Sales"),
    "ana": ("Ana", "Torres", "Salesperson", "Sales East"),
    "luis": ("Luis", "Ortega", "Salesperson", "Sales West"),
    "dan": ("Dan", "Reyes", "Service manager", "Service"),
    "rosa": ("Rosa", "Delgado", "Service agent", "Service"),
    "tom": ("Tom", "Baker", "Service agent", "Service"),
    "eva": ("Eva", "Lindqvist", "Executive", "Superstore"),
    "cti": ("Call", "Center", "Call center", "Service"),
}
LED_BY = {"ana": "max", "luis": "max", "rosa": "dan", "tom": "dan", "max": "eva", "dan": "eva"}
SELLERS = {"East": "ana", "South": "ana", "West": "luis", "Central": "luis"}
"""Who owns the customers of a region."""


def found(session: Session, hashed: Callable[[str], str]) -> dict[str, Employee]:
    """Departments and employees; `hashed` gives the hash of the password of the one with this name."""
    departments: dict[str, Department] = {}
    for name, above in TREE.items():
        kind = KINDS.get(name, DepartmentKind.OFFICE)
        departments[name] = Department(name=name, parent=departments.get(above), kind=kind)
        session.add(departments[name])
    session.flush()
    people = {}
    for extension, (name, (first, last, role, where)) in enumerate(PEOPLE.items(), 101):
        people[name] = hire(
            session, name, roles=[role], first_name=first, last_name=last, email=f"{name}@superstore.example",
            password_hash=hashed(name), department=departments[where],
        )  # fmt: skip
        people[name].extension = str(extension)
    session.flush()
    for name, manager in MANAGERS.items():
        departments[name].manager = people[manager]
    session.flush()
    for name, above in LED_BY.items():
        people[name].superior = people[above]
    session.flush()
    return people
