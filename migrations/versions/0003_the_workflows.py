"""The workflows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "risk_model",
        sa.Column("trained_on", sa.Date(), nullable=False),
        sa.Column("scored_on", sa.Date(), nullable=True),
        sa.Column("customers", sa.Integer(), nullable=False),
        sa.Column("losses", sa.Integer(), nullable=False),
        sa.Column("auc", sa.Numeric(14, 4).with_variant(sa.BigInteger(), "sqlite"), nullable=True),
        sa.Column("brier", sa.Numeric(14, 4).with_variant(sa.BigInteger(), "sqlite"), nullable=True),
        sa.Column("is_fallback", sa.Boolean(), nullable=False),
        sa.Column("coefficients", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_model")),
    )
    op.create_table(
        "service_level",
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("priority", sa.String(30), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_level")),
    )
    op.create_index("ix_service_level_kind_priority", "service_level", ["kind", "priority"], unique=True)
    op.create_table(
        "absence",
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["employee_id"], ["ab_user.id"], name=op.f("fk_absence_employee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    op.create_index("ix_absence_employee_id_starts_at", "absence", ["employee_id", "starts_at"], unique=False)
    op.create_index(op.f("ix_absence_starts_at"), "absence", ["starts_at"], unique=False)
    op.create_table(
        "watch",
        sa.Column("noun", sa.String(length=200), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["ab_user.id"], name=op.f("fk_watch_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch")),
        sa.UniqueConstraint("noun", "record_id", "person_id", name=op.f("uq_watch_noun_record_id_person_id")),
    )
    op.create_index(op.f("ix_watch_person_id"), "watch", ["person_id"], unique=False)
    op.create_table(
        "lifecycle_entry",
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("stage", sa.String(30), nullable=True),
        sa.Column("value_class", sa.String(30), nullable=False),
        sa.Column("is_override", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("said_by_id", sa.Integer(), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_lifecycle_entry_customer_id")),
        sa.ForeignKeyConstraint(["said_by_id"], ["ab_user.id"], name=op.f("fk_lifecycle_entry_said_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lifecycle_entry")),
    )
    op.create_index(op.f("ix_lifecycle_entry_customer_id"), "lifecycle_entry", ["customer_id"], unique=False)
    op.create_index(
        "ix_lifecycle_entry_customer_id_from_on", "lifecycle_entry", ["customer_id", "from_on"], unique=False
    )
    op.create_index(op.f("ix_lifecycle_entry_from_on"), "lifecycle_entry", ["from_on"], unique=False)
    op.create_index(op.f("ix_lifecycle_entry_said_by_id"), "lifecycle_entry", ["said_by_id"], unique=False)
    op.create_table(
        "opportunity",
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("summary", sa.String(length=200), nullable=False),
        sa.Column("stage", sa.String(30), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("prospect_company", sa.String(length=200), nullable=True),
        sa.Column("prospect_name", sa.String(length=200), nullable=True),
        sa.Column("prospect_phone", sa.String(length=40), nullable=True),
        sa.Column("prospect_phone_e164", sa.String(length=40), nullable=True),
        sa.Column("prospect_email", sa.String(length=200), nullable=True),
        sa.Column("expected_value", sa.Numeric(14, 2).with_variant(sa.BigInteger(), "sqlite"), nullable=True),
        sa.Column("probability", sa.Numeric(7, 4).with_variant(sa.BigInteger(), "sqlite"), nullable=False),
        sa.Column("expected_close_on", sa.Date(), nullable=True),
        sa.Column("horizon", sa.String(30), nullable=False),
        sa.Column("value_class", sa.String(30), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("creator_id", sa.Integer(), nullable=True),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("loss_reason_id", sa.Integer(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_opportunity_contact_id")),
        sa.ForeignKeyConstraint(["creator_id"], ["ab_user.id"], name=op.f("fk_opportunity_creator_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_opportunity_customer_id")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_opportunity_department_id")),
        sa.ForeignKeyConstraint(
            ["loss_reason_id"], ["dictionary_entry.id"], name=op.f("fk_opportunity_loss_reason_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["ab_user.id"], name=op.f("fk_opportunity_owner_id")),
        sa.ForeignKeyConstraint(["source_id"], ["dictionary_entry.id"], name=op.f("fk_opportunity_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opportunity")),
        sa.UniqueConstraint("number", name=op.f("uq_opportunity_number")),
    )
    op.create_index(op.f("ix_opportunity_contact_id"), "opportunity", ["contact_id"], unique=False)
    op.create_index(op.f("ix_opportunity_creator_id"), "opportunity", ["creator_id"], unique=False)
    op.create_index(op.f("ix_opportunity_customer_id"), "opportunity", ["customer_id"], unique=False)
    op.create_index(op.f("ix_opportunity_department_id"), "opportunity", ["department_id"], unique=False)
    op.create_index(op.f("ix_opportunity_expected_close_on"), "opportunity", ["expected_close_on"], unique=False)
    op.create_index(op.f("ix_opportunity_loss_reason_id"), "opportunity", ["loss_reason_id"], unique=False)
    op.create_index("ix_opportunity_owner_id_status", "opportunity", ["owner_id", "status"], unique=False)
    op.create_index(op.f("ix_opportunity_prospect_phone_e164"), "opportunity", ["prospect_phone_e164"], unique=False)
    op.create_index(op.f("ix_opportunity_source_id"), "opportunity", ["source_id"], unique=False)
    op.create_index(
        "ix_opportunity_status_stage", "opportunity", ["status", "stage", "expected_close_on"], unique=False
    )
    op.create_table(
        "churn_alert",
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("rule", sa.String(30), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("look_again_on", sa.Date(), nullable=True),
        sa.Column("value_at_risk", sa.Numeric(16, 4).with_variant(sa.BigInteger(), "sqlite"), nullable=False),
        sa.Column("silent_days", sa.Integer(), nullable=True),
        sa.Column("usual_days", sa.Integer(), nullable=True),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("loss_reason_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("left_open", sa.String(length=200), nullable=True),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("saved", sa.Numeric(16, 4).with_variant(sa.BigInteger(), "sqlite"), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("won_back_on", sa.Date(), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_churn_alert_customer_id")),
        sa.ForeignKeyConstraint(
            ["loss_reason_id"], ["dictionary_entry.id"], name=op.f("fk_churn_alert_loss_reason_id")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_churn_alert_order_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["ab_user.id"], name=op.f("fk_churn_alert_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_churn_alert")),
    )
    op.create_index(op.f("ix_churn_alert_closed_at"), "churn_alert", ["closed_at"], unique=False)
    op.create_index(op.f("ix_churn_alert_customer_id"), "churn_alert", ["customer_id"], unique=False)
    op.create_index(op.f("ix_churn_alert_loss_reason_id"), "churn_alert", ["loss_reason_id"], unique=False)
    op.create_index(op.f("ix_churn_alert_order_id"), "churn_alert", ["order_id"], unique=False)
    op.create_index(op.f("ix_churn_alert_owner_id"), "churn_alert", ["owner_id"], unique=False)
    op.create_index(op.f("ix_churn_alert_raised_on"), "churn_alert", ["raised_on"], unique=False)
    op.create_index("ix_churn_alert_status_look_again_on", "churn_alert", ["status", "look_again_on"], unique=False)
    op.create_index("ix_churn_alert_status_value_at_risk", "churn_alert", ["status", "value_at_risk"], unique=False)
    op.create_index(
        "uq_churn_alert_pending",
        "churn_alert",
        ["customer_id"],
        unique=True,
        sqlite_where=sa.text("status IN ('OPEN', 'DEFERRED')"),
        postgresql_where=sa.text("status IN ('OPEN', 'DEFERRED')"),
    )
    op.create_table(
        "development_plan",
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("goal", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("remarks", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name=op.f("fk_development_plan_opportunity_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_development_plan")),
    )
    op.create_index(op.f("ix_development_plan_opportunity_id"), "development_plan", ["opportunity_id"], unique=False)
    op.create_index(op.f("ix_development_plan_status"), "development_plan", ["status"], unique=False)
    op.create_table(
        "service_request",
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("phone_e164", sa.String(length=40), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("priority", sa.String(30), nullable=False),
        sa.Column("channel", sa.String(30), nullable=False),
        sa.Column("summary", sa.String(length=200), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("is_entitled", sa.Boolean(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dispatched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waiting_for", sa.Text(), nullable=True),
        sa.Column("paused_minutes", sa.Integer(), nullable=False),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("snapshot", sa.JSON(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["assignee_id"], ["ab_user.id"], name=op.f("fk_service_request_assignee_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_service_request_contact_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_service_request_customer_id")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_service_request_department_id")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_service_request_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_request")),
        sa.UniqueConstraint("number", name=op.f("uq_service_request_number")),
    )
    op.create_index("ix_service_request_assignee_id_status", "service_request", ["assignee_id", "status"], unique=False)
    op.create_index(op.f("ix_service_request_contact_id"), "service_request", ["contact_id"], unique=False)
    op.create_index(op.f("ix_service_request_customer_id"), "service_request", ["customer_id"], unique=False)
    op.create_index(op.f("ix_service_request_department_id"), "service_request", ["department_id"], unique=False)
    op.create_index(op.f("ix_service_request_opened_at"), "service_request", ["opened_at"], unique=False)
    op.create_index(op.f("ix_service_request_order_id"), "service_request", ["order_id"], unique=False)
    op.create_index(op.f("ix_service_request_phone_e164"), "service_request", ["phone_e164"], unique=False)
    op.create_index(op.f("ix_service_request_starts_at"), "service_request", ["starts_at"], unique=False)
    op.create_index(op.f("ix_service_request_status"), "service_request", ["status"], unique=False)
    op.create_index("ix_service_request_status_due_at", "service_request", ["status", "due_at"], unique=False)
    op.create_table(
        "dispatch",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("assignee_id", sa.Integer(), nullable=False),
        sa.Column("dispatcher_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["assignee_id"], ["ab_user.id"], name=op.f("fk_dispatch_assignee_id")),
        sa.ForeignKeyConstraint(["dispatcher_id"], ["ab_user.id"], name=op.f("fk_dispatch_dispatcher_id")),
        sa.ForeignKeyConstraint(["request_id"], ["service_request.id"], name=op.f("fk_dispatch_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatch")),
    )
    op.create_index(op.f("ix_dispatch_assignee_id"), "dispatch", ["assignee_id"], unique=False)
    op.create_index(op.f("ix_dispatch_dispatcher_id"), "dispatch", ["dispatcher_id"], unique=False)
    op.create_index(op.f("ix_dispatch_request_id"), "dispatch", ["request_id"], unique=False)
    op.create_table(
        "feedback",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("through_link", sa.Boolean(), nullable=False),
        sa.Column("said_by", sa.String(length=200), nullable=True),
        sa.Column("resolver_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by_id"], ["ab_user.id"], name=op.f("fk_feedback_asked_by_id")),
        sa.ForeignKeyConstraint(["request_id"], ["service_request.id"], name=op.f("fk_feedback_request_id")),
        sa.ForeignKeyConstraint(["resolver_id"], ["ab_user.id"], name=op.f("fk_feedback_resolver_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
    )
    op.create_index(op.f("ix_feedback_asked_by_id"), "feedback", ["asked_by_id"], unique=False)
    op.create_index(op.f("ix_feedback_at"), "feedback", ["at"], unique=False)
    op.create_index(op.f("ix_feedback_request_id"), "feedback", ["request_id"], unique=False)
    op.create_index(op.f("ix_feedback_resolver_id"), "feedback", ["resolver_id"], unique=False)
    op.create_table(
        "plan_step",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("action", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("measure", sa.String(length=200), nullable=True),
        sa.Column("target", sa.Numeric(14, 4).with_variant(sa.BigInteger(), "sqlite"), nullable=True),
        sa.Column("result", sa.Numeric(14, 4).with_variant(sa.BigInteger(), "sqlite"), nullable=True),
        sa.Column("effect", sa.Text(), nullable=True),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["development_plan.id"], name=op.f("fk_plan_step_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_step")),
    )
    op.create_index(op.f("ix_plan_step_due_on"), "plan_step", ["due_on"], unique=False)
    op.create_index(op.f("ix_plan_step_plan_id"), "plan_step", ["plan_id"], unique=False)
    op.create_table(
        "resolution",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("how", sa.String(30), nullable=False),
        sa.Column("minutes_spent", sa.Integer(), nullable=False),
        sa.Column("resolved_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["request_id"], ["service_request.id"], name=op.f("fk_resolution_request_id")),
        sa.ForeignKeyConstraint(["resolved_by_id"], ["ab_user.id"], name=op.f("fk_resolution_resolved_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resolution")),
    )
    op.create_index(op.f("ix_resolution_at"), "resolution", ["at"], unique=False)
    op.create_index(op.f("ix_resolution_request_id"), "resolution", ["request_id"], unique=False)
    op.create_index(op.f("ix_resolution_resolved_by_id"), "resolution", ["resolved_by_id"], unique=False)
    op.create_table(
        "retention_action",
        sa.Column("alert_id", sa.Integer(), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=False),
        sa.Column("cost", sa.Numeric(14, 2).with_variant(sa.BigInteger(), "sqlite"), nullable=True),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("taken_by_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(30), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["alert_id"], ["churn_alert.id"], name=op.f("fk_retention_action_alert_id")),
        sa.ForeignKeyConstraint(["kind_id"], ["dictionary_entry.id"], name=op.f("fk_retention_action_kind_id")),
        sa.ForeignKeyConstraint(["taken_by_id"], ["ab_user.id"], name=op.f("fk_retention_action_taken_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_action")),
    )
    op.create_index(op.f("ix_retention_action_alert_id"), "retention_action", ["alert_id"], unique=False)
    op.create_index(op.f("ix_retention_action_kind_id"), "retention_action", ["kind_id"], unique=False)
    op.create_index(op.f("ix_retention_action_taken_by_id"), "retention_action", ["taken_by_id"], unique=False)
    op.create_index(op.f("ix_retention_action_taken_on"), "retention_action", ["taken_on"], unique=False)
    op.create_table(
        "task",
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.Column("given_by_id", sa.Integer(), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("request_id", sa.Integer(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("noun", sa.String(length=200), nullable=True),
        sa.Column("record_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["assignee_id"], ["ab_user.id"], name=op.f("fk_task_assignee_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_task_customer_id")),
        sa.ForeignKeyConstraint(["given_by_id"], ["ab_user.id"], name=op.f("fk_task_given_by_id")),
        sa.ForeignKeyConstraint(["request_id"], ["service_request.id"], name=op.f("fk_task_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
    )
    op.create_index("ix_task_assignee_id_status_due_at", "task", ["assignee_id", "status", "due_at"], unique=False)
    op.create_index(op.f("ix_task_customer_id"), "task", ["customer_id"], unique=False)
    op.create_index(op.f("ix_task_due_at"), "task", ["due_at"], unique=False)
    op.create_index(op.f("ix_task_given_by_id"), "task", ["given_by_id"], unique=False)
    op.create_index("ix_task_noun_record_id", "task", ["noun", "record_id"], unique=False)
    op.create_index(op.f("ix_task_request_id"), "task", ["request_id"], unique=False)
    op.add_column("customer", sa.Column("stage", sa.String(30), nullable=True))
    op.add_column(
        "customer", sa.Column("is_stage_overridden", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.add_column(
        "customer",
        sa.Column("is_value_class_overridden", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.add_column(
        "customer",
        sa.Column("chance_to_leave", sa.Numeric(7, 4).with_variant(sa.BigInteger(), "sqlite"), nullable=True),
    )
    op.create_index(op.f("ix_customer_chance_to_leave"), "customer", ["chance_to_leave"], unique=False)
    op.add_column("setting", sa.Column("work_begins", sa.String(length=200), server_default="08:00", nullable=False))
    op.add_column("setting", sa.Column("work_ends", sa.String(length=200), server_default="17:00", nullable=False))
    op.add_column(
        "setting", sa.Column("working_days", sa.String(length=200), server_default="1,2,3,4,5", nullable=False)
    )
    op.add_column("setting", sa.Column("holidays", sa.Text(), nullable=True))
    op.add_column(
        "setting",
        sa.Column(
            "churn_silence_factor",
            sa.Numeric(7, 4).with_variant(sa.BigInteger(), "sqlite"),
            server_default="2",
            nullable=False,
        ),
    )
    op.add_column("setting", sa.Column("churn_floor_days", sa.Integer(), server_default="180", nullable=False))
    op.add_column("setting", sa.Column("churn_grace_days", sa.Integer(), server_default="90", nullable=False))
    op.add_column("setting", sa.Column("churn_complaints", sa.Integer(), server_default="2", nullable=False))

    _finer_prices()


def downgrade() -> None:
    _coarser_prices()
    op.drop_column("setting", "churn_complaints")
    op.drop_column("setting", "churn_grace_days")
    op.drop_column("setting", "churn_floor_days")
    op.drop_column("setting", "churn_silence_factor")
    op.drop_column("setting", "holidays")
    op.drop_column("setting", "working_days")
    op.drop_column("setting", "work_ends")
    op.drop_column("setting", "work_begins")
    op.drop_index(op.f("ix_customer_chance_to_leave"), table_name="customer")
    op.drop_column("customer", "chance_to_leave")
    op.drop_column("customer", "is_value_class_overridden")
    op.drop_column("customer", "is_stage_overridden")
    op.drop_column("customer", "stage")
    op.drop_index(op.f("ix_task_request_id"), table_name="task")
    op.drop_index("ix_task_noun_record_id", table_name="task")
    op.drop_index(op.f("ix_task_given_by_id"), table_name="task")
    op.drop_index(op.f("ix_task_due_at"), table_name="task")
    op.drop_index(op.f("ix_task_customer_id"), table_name="task")
    op.drop_index("ix_task_assignee_id_status_due_at", table_name="task")
    op.drop_table("task")
    op.drop_index(op.f("ix_retention_action_taken_on"), table_name="retention_action")
    op.drop_index(op.f("ix_retention_action_taken_by_id"), table_name="retention_action")
    op.drop_index(op.f("ix_retention_action_kind_id"), table_name="retention_action")
    op.drop_index(op.f("ix_retention_action_alert_id"), table_name="retention_action")
    op.drop_table("retention_action")
    op.drop_index(op.f("ix_resolution_resolved_by_id"), table_name="resolution")
    op.drop_index(op.f("ix_resolution_request_id"), table_name="resolution")
    op.drop_index(op.f("ix_resolution_at"), table_name="resolution")
    op.drop_table("resolution")
    op.drop_index(op.f("ix_plan_step_plan_id"), table_name="plan_step")
    op.drop_index(op.f("ix_plan_step_due_on"), table_name="plan_step")
    op.drop_table("plan_step")
    op.drop_index(op.f("ix_feedback_resolver_id"), table_name="feedback")
    op.drop_index(op.f("ix_feedback_request_id"), table_name="feedback")
    op.drop_index(op.f("ix_feedback_at"), table_name="feedback")
    op.drop_index(op.f("ix_feedback_asked_by_id"), table_name="feedback")
    op.drop_table("feedback")
    op.drop_index(op.f("ix_dispatch_request_id"), table_name="dispatch")
    op.drop_index(op.f("ix_dispatch_dispatcher_id"), table_name="dispatch")
    op.drop_index(op.f("ix_dispatch_assignee_id"), table_name="dispatch")
    op.drop_table("dispatch")
    op.drop_index("ix_service_request_status_due_at", table_name="service_request")
    op.drop_index(op.f("ix_service_request_status"), table_name="service_request")
    op.drop_index(op.f("ix_service_request_starts_at"), table_name="service_request")
    op.drop_index(op.f("ix_service_request_phone_e164"), table_name="service_request")
    op.drop_index(op.f("ix_service_request_order_id"), table_name="service_request")
    op.drop_index(op.f("ix_service_request_opened_at"), table_name="service_request")
    op.drop_index(op.f("ix_service_request_department_id"), table_name="service_request")
    op.drop_index(op.f("ix_service_request_customer_id"), table_name="service_request")
    op.drop_index(op.f("ix_service_request_contact_id"), table_name="service_request")
    op.drop_index("ix_service_request_assignee_id_status", table_name="service_request")
    op.drop_table("service_request")
    op.drop_index(op.f("ix_development_plan_status"), table_name="development_plan")
    op.drop_index(op.f("ix_development_plan_opportunity_id"), table_name="development_plan")
    op.drop_table("development_plan")
    op.drop_index(
        "uq_churn_alert_pending",
        table_name="churn_alert",
        sqlite_where=sa.text("status IN ('OPEN', 'DEFERRED')"),
        postgresql_where=sa.text("status IN ('OPEN', 'DEFERRED')"),
    )
    op.drop_index("ix_churn_alert_status_value_at_risk", table_name="churn_alert")
    op.drop_index("ix_churn_alert_status_look_again_on", table_name="churn_alert")
    op.drop_index(op.f("ix_churn_alert_raised_on"), table_name="churn_alert")
    op.drop_index(op.f("ix_churn_alert_owner_id"), table_name="churn_alert")
    op.drop_index(op.f("ix_churn_alert_order_id"), table_name="churn_alert")
    op.drop_index(op.f("ix_churn_alert_loss_reason_id"), table_name="churn_alert")
    op.drop_index(op.f("ix_churn_alert_customer_id"), table_name="churn_alert")
    op.drop_index(op.f("ix_churn_alert_closed_at"), table_name="churn_alert")
    op.drop_table("churn_alert")
    op.drop_index("ix_opportunity_status_stage", table_name="opportunity")
    op.drop_index(op.f("ix_opportunity_source_id"), table_name="opportunity")
    op.drop_index(op.f("ix_opportunity_prospect_phone_e164"), table_name="opportunity")
    op.drop_index("ix_opportunity_owner_id_status", table_name="opportunity")
    op.drop_index(op.f("ix_opportunity_loss_reason_id"), table_name="opportunity")
    op.drop_index(op.f("ix_opportunity_expected_close_on"), table_name="opportunity")
    op.drop_index(op.f("ix_opportunity_department_id"), table_name="opportunity")
    op.drop_index(op.f("ix_opportunity_customer_id"), table_name="opportunity")
    op.drop_index(op.f("ix_opportunity_creator_id"), table_name="opportunity")
    op.drop_index(op.f("ix_opportunity_contact_id"), table_name="opportunity")
    op.drop_table("opportunity")
    op.drop_index(op.f("ix_lifecycle_entry_said_by_id"), table_name="lifecycle_entry")
    op.drop_index(op.f("ix_lifecycle_entry_from_on"), table_name="lifecycle_entry")
    op.drop_index("ix_lifecycle_entry_customer_id_from_on", table_name="lifecycle_entry")
    op.drop_index(op.f("ix_lifecycle_entry_customer_id"), table_name="lifecycle_entry")
    op.drop_table("lifecycle_entry")
    op.drop_index(op.f("ix_watch_person_id"), table_name="watch")
    op.drop_table("watch")
    op.drop_index(op.f("ix_absence_starts_at"), table_name="absence")
    op.drop_index("ix_absence_employee_id_starts_at", table_name="absence")
    op.drop_table("absence")
    op.drop_index("ix_service_level_kind_priority", table_name="service_level")
    op.drop_table("service_level")
    op.drop_table("risk_model")


def _finer_prices() -> None:
    """Four decimals: on PostgreSQL by the type, on SQLite by what one whole unit means."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("UPDATE product SET price = price * 100, cost = cost * 100")
        return
    for name in ("price", "cost"):
        op.alter_column("product", name, existing_type=sa.Numeric(14, 2), type_=sa.Numeric(16, 4))


def _coarser_prices() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("UPDATE product SET price = round(price / 100.0), cost = round(cost / 100.0)")
        return
    for name in ("price", "cost"):
        op.alter_column("product", name, existing_type=sa.Numeric(16, 4), type_=sa.Numeric(14, 2))
