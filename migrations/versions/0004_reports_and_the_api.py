"""Reports and the API."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_schedule",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("report", sa.String(30), nullable=False),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("span", sa.String(30), nullable=False),
        sa.Column("parameters", sa.String(length=200), nullable=True),
        sa.Column("format", sa.String(30), nullable=False),
        sa.Column("rhythm", sa.String(30), nullable=False),
        sa.Column("weekday", sa.String(30), nullable=False),
        sa.Column("day_of_month", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["ab_user.id"], name=op.f("fk_report_schedule_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_schedule")),
    )
    op.create_index(op.f("ix_report_schedule_owner_id"), "report_schedule", ["owner_id"], unique=False)
    op.create_index(op.f("ix_report_schedule_status"), "report_schedule", ["status"], unique=False)
    op.create_table(
        "report_recipient",
        sa.Column("schedule_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["ab_user.id"], name=op.f("fk_report_recipient_person_id")),
        sa.ForeignKeyConstraint(["schedule_id"], ["report_schedule.id"], name=op.f("fk_report_recipient_schedule_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_recipient")),
        sa.UniqueConstraint("schedule_id", "person_id", name=op.f("uq_report_recipient_schedule_id_person_id")),
    )
    op.create_index(op.f("ix_report_recipient_person_id"), "report_recipient", ["person_id"], unique=False)
    op.create_index(op.f("ix_report_recipient_schedule_id"), "report_recipient", ["schedule_id"], unique=False)
    op.add_column(
        "contact",
        sa.Column(
            "name_lowered",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            sa.Computed("lower(name)", persisted=op.get_bind().dialect.name != "sqlite"),
            nullable=True,
        ),
    )
    op.create_index(op.f("ix_contact_name_lowered_id"), "contact", ["name_lowered", "id"], unique=False)
    op.add_column(
        "customer",
        sa.Column(
            "name_lowered",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            sa.Computed("lower(name)", persisted=op.get_bind().dialect.name != "sqlite"),
            nullable=True,
        ),
    )
    op.create_index(op.f("ix_customer_name_lowered_id"), "customer", ["name_lowered", "id"], unique=False)
    op.add_column("interaction", sa.Column("is_missed", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("interaction", sa.Column("provider", sa.String(length=200), nullable=True))
    op.add_column("interaction", sa.Column("call_id", sa.String(length=200), nullable=True))
    op.create_index("ix_interaction_provider_call_id", "interaction", ["provider", "call_id"], unique=True)
    op.add_column(
        "opportunity",
        sa.Column(
            "summary_lowered",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            sa.Computed("lower(summary)", persisted=op.get_bind().dialect.name != "sqlite"),
            nullable=True,
        ),
    )
    op.create_index(op.f("ix_opportunity_summary_lowered_id"), "opportunity", ["summary_lowered", "id"], unique=False)
    op.add_column(
        "order",
        sa.Column(
            "channel_id", sa.Integer(), sa.ForeignKey("dictionary_entry.id", name="fk_order_channel_id"), nullable=True
        ),
        inline_references=True,
    )
    op.create_index(op.f("ix_order_channel_id"), "order", ["channel_id"], unique=False)
    op.add_column(
        "product",
        sa.Column(
            "name_lowered",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            sa.Computed("lower(name)", persisted=op.get_bind().dialect.name != "sqlite"),
            nullable=True,
        ),
    )
    op.create_index(op.f("ix_product_name_lowered_id"), "product", ["name_lowered", "id"], unique=False)
    op.add_column(
        "service_request",
        sa.Column(
            "summary_lowered",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            sa.Computed("lower(summary)", persisted=op.get_bind().dialect.name != "sqlite"),
            nullable=True,
        ),
    )
    op.create_index(
        op.f("ix_service_request_summary_lowered_id"), "service_request", ["summary_lowered", "id"], unique=False
    )
    op.add_column(
        "setting",
        sa.Column(
            "service_hour_cost",
            sa.Numeric(14, 2).with_variant(sa.BigInteger(), "sqlite"),
            server_default="0",
            nullable=False,
        ),
    )
    op.add_column(
        "task",
        sa.Column(
            "subject_lowered",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            sa.Computed("lower(subject)", persisted=op.get_bind().dialect.name != "sqlite"),
            nullable=True,
        ),
    )
    op.create_index(op.f("ix_task_subject_lowered_id"), "task", ["subject_lowered", "id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_task_subject_lowered_id"), table_name="task")
    op.drop_column("task", "subject_lowered")
    op.drop_column("setting", "service_hour_cost")
    op.drop_index(op.f("ix_service_request_summary_lowered_id"), table_name="service_request")
    op.drop_column("service_request", "summary_lowered")
    op.drop_index(op.f("ix_product_name_lowered_id"), table_name="product")
    op.drop_column("product", "name_lowered")
    op.drop_index(op.f("ix_order_channel_id"), table_name="order")
    op.drop_column("order", "channel_id")
    op.drop_index(op.f("ix_opportunity_summary_lowered_id"), table_name="opportunity")
    op.drop_column("opportunity", "summary_lowered")
    op.drop_index("ix_interaction_provider_call_id", table_name="interaction")
    op.drop_column("interaction", "call_id")
    op.drop_column("interaction", "provider")
    op.drop_column("interaction", "is_missed")
    op.drop_index(op.f("ix_customer_name_lowered_id"), table_name="customer")
    op.drop_column("customer", "name_lowered")
    op.drop_index(op.f("ix_contact_name_lowered_id"), table_name="contact")
    op.drop_column("contact", "name_lowered")
    op.drop_index(op.f("ix_report_recipient_schedule_id"), table_name="report_recipient")
    op.drop_index(op.f("ix_report_recipient_person_id"), table_name="report_recipient")
    op.drop_table("report_recipient")
    op.drop_index(op.f("ix_report_schedule_status"), table_name="report_schedule")
    op.drop_index(op.f("ix_report_schedule_owner_id"), table_name="report_schedule")
    op.drop_table("report_schedule")
