"""Lists in the order of a day: the index has the key behind the day, as the order of the list does."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index(op.f("ix_customer_last_order_on"), table_name="customer")
    op.create_index("ix_customer_last_order_on_id", "customer", ["last_order_on", "id"], unique=False)
    op.drop_index(op.f("ix_order_ordered_on"), table_name="order")
    op.create_index("ix_order_ordered_on_id", "order", ["ordered_on", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_order_ordered_on_id", table_name="order")
    op.create_index(op.f("ix_order_ordered_on"), "order", ["ordered_on"], unique=False)
    op.drop_index("ix_customer_last_order_on_id", table_name="customer")
    op.create_index(op.f("ix_customer_last_order_on"), "customer", ["last_order_on"], unique=False)
