"""Chances to sell, the plans by which they are developed, and the steps of those."""

from __future__ import annotations

from app.core.words import N_
from app.sales.development_plan import DevelopmentPlan
from app.sales.development_plan import Status as PlanStatus
from app.sales.opportunity import Opportunity
from app.sales.pipeline import Horizon, Stage, Status
from app.sales.plan_step import PlanStep
from app.sales.plan_step import Status as StepStatus
from views.customers import CustomerScreen
from views.developing import Plans
from views.fab.screen import screen

OpportunityScreen = screen(
    Opportunity,
    columns=[
        "summary",
        "status",
        "stage",
        "prospect_company",
        "customer",
        "owner",
        "expected_close_on",
        "probability",
        "expected_value",
    ],
    brief=["summary", "status", "expected_close_on", "expected_value"],
    views={N_("Unassigned"): "status:is:OPEN", N_("Overdue"): "is_overdue:is:yes"},
    sort="expected_close_on",
    icon="target-arrow",
    sections={
        N_("Who it is"): [
            "customer",
            "contact",
            "prospect_company",
            "prospect_name",
            "prospect_phone",
            "prospect_email",
            "source",
        ],
        N_("What it may bring"): [
            "stage",
            "expected_value",
            "probability",
            "weighted",
            "expected_close_on",
            "is_overdue",
            "horizon",
            "value_class",
            "closed_on",
            "loss_reason",
        ],
        N_("In whose hands"): ["owner", "department", "creator"],
        N_("Description"): ["description"],
    },
    likely=["advance", "assign"],
    about=["stage", "horizon", "value_class"],
    tones={Status.OPEN: "warn", Status.ASSIGNED: "info", Status.WON: "good done"},
    marks={
        **dict(zip(Stage, ("eye", "user-plus", "file-text", "users"), strict=True)),
        **dict.fromkeys(Horizon, "hourglass"),
    },
    compared=["prospect_phone", "prospect_email", "prospect_company"],
    copied=True,
    part=Plans,
    modes=[("layout-kanban", N_("Board"), "board")],
)

DevelopmentPlanScreen = screen(
    DevelopmentPlan,
    columns=["goal", "opportunity", "status", "due_on", "started_on", "ended_on"],
    brief=["goal", "status", "due_on"],
    icon="route",
    sections={
        N_("Plan"): ["opportunity", "goal", "due_on", "started_on", "ended_on", "reason"],
        N_("Remarks"): ["remarks"],
    },
    related=["steps"],
    likely=["start", "succeed"],
    tones={PlanStatus.DRAFT: "info", PlanStatus.RUNNING: "good", PlanStatus.SUCCEEDED: "good done"},
)

PlanStepScreen = screen(
    PlanStep,
    columns=["action", "plan", "status", "due_on", "measure", "target", "result"],
    brief=["action", "status", "due_on", "result"],
    sort="due_on",
    icon="circle-check",
    sections={
        N_("What is done"): ["plan", "action", "due_on", "measure", "target"],
        N_("What came of it"): ["reported_on", "result", "effect"],
    },
    likely=["report"],
    tones={StepStatus.PLANNED: "info", StepStatus.REPORTED: "good done"},
)

CustomerScreen.related = (CustomerScreen.related[0], "opportunities", *CustomerScreen.related[1:])

SCREENS = (OpportunityScreen,)
BESIDE = (DevelopmentPlanScreen, PlanStepScreen)
