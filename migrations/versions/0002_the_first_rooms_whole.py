"""The first rooms whole."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "access_stamp",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_stamp")),
    )
    op.create_table(
        "delivered_entry",
        sa.Column("topic", sa.String(length=30), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("topic", "code", name=op.f("pk_delivered_entry")),
    )
    op.create_table(
        "dictionary_entry",
        sa.Column("topic", sa.String(30), nullable=False),
        sa.Column("code", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("name_es", sa.String(length=200), nullable=True),
        sa.Column("name_zh", sa.String(length=200), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("is_protected", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dictionary_entry")),
    )
    op.create_index("ix_dictionary_entry_topic_code", "dictionary_entry", ["topic", "code"], unique=True)
    op.create_table(
        "setting",
        sa.Column("company_name", sa.String(length=200), nullable=False),
        sa.Column("country", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=200), nullable=False),
        sa.Column("currency", sa.String(length=200), nullable=False),
        sa.Column("zone", sa.String(length=200), nullable=False),
        sa.Column("administrator_email", sa.String(length=200), nullable=True),
        sa.Column("letterhead", sa.Text(), nullable=True),
        sa.Column("letter_foot", sa.Text(), nullable=True),
        sa.Column("paper", sa.String(30), nullable=False),
        sa.Column("day_format", sa.String(30), nullable=False),
        sa.Column("order_decimals", sa.Integer(), nullable=False),
        sa.Column("contract_decimals", sa.Integer(), nullable=False),
        sa.Column("quote_decimals", sa.Integer(), nullable=False),
        sa.Column("product_decimals", sa.Integer(), nullable=False),
        sa.Column("receivable_notice_days", sa.Integer(), nullable=False),
        sa.Column("birthday_notice_days", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting")),
    )
    op.create_table(
        "role_purpose",
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["role_id"], ["ab_role.id"], name=op.f("fk_role_purpose_role_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("role_id", name=op.f("pk_role_purpose")),
    )
    op.create_table(
        "export",
        sa.Column("file", sa.String(length=200), nullable=False),
        sa.Column("noun", sa.String(length=200), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("filters", sa.Text(), nullable=True),
        sa.Column("columns", sa.Text(), nullable=True),
        sa.Column("exported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("exported_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["exported_by_id"], ["ab_user.id"], name=op.f("fk_export_exported_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export")),
    )
    op.create_index(op.f("ix_export_exported_at"), "export", ["exported_at"], unique=False)
    op.create_index(op.f("ix_export_exported_by_id"), "export", ["exported_by_id"], unique=False)
    op.create_index(op.f("ix_export_noun"), "export", ["noun"], unique=False)
    op.create_table(
        "notification",
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("noun", sa.String(length=200), nullable=True),
        sa.Column("record_id", sa.Integer(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["recipient_id"], ["ab_user.id"], name=op.f("fk_notification_recipient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
    )
    op.create_index(op.f("ix_notification_recipient_id"), "notification", ["recipient_id"], unique=False)
    op.create_index("ix_notification_recipient_id_seen_at", "notification", ["recipient_id", "seen_at"], unique=False)
    op.create_table(
        "saved_view",
        sa.Column("noun", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("shared_with", sa.String(30), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_habit", sa.Boolean(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_saved_view_department_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["ab_user.id"], name=op.f("fk_saved_view_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
    )
    op.create_index(op.f("ix_saved_view_department_id"), "saved_view", ["department_id"], unique=False)
    op.create_index(op.f("ix_saved_view_owner_id"), "saved_view", ["owner_id"], unique=False)
    op.create_table(
        "warehouse",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("responsible_id", sa.Integer(), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("city", sa.String(length=200), nullable=True),
        sa.Column("state", sa.String(length=200), nullable=True),
        sa.Column("postal_code", sa.String(length=200), nullable=True),
        sa.Column("region", sa.String(length=200), nullable=True),
        sa.Column("country", sa.String(length=200), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["responsible_id"], ["ab_user.id"], name=op.f("fk_warehouse_responsible_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warehouse")),
    )
    op.create_index(op.f("ix_warehouse_code"), "warehouse", ["code"], unique=True)
    op.create_index(op.f("ix_warehouse_name"), "warehouse", ["name"], unique=False)
    op.create_index(op.f("ix_warehouse_responsible_id"), "warehouse", ["responsible_id"], unique=False)
    op.create_table(
        "attachment",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("content_type", sa.String(length=200), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=200), nullable=False),
        sa.Column("stored", sa.String(length=200), nullable=False),
        sa.Column("attached_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attached_by_id", sa.Integer(), nullable=True),
        sa.Column("remarks", sa.Text(), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["attached_by_id"], ["ab_user.id"], name=op.f("fk_attachment_attached_by_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_attachment_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    op.create_index(op.f("ix_attachment_attached_at"), "attachment", ["attached_at"], unique=False)
    op.create_index(op.f("ix_attachment_attached_by_id"), "attachment", ["attached_by_id"], unique=False)
    op.create_index(op.f("ix_attachment_customer_id"), "attachment", ["customer_id"], unique=False)
    op.create_index(op.f("ix_attachment_sha256"), "attachment", ["sha256"], unique=False)
    op.create_index(op.f("ix_attachment_stored"), "attachment", ["stored"], unique=True)
    op.create_table(
        "stock_level",
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("warehouse_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Numeric(14, 4).with_variant(sa.BigInteger(), "sqlite"), nullable=False),
        sa.Column("minimum", sa.Numeric(14, 4).with_variant(sa.BigInteger(), "sqlite"), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_stock_level_product_id")),
        sa.ForeignKeyConstraint(["warehouse_id"], ["warehouse.id"], name=op.f("fk_stock_level_warehouse_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_level")),
    )
    op.create_index(
        "ix_stock_level_product_id_warehouse_id", "stock_level", ["product_id", "warehouse_id"], unique=True
    )
    op.create_index(op.f("ix_stock_level_warehouse_id"), "stock_level", ["warehouse_id"], unique=False)
    op.create_table(
        "stock_movement",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("warehouse_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("quantity", sa.Numeric(14, 4).with_variant(sa.BigInteger(), "sqlite"), nullable=False),
        sa.Column("order_number", sa.String(length=200), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["ab_user.id"], name=op.f("fk_stock_movement_actor_id")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_stock_movement_product_id")),
        sa.ForeignKeyConstraint(["warehouse_id"], ["warehouse.id"], name=op.f("fk_stock_movement_warehouse_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_movement")),
    )
    op.create_index(op.f("ix_stock_movement_actor_id"), "stock_movement", ["actor_id"], unique=False)
    op.create_index(op.f("ix_stock_movement_at"), "stock_movement", ["at"], unique=False)
    op.create_index(op.f("ix_stock_movement_order_number"), "stock_movement", ["order_number"], unique=False)
    op.create_index("ix_stock_movement_product_id_at", "stock_movement", ["product_id", "at"], unique=False)
    op.create_index("ix_stock_movement_warehouse_id_at", "stock_movement", ["warehouse_id", "at"], unique=False)
    op.create_table(
        "interaction",
        sa.Column("channel", sa.String(30), nullable=False),
        sa.Column("direction", sa.String(30), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("employee_id", sa.Integer(), nullable=True),
        sa.Column("purpose_id", sa.Integer(), nullable=True),
        sa.Column("summary", sa.String(length=200), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("next_step", sa.String(length=200), nullable=True),
        sa.Column("next_step_on", sa.Date(), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_interaction_contact_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_interaction_customer_id")),
        sa.ForeignKeyConstraint(["employee_id"], ["ab_user.id"], name=op.f("fk_interaction_employee_id")),
        sa.ForeignKeyConstraint(["purpose_id"], ["dictionary_entry.id"], name=op.f("fk_interaction_purpose_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interaction")),
    )
    op.create_index(op.f("ix_interaction_at"), "interaction", ["at"], unique=False)
    op.create_index(op.f("ix_interaction_contact_id"), "interaction", ["contact_id"], unique=False)
    op.create_index(op.f("ix_interaction_customer_id"), "interaction", ["customer_id"], unique=False)
    op.create_index("ix_interaction_customer_id_at", "interaction", ["customer_id", "at"], unique=False)
    op.create_index(op.f("ix_interaction_employee_id"), "interaction", ["employee_id"], unique=False)
    op.create_index(op.f("ix_interaction_purpose_id"), "interaction", ["purpose_id"], unique=False)
    op.add_column(
        "ab_user",
        sa.Column(
            "superior_id", sa.Integer(), sa.ForeignKey("ab_user.id", name="fk_ab_user_superior_id"), nullable=True
        ),
        inline_references=True,
    )
    op.add_column(
        "ab_user", sa.Column("must_change_password", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.add_column("ab_user", sa.Column("mail_notices", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.create_index(op.f("ix_ab_user_superior_id"), "ab_user", ["superior_id"], unique=False)
    op.add_column("contact", sa.Column("department_name", sa.String(length=200), nullable=True))
    op.add_column(
        "contact",
        sa.Column(
            "superior_id", sa.Integer(), sa.ForeignKey("contact.id", name="fk_contact_superior_id"), nullable=True
        ),
        inline_references=True,
    )
    op.add_column("contact", sa.Column("home_phone", sa.String(length=40), nullable=True))
    op.add_column("contact", sa.Column("home_phone_e164", sa.String(length=40), nullable=True))
    op.add_column("contact", sa.Column("fax", sa.String(length=40), nullable=True))
    op.add_column("contact", sa.Column("fax_e164", sa.String(length=40), nullable=True))
    op.add_column("contact", sa.Column("sex", sa.String(30), nullable=True))
    op.add_column("contact", sa.Column("hobbies", sa.Text(), nullable=True))
    op.add_column(
        "contact",
        sa.Column(
            "responsible_employee_id",
            sa.Integer(),
            sa.ForeignKey("ab_user.id", name="fk_contact_responsible_employee_id"),
            nullable=True,
        ),
        inline_references=True,
    )
    op.add_column(
        "contact",
        sa.Column(
            "responsible_department_id",
            sa.Integer(),
            sa.ForeignKey("department.id", name="fk_contact_responsible_department_id"),
            nullable=True,
        ),
        inline_references=True,
    )
    op.create_index(op.f("ix_contact_home_phone_e164"), "contact", ["home_phone_e164"], unique=False)
    op.create_index(
        op.f("ix_contact_responsible_department_id"), "contact", ["responsible_department_id"], unique=False
    )
    op.create_index(op.f("ix_contact_responsible_employee_id"), "contact", ["responsible_employee_id"], unique=False)
    op.create_index(op.f("ix_contact_superior_id"), "contact", ["superior_id"], unique=False)
    op.add_column("customer", sa.Column("mnemonic", sa.String(length=20), nullable=True))
    op.add_column("customer", sa.Column("risk", sa.String(30), nullable=True))
    op.add_column(
        "customer",
        sa.Column(
            "industry_id",
            sa.Integer(),
            sa.ForeignKey("dictionary_entry.id", name="fk_customer_industry_id"),
            nullable=True,
        ),
        inline_references=True,
    )
    op.add_column(
        "customer",
        sa.Column(
            "credit_rating_id",
            sa.Integer(),
            sa.ForeignKey("dictionary_entry.id", name="fk_customer_credit_rating_id"),
            nullable=True,
        ),
        inline_references=True,
    )
    op.add_column(
        "customer",
        sa.Column("parent_id", sa.Integer(), sa.ForeignKey("customer.id", name="fk_customer_parent_id"), nullable=True),
        inline_references=True,
    )
    op.add_column("customer", sa.Column("finance_phone", sa.String(length=40), nullable=True))
    op.add_column("customer", sa.Column("finance_phone_e164", sa.String(length=40), nullable=True))
    op.add_column("customer", sa.Column("registered_on", sa.Date(), nullable=True))
    op.add_column("customer", sa.Column("last_contact_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("customer", sa.Column("best_time", sa.String(length=200), nullable=True))
    op.add_column("customer", sa.Column("preferred_channel", sa.String(30), nullable=True))
    op.add_column("customer", sa.Column("preferred_language", sa.String(length=200), nullable=True))
    op.add_column("customer", sa.Column("hobbies", sa.Text(), nullable=True))
    op.add_column("customer", sa.Column("habits", sa.Text(), nullable=True))
    op.create_index(op.f("ix_customer_credit_rating_id"), "customer", ["credit_rating_id"], unique=False)
    op.create_index(op.f("ix_customer_finance_phone_e164"), "customer", ["finance_phone_e164"], unique=False)
    op.create_index(op.f("ix_customer_industry_id"), "customer", ["industry_id"], unique=False)
    op.create_index(op.f("ix_customer_mnemonic"), "customer", ["mnemonic"], unique=True)
    op.create_index(op.f("ix_customer_parent_id"), "customer", ["parent_id"], unique=False)
    op.add_column("department", sa.Column("kind", sa.String(30), server_default="OFFICE", nullable=False))
    op.add_column(
        "department",
        sa.Column(
            "manager_id", sa.Integer(), sa.ForeignKey("ab_user.id", name="fk_department_manager_id"), nullable=True
        ),
        inline_references=True,
    )
    op.add_column("department", sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False))
    op.create_index(op.f("ix_department_manager_id"), "department", ["manager_id"], unique=False)
    op.add_column("job", sa.Column("why", sa.JSON(), nullable=True))
    op.add_column(
        "order",
        sa.Column("contact_id", sa.Integer(), sa.ForeignKey("contact.id", name="fk_order_contact_id"), nullable=True),
        inline_references=True,
    )
    op.add_column(
        "order",
        sa.Column("owner_id", sa.Integer(), sa.ForeignKey("ab_user.id", name="fk_order_owner_id"), nullable=True),
        inline_references=True,
    )
    op.add_column(
        "order",
        sa.Column(
            "payment_method_id",
            sa.Integer(),
            sa.ForeignKey("dictionary_entry.id", name="fk_order_payment_method_id"),
            nullable=True,
        ),
        inline_references=True,
    )
    op.add_column("order", sa.Column("due_on", sa.Date(), nullable=True))
    op.add_column(
        "order",
        sa.Column(
            "warehouse_id", sa.Integer(), sa.ForeignKey("warehouse.id", name="fk_order_warehouse_id"), nullable=True
        ),
        inline_references=True,
    )
    op.add_column("order", sa.Column("promised_on", sa.Date(), nullable=True))
    op.add_column("order", sa.Column("packed_on", sa.Date(), nullable=True))
    op.add_column("order", sa.Column("delivered_on", sa.Date(), nullable=True))
    op.add_column(
        "order",
        sa.Column(
            "discount_total",
            sa.Numeric(16, 4).with_variant(sa.BigInteger(), "sqlite"),
            server_default="0",
            nullable=False,
        ),
    )
    op.add_column(
        "order",
        sa.Column(
            "tax_total", sa.Numeric(16, 4).with_variant(sa.BigInteger(), "sqlite"), server_default="0", nullable=False
        ),
    )
    op.add_column(
        "order",
        sa.Column(
            "gross", sa.Numeric(16, 4).with_variant(sa.BigInteger(), "sqlite"), server_default="0", nullable=False
        ),
    )
    op.add_column("order", sa.Column("remarks", sa.Text(), nullable=True))
    op.create_index(op.f("ix_order_contact_id"), "order", ["contact_id"], unique=False)
    op.create_index(op.f("ix_order_due_on"), "order", ["due_on"], unique=False)
    op.create_index(op.f("ix_order_owner_id"), "order", ["owner_id"], unique=False)
    op.create_index(op.f("ix_order_payment_method_id"), "order", ["payment_method_id"], unique=False)
    op.create_index(op.f("ix_order_warehouse_id"), "order", ["warehouse_id"], unique=False)
    op.add_column(
        "order_line", sa.Column("tax_rate", sa.Numeric(7, 4).with_variant(sa.BigInteger(), "sqlite"), nullable=True)
    )
    op.add_column(
        "order_line", sa.Column("tax", sa.Numeric(16, 4).with_variant(sa.BigInteger(), "sqlite"), nullable=True)
    )
    op.add_column("payment", sa.Column("status", sa.String(30), server_default="RECEIVED", nullable=False))
    op.add_column(
        "payment",
        sa.Column(
            "method_id", sa.Integer(), sa.ForeignKey("dictionary_entry.id", name="fk_payment_method_id"), nullable=True
        ),
        inline_references=True,
    )
    op.add_column("payment", sa.Column("reference", sa.String(length=200), nullable=True))
    op.add_column("payment", sa.Column("reason", sa.String(length=200), nullable=True))
    op.create_index(op.f("ix_payment_method_id"), "payment", ["method_id"], unique=False)
    op.add_column("product", sa.Column("kind", sa.String(30), server_default="BOUGHT", nullable=False))
    op.add_column(
        "product",
        sa.Column(
            "unit_id", sa.Integer(), sa.ForeignKey("dictionary_entry.id", name="fk_product_unit_id"), nullable=True
        ),
        inline_references=True,
    )
    op.add_column("product", sa.Column("barcode", sa.String(length=200), nullable=True))
    op.add_column(
        "product", sa.Column("tax_rate", sa.Numeric(7, 4).with_variant(sa.BigInteger(), "sqlite"), nullable=True)
    )
    op.add_column("product", sa.Column("description", sa.Text(), nullable=True))
    op.create_index(op.f("ix_product_barcode"), "product", ["barcode"], unique=False)
    op.create_index(op.f("ix_product_kind"), "product", ["kind"], unique=False)
    op.create_index(op.f("ix_product_unit_id"), "product", ["unit_id"], unique=False)
    # What is to be paid was the sum of the lines until there were taxes.
    op.execute('UPDATE "order" SET gross = total')


def downgrade() -> None:
    op.drop_index(op.f("ix_product_unit_id"), table_name="product")
    op.drop_index(op.f("ix_product_kind"), table_name="product")
    op.drop_index(op.f("ix_product_barcode"), table_name="product")
    op.drop_column("product", "description")
    op.drop_column("product", "tax_rate")
    op.drop_column("product", "barcode")
    op.drop_column("product", "unit_id")
    op.drop_column("product", "kind")
    op.drop_index(op.f("ix_payment_method_id"), table_name="payment")
    op.drop_column("payment", "reason")
    op.drop_column("payment", "reference")
    op.drop_column("payment", "method_id")
    op.drop_column("payment", "status")
    op.drop_column("order_line", "tax")
    op.drop_column("order_line", "tax_rate")
    op.drop_index(op.f("ix_order_warehouse_id"), table_name="order")
    op.drop_index(op.f("ix_order_payment_method_id"), table_name="order")
    op.drop_index(op.f("ix_order_owner_id"), table_name="order")
    op.drop_index(op.f("ix_order_due_on"), table_name="order")
    op.drop_index(op.f("ix_order_contact_id"), table_name="order")
    op.drop_column("order", "remarks")
    op.drop_column("order", "gross")
    op.drop_column("order", "tax_total")
    op.drop_column("order", "discount_total")
    op.drop_column("order", "delivered_on")
    op.drop_column("order", "packed_on")
    op.drop_column("order", "promised_on")
    op.drop_column("order", "warehouse_id")
    op.drop_column("order", "due_on")
    op.drop_column("order", "payment_method_id")
    op.drop_column("order", "owner_id")
    op.drop_column("order", "contact_id")
    op.drop_column("job", "why")
    op.drop_index(op.f("ix_department_manager_id"), table_name="department")
    op.drop_column("department", "is_active")
    op.drop_column("department", "manager_id")
    op.drop_column("department", "kind")
    op.drop_index(op.f("ix_customer_parent_id"), table_name="customer")
    op.drop_index(op.f("ix_customer_mnemonic"), table_name="customer")
    op.drop_index(op.f("ix_customer_industry_id"), table_name="customer")
    op.drop_index(op.f("ix_customer_finance_phone_e164"), table_name="customer")
    op.drop_index(op.f("ix_customer_credit_rating_id"), table_name="customer")
    op.drop_column("customer", "habits")
    op.drop_column("customer", "hobbies")
    op.drop_column("customer", "preferred_language")
    op.drop_column("customer", "preferred_channel")
    op.drop_column("customer", "best_time")
    op.drop_column("customer", "last_contact_at")
    op.drop_column("customer", "registered_on")
    op.drop_column("customer", "finance_phone_e164")
    op.drop_column("customer", "finance_phone")
    op.drop_column("customer", "parent_id")
    op.drop_column("customer", "credit_rating_id")
    op.drop_column("customer", "industry_id")
    op.drop_column("customer", "risk")
    op.drop_column("customer", "mnemonic")
    op.drop_index(op.f("ix_contact_superior_id"), table_name="contact")
    op.drop_index(op.f("ix_contact_responsible_employee_id"), table_name="contact")
    op.drop_index(op.f("ix_contact_responsible_department_id"), table_name="contact")
    op.drop_index(op.f("ix_contact_home_phone_e164"), table_name="contact")
    op.drop_column("contact", "responsible_department_id")
    op.drop_column("contact", "responsible_employee_id")
    op.drop_column("contact", "hobbies")
    op.drop_column("contact", "sex")
    op.drop_column("contact", "fax_e164")
    op.drop_column("contact", "fax")
    op.drop_column("contact", "home_phone_e164")
    op.drop_column("contact", "home_phone")
    op.drop_column("contact", "superior_id")
    op.drop_column("contact", "department_name")
    op.drop_index(op.f("ix_ab_user_superior_id"), table_name="ab_user")
    op.drop_column("ab_user", "mail_notices")
    op.drop_column("ab_user", "must_change_password")
    op.drop_column("ab_user", "superior_id")
    op.drop_index(op.f("ix_interaction_purpose_id"), table_name="interaction")
    op.drop_index(op.f("ix_interaction_employee_id"), table_name="interaction")
    op.drop_index("ix_interaction_customer_id_at", table_name="interaction")
    op.drop_index(op.f("ix_interaction_customer_id"), table_name="interaction")
    op.drop_index(op.f("ix_interaction_contact_id"), table_name="interaction")
    op.drop_index(op.f("ix_interaction_at"), table_name="interaction")
    op.drop_table("interaction")
    op.drop_index("ix_stock_movement_warehouse_id_at", table_name="stock_movement")
    op.drop_index("ix_stock_movement_product_id_at", table_name="stock_movement")
    op.drop_index(op.f("ix_stock_movement_order_number"), table_name="stock_movement")
    op.drop_index(op.f("ix_stock_movement_at"), table_name="stock_movement")
    op.drop_index(op.f("ix_stock_movement_actor_id"), table_name="stock_movement")
    op.drop_table("stock_movement")
    op.drop_index(op.f("ix_stock_level_warehouse_id"), table_name="stock_level")
    op.drop_index("ix_stock_level_product_id_warehouse_id", table_name="stock_level")
    op.drop_table("stock_level")
    op.drop_index(op.f("ix_attachment_stored"), table_name="attachment")
    op.drop_index(op.f("ix_attachment_sha256"), table_name="attachment")
    op.drop_index(op.f("ix_attachment_customer_id"), table_name="attachment")
    op.drop_index(op.f("ix_attachment_attached_by_id"), table_name="attachment")
    op.drop_index(op.f("ix_attachment_attached_at"), table_name="attachment")
    op.drop_table("attachment")
    op.drop_index(op.f("ix_warehouse_responsible_id"), table_name="warehouse")
    op.drop_index(op.f("ix_warehouse_name"), table_name="warehouse")
    op.drop_index(op.f("ix_warehouse_code"), table_name="warehouse")
    op.drop_table("warehouse")
    op.drop_index(op.f("ix_saved_view_owner_id"), table_name="saved_view")
    op.drop_index(op.f("ix_saved_view_department_id"), table_name="saved_view")
    op.drop_table("saved_view")
    op.drop_index("ix_notification_recipient_id_seen_at", table_name="notification")
    op.drop_index(op.f("ix_notification_recipient_id"), table_name="notification")
    op.drop_table("notification")
    op.drop_index(op.f("ix_export_noun"), table_name="export")
    op.drop_index(op.f("ix_export_exported_by_id"), table_name="export")
    op.drop_index(op.f("ix_export_exported_at"), table_name="export")
    op.drop_table("export")
    op.drop_table("role_purpose")
    op.drop_table("setting")
    op.drop_index("ix_dictionary_entry_topic_code", table_name="dictionary_entry")
    op.drop_table("dictionary_entry")
    op.drop_table("delivered_entry")
    op.drop_table("access_stamp")
