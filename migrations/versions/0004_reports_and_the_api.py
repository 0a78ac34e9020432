"""Reports and the API."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "order",
        sa.Column(
            "channel_id", sa.Integer(), sa.ForeignKey("dictionary_entry.id", name="fk_order_channel_id"), nullable=True
        ),
        inline_references=True,
    )
    op.create_index(op.f("ix_order_channel_id"), "order", ["channel_id"], unique=False)
    op.add_column(
        "setting",
        sa.Column(
            "service_hour_cost",
            sa.Numeric(14, 2).with_variant(sa.BigInteger(), "sqlite"),
            server_default="0",
            nullable=False,
        ),
    )


def downgrade() -> None:
    op.drop_column("setting", "service_hour_cost")
    op.drop_index(op.f("ix_order_channel_id"), table_name="order")
    op.drop_column("order", "channel_id")
