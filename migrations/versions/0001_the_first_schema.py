"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


# Quick search differs by engine: see app/core/search.py.
SEARCH = {
    "sqlite": [
        "CREATE VIRTUAL TABLE search USING fts5"
        "(words, detail=none, prefix='3', tokenize='unicode61 remove_diacritics 0')"
    ],
    "postgresql": [
        "CREATE TABLE search (rowid BIGINT NOT NULL, words TSVECTOR NOT NULL, "
        "CONSTRAINT pk_search PRIMARY KEY (rowid))",
        "CREATE INDEX ix_search_words ON search USING gin (words)",
    ],
}


def upgrade() -> None:
    op.create_table(
        "ab_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("label", sa.String(length=150), nullable=True),
        sa.Column("description", sa.String(length=512), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ab_group")),
        sa.UniqueConstraint("name", name=op.f("uq_ab_group_name")),
    )
    op.create_table(
        "ab_permission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ab_permission")),
        sa.UniqueConstraint("name", name=op.f("uq_ab_permission_name")),
    )
    op.create_table(
        "ab_register_user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_name", sa.String(length=64), nullable=False),
        sa.Column("last_name", sa.String(length=64), nullable=False),
        sa.Column("username", sa.String(length=128), nullable=False),
        sa.Column("password", sa.String(length=256), nullable=True),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("registration_date", sa.DateTime(), nullable=True),
        sa.Column("registration_hash", sa.String(length=256), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ab_register_user")),
        sa.UniqueConstraint("email", name=op.f("uq_ab_register_user_email")),
        sa.UniqueConstraint("username", name=op.f("uq_ab_register_user_username")),
    )
    op.create_table(
        "ab_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ab_role")),
        sa.UniqueConstraint("name", name=op.f("uq_ab_role_name")),
    )
    op.create_table(
        "ab_view_menu",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=250), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ab_view_menu")),
        sa.UniqueConstraint("name", name=op.f("uq_ab_view_menu_name")),
    )
    op.create_table(
        "counter",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counter")),
    )
    op.create_table(
        "delivered_permission",
        sa.Column("role", sa.String(length=64), nullable=False),
        sa.Column("permission", sa.String(length=100), nullable=False),
        sa.Column("noun", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("role", "permission", "noun", name=op.f("pk_delivered_permission")),
    )
    op.create_table(
        "department",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["department.id"], name=op.f("fk_department_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department")),
        sa.UniqueConstraint("name", name=op.f("uq_department_name")),
    )
    op.create_index(op.f("ix_department_parent_id"), "department", ["parent_id"], unique=False)
    op.create_index(op.f("ix_department_path"), "department", ["path"], unique=False)
    op.create_table(
        "failed_try",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failed_try")),
    )
    op.create_index(op.f("ix_failed_try_name"), "failed_try", ["name"], unique=False)
    op.create_table(
        "product",
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("external_id", sa.String(length=60), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("category", sa.String(length=200), nullable=True),
        sa.Column("subcategory", sa.String(length=200), nullable=True),
        sa.Column("price", sa.Numeric(14, 2).with_variant(sa.BigInteger(), "sqlite"), nullable=True),
        sa.Column("cost", sa.Numeric(14, 2).with_variant(sa.BigInteger(), "sqlite"), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
        sa.UniqueConstraint("external_id", name=op.f("uq_product_external_id")),
        sa.UniqueConstraint("number", name=op.f("uq_product_number")),
    )
    op.create_index(op.f("ix_product_category"), "product", ["category"], unique=False)
    op.create_index(op.f("ix_product_name"), "product", ["name"], unique=False)
    op.create_table(
        "ab_group_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("role_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id"], ["ab_group.id"], name=op.f("fk_ab_group_role_group_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["role_id"], ["ab_role.id"], name=op.f("fk_ab_group_role_role_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ab_group_role")),
        sa.UniqueConstraint("group_id", "role_id", name=op.f("uq_ab_group_role_group_id_role_id")),
    )
    op.create_index("idx_group_id", "ab_group_role", ["group_id"], unique=False)
    op.create_index("idx_group_role_id", "ab_group_role", ["role_id"], unique=False)
    op.create_table(
        "ab_permission_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("permission_id", sa.Integer(), nullable=False),
        sa.Column("view_menu_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["permission_id"], ["ab_permission.id"], name=op.f("fk_ab_permission_view_permission_id")
        ),
        sa.ForeignKeyConstraint(["view_menu_id"], ["ab_view_menu.id"], name=op.f("fk_ab_permission_view_view_menu_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ab_permission_view")),
        sa.UniqueConstraint(
            "permission_id", "view_menu_id", name=op.f("uq_ab_permission_view_permission_id_view_menu_id")
        ),
    )
    op.create_index("idx_permission_id", "ab_permission_view", ["permission_id"], unique=False)
    op.create_index("idx_view_menu_id", "ab_permission_view", ["view_menu_id"], unique=False)
    op.create_table(
        "ab_user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_name", sa.String(length=64), nullable=False),
        sa.Column("last_name", sa.String(length=64), nullable=False),
        sa.Column("username", sa.String(length=128), nullable=False),
        sa.Column("password", sa.String(length=256), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=True),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("last_login", sa.DateTime(), nullable=True),
        sa.Column("login_count", sa.Integer(), nullable=True),
        sa.Column("fail_login_count", sa.Integer(), nullable=True),
        sa.Column("created_on", sa.DateTime(), nullable=True),
        sa.Column("changed_on", sa.DateTime(), nullable=True),
        sa.Column("created_by_fk", sa.Integer(), nullable=True),
        sa.Column("changed_by_fk", sa.Integer(), nullable=True),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("extension", sa.String(length=200), nullable=True),
        sa.Column("language", sa.String(length=200), server_default="en", nullable=False),
        sa.Column("zone", sa.String(length=200), server_default="UTC", nullable=False),
        sa.ForeignKeyConstraint(["changed_by_fk"], ["ab_user.id"], name=op.f("fk_ab_user_changed_by_fk")),
        sa.ForeignKeyConstraint(["created_by_fk"], ["ab_user.id"], name=op.f("fk_ab_user_created_by_fk")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_ab_user_department_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ab_user")),
        sa.UniqueConstraint("email", name=op.f("uq_ab_user_email")),
        sa.UniqueConstraint("username", name=op.f("uq_ab_user_username")),
    )
    op.create_index(op.f("ix_ab_user_department_id"), "ab_user", ["department_id"], unique=False)
    op.create_table(
        "data_permission",
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.Column("noun", sa.String(length=200), nullable=False),
        sa.Column("reach", sa.String(30), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["role_id"], ["ab_role.id"], name=op.f("fk_data_permission_role_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_permission")),
        sa.UniqueConstraint("role_id", "noun", name=op.f("uq_data_permission_role_id_noun")),
    )
    op.create_index(op.f("ix_data_permission_role_id"), "data_permission", ["role_id"], unique=False)
    op.create_table(
        "ab_api_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=256), nullable=False),
        sa.Column("key_hash", sa.String(length=256), nullable=False),
        sa.Column("lookup_hash", sa.String(length=256), nullable=True),
        sa.Column("key_prefix", sa.String(length=16), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_on", sa.DateTime(), nullable=True),
        sa.Column("expires_on", sa.DateTime(), nullable=True),
        sa.Column("revoked_on", sa.DateTime(), nullable=True),
        sa.Column("last_used_on", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_ab_api_key_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ab_api_key")),
        sa.UniqueConstraint("lookup_hash", name=op.f("uq_ab_api_key_lookup_hash")),
        sa.UniqueConstraint("uuid", name=op.f("uq_ab_api_key_uuid")),
    )
    op.create_index("idx_api_key_lookup_hash", "ab_api_key", ["lookup_hash"], unique=True)
    op.create_index("idx_api_key_prefix", "ab_api_key", ["key_prefix"], unique=False)
    op.create_index("idx_api_key_user_id", "ab_api_key", ["user_id"], unique=False)
    op.create_table(
        "ab_permission_view_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("permission_view_id", sa.Integer(), nullable=True),
        sa.Column("role_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["permission_view_id"],
            ["ab_permission_view.id"],
            name=op.f("fk_ab_permission_view_role_permission_view_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["role_id"], ["ab_role.id"], name=op.f("fk_ab_permission_view_role_role_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ab_permission_view_role")),
        sa.UniqueConstraint(
            "permission_view_id", "role_id", name=op.f("uq_ab_permission_view_role_permission_view_id_role_id")
        ),
    )
    op.create_index("idx_permission_view_id", "ab_permission_view_role", ["permission_view_id"], unique=False)
    op.create_index("idx_role_id", "ab_permission_view_role", ["role_id"], unique=False)
    op.create_table(
        "ab_user_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id"], ["ab_group.id"], name=op.f("fk_ab_user_group_group_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_ab_user_group_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ab_user_group")),
        sa.UniqueConstraint("user_id", "group_id", name=op.f("uq_ab_user_group_user_id_group_id")),
    )
    op.create_index("idx_user_group_id", "ab_user_group", ["group_id"], unique=False)
    op.create_index("idx_user_id", "ab_user_group", ["user_id"], unique=False)
    op.create_table(
        "ab_user_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("role_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["role_id"], ["ab_role.id"], name=op.f("fk_ab_user_role_role_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_ab_user_role_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ab_user_role")),
        sa.UniqueConstraint("user_id", "role_id", name=op.f("uq_ab_user_role_user_id_role_id")),
    )
    op.create_table(
        "access_key",
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("hint", sa.String(length=200), nullable=False),
        sa.Column("hash", sa.String(length=200), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["employee_id"], ["ab_user.id"], name=op.f("fk_access_key_employee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_key")),
        sa.UniqueConstraint("hash", name=op.f("uq_access_key_hash")),
    )
    op.create_index(op.f("ix_access_key_employee_id"), "access_key", ["employee_id"], unique=False)
    op.create_table(
        "batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("noun", sa.String(length=60), nullable=False),
        sa.Column("file", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["ab_user.id"], name=op.f("fk_batch_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
    )
    op.create_table(
        "change",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("noun", sa.String(length=60), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=10), nullable=False),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("old", sa.Text(), nullable=True),
        sa.Column("new", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["ab_user.id"], name=op.f("fk_change_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
    )
    op.create_index(op.f("ix_change_batch_id"), "change", ["batch_id"], unique=False)
    op.create_index("ix_change_noun_record_id", "change", ["noun", "record_id"], unique=False)
    op.create_table(
        "customer",
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("external_id", sa.String(length=60), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("tier", sa.String(30), nullable=False),
        sa.Column("value_class", sa.String(30), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("phone_e164", sa.String(length=40), nullable=True),
        sa.Column("email", sa.String(length=200), nullable=True),
        sa.Column("home_page", sa.String(length=300), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("city", sa.String(length=200), nullable=True),
        sa.Column("state", sa.String(length=200), nullable=True),
        sa.Column("postal_code", sa.String(length=200), nullable=True),
        sa.Column("region", sa.String(length=200), nullable=True),
        sa.Column("country", sa.String(length=200), nullable=True),
        sa.Column("credit_limit", sa.Numeric(14, 2).with_variant(sa.BigInteger(), "sqlite"), nullable=True),
        sa.Column("last_order_on", sa.Date(), nullable=True),
        sa.Column("remarks", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_customer_department_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["ab_user.id"], name=op.f("fk_customer_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer")),
        sa.UniqueConstraint("external_id", name=op.f("uq_customer_external_id")),
        sa.UniqueConstraint("number", name=op.f("uq_customer_number")),
    )
    op.create_index("ix_customer_city_name", "customer", ["city", "name"], unique=False)
    op.create_index(op.f("ix_customer_department_id"), "customer", ["department_id"], unique=False)
    op.create_index(op.f("ix_customer_last_order_on"), "customer", ["last_order_on"], unique=False)
    op.create_index(op.f("ix_customer_name"), "customer", ["name"], unique=False)
    op.create_index("ix_customer_owner_id_last_order_on", "customer", ["owner_id", "last_order_on"], unique=False)
    op.create_index("ix_customer_owner_id_name", "customer", ["owner_id", "name"], unique=False)
    op.create_index(op.f("ix_customer_phone_e164"), "customer", ["phone_e164"], unique=False)
    op.create_index("ix_customer_status_name", "customer", ["status", "name"], unique=False)
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("given", sa.JSON(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=True),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("of", sa.Integer(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["ab_user.id"], name=op.f("fk_job_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("key", name=op.f("uq_job_key")),
    )
    op.create_index(op.f("ix_job_by_id"), "job", ["by_id"], unique=False)
    op.create_index("ix_job_state_due_at", "job", ["state", "due_at"], unique=False)
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["employee_id"], ["ab_user.id"], name=op.f("fk_sign_in_employee_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("digest", name=op.f("uq_sign_in_digest")),
    )
    op.create_index(op.f("ix_sign_in_employee_id"), "sign_in", ["employee_id"], unique=False)
    op.create_table(
        "contact",
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=True),
        sa.Column("is_main", sa.Boolean(), nullable=False),
        sa.Column("office_phone", sa.String(length=40), nullable=True),
        sa.Column("office_phone_e164", sa.String(length=40), nullable=True),
        sa.Column("mobile_phone", sa.String(length=40), nullable=True),
        sa.Column("mobile_phone_e164", sa.String(length=40), nullable=True),
        sa.Column("email", sa.String(length=200), nullable=True),
        sa.Column("birthday", sa.Date(), nullable=True),
        sa.Column("remarks", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_contact_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    op.create_index(op.f("ix_contact_customer_id"), "contact", ["customer_id"], unique=False)
    op.create_index(op.f("ix_contact_mobile_phone_e164"), "contact", ["mobile_phone_e164"], unique=False)
    op.create_index(op.f("ix_contact_name"), "contact", ["name"], unique=False)
    op.create_index(op.f("ix_contact_office_phone_e164"), "contact", ["office_phone_e164"], unique=False)
    op.create_table(
        "order",
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("external_id", sa.String(length=60), nullable=True),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("ordered_on", sa.Date(), nullable=False),
        sa.Column("shipped_on", sa.Date(), nullable=True),
        sa.Column("ship_mode", sa.String(length=200), nullable=True),
        sa.Column("total", sa.Numeric(16, 4).with_variant(sa.BigInteger(), "sqlite"), nullable=False),
        sa.Column("paid", sa.Numeric(16, 4).with_variant(sa.BigInteger(), "sqlite"), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("city", sa.String(length=200), nullable=True),
        sa.Column("state", sa.String(length=200), nullable=True),
        sa.Column("postal_code", sa.String(length=200), nullable=True),
        sa.Column("region", sa.String(length=200), nullable=True),
        sa.Column("country", sa.String(length=200), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_order_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order")),
        sa.UniqueConstraint("external_id", name=op.f("uq_order_external_id")),
        sa.UniqueConstraint("number", name=op.f("uq_order_number")),
    )
    op.create_index(op.f("ix_order_customer_id"), "order", ["customer_id"], unique=False)
    op.create_index(op.f("ix_order_ordered_on"), "order", ["ordered_on"], unique=False)
    op.create_index(op.f("ix_order_status"), "order", ["status"], unique=False)
    op.create_table(
        "timeline_entry",
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.String(length=200), nullable=False),
        sa.Column("noun", sa.String(length=200), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("summary", sa.String(length=200), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["ab_user.id"], name=op.f("fk_timeline_entry_actor_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_timeline_entry_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timeline_entry")),
    )
    op.create_index("ix_timeline_entry_customer_id_at", "timeline_entry", ["customer_id", "at"], unique=False)
    op.create_table(
        "order_line",
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.String(length=60), nullable=True),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("product_name", sa.String(length=200), nullable=True),
        sa.Column("quantity", sa.Numeric(14, 4).with_variant(sa.BigInteger(), "sqlite"), nullable=False),
        sa.Column("price", sa.Numeric(16, 4).with_variant(sa.BigInteger(), "sqlite"), nullable=False),
        sa.Column("discount", sa.Numeric(7, 4).with_variant(sa.BigInteger(), "sqlite"), nullable=False),
        sa.Column("amount", sa.Numeric(16, 4).with_variant(sa.BigInteger(), "sqlite"), nullable=True),
        sa.Column("cost", sa.Numeric(16, 4).with_variant(sa.BigInteger(), "sqlite"), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_order_line_order_id")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_order_line_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_line")),
        sa.UniqueConstraint("external_id", name=op.f("uq_order_line_external_id")),
    )
    op.create_index(op.f("ix_order_line_order_id"), "order_line", ["order_id"], unique=False)
    op.create_index(op.f("ix_order_line_product_id"), "order_line", ["product_id"], unique=False)
    op.create_table(
        "payment",
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Numeric(16, 4).with_variant(sa.BigInteger(), "sqlite"), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_payment_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
    )
    op.create_index(op.f("ix_payment_order_id"), "payment", ["order_id"], unique=False)
    op.create_index(op.f("ix_payment_paid_on"), "payment", ["paid_on"], unique=False)
    for statement in SEARCH[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE search")
    op.drop_index(op.f("ix_payment_paid_on"), table_name="payment")
    op.drop_index(op.f("ix_payment_order_id"), table_name="payment")
    op.drop_table("payment")
    op.drop_index(op.f("ix_order_line_product_id"), table_name="order_line")
    op.drop_index(op.f("ix_order_line_order_id"), table_name="order_line")
    op.drop_table("order_line")
    op.drop_index("ix_timeline_entry_customer_id_at", table_name="timeline_entry")
    op.drop_table("timeline_entry")
    op.drop_index(op.f("ix_order_status"), table_name="order")
    op.drop_index(op.f("ix_order_ordered_on"), table_name="order")
    op.drop_index(op.f("ix_order_customer_id"), table_name="order")
    op.drop_table("order")
    op.drop_index(op.f("ix_contact_office_phone_e164"), table_name="contact")
    op.drop_index(op.f("ix_contact_name"), table_name="contact")
    op.drop_index(op.f("ix_contact_mobile_phone_e164"), table_name="contact")
    op.drop_index(op.f("ix_contact_customer_id"), table_name="contact")
    op.drop_table("contact")
    op.drop_index(op.f("ix_sign_in_employee_id"), table_name="sign_in")
    op.drop_table("sign_in")
    op.drop_index("ix_job_state_due_at", table_name="job")
    op.drop_index(op.f("ix_job_by_id"), table_name="job")
    op.drop_table("job")
    op.drop_index("ix_customer_status_name", table_name="customer")
    op.drop_index(op.f("ix_customer_phone_e164"), table_name="customer")
    op.drop_index("ix_customer_owner_id_name", table_name="customer")
    op.drop_index("ix_customer_owner_id_last_order_on", table_name="customer")
    op.drop_index(op.f("ix_customer_name"), table_name="customer")
    op.drop_index(op.f("ix_customer_last_order_on"), table_name="customer")
    op.drop_index(op.f("ix_customer_department_id"), table_name="customer")
    op.drop_index("ix_customer_city_name", table_name="customer")
    op.drop_table("customer")
    op.drop_index("ix_change_noun_record_id", table_name="change")
    op.drop_index(op.f("ix_change_batch_id"), table_name="change")
    op.drop_table("change")
    op.drop_table("batch")
    op.drop_index(op.f("ix_access_key_employee_id"), table_name="access_key")
    op.drop_table("access_key")
    op.drop_table("ab_user_role")
    op.drop_index("idx_user_id", table_name="ab_user_group")
    op.drop_index("idx_user_group_id", table_name="ab_user_group")
    op.drop_table("ab_user_group")
    op.drop_index("idx_role_id", table_name="ab_permission_view_role")
    op.drop_index("idx_permission_view_id", table_name="ab_permission_view_role")
    op.drop_table("ab_permission_view_role")
    op.drop_index("idx_api_key_user_id", table_name="ab_api_key")
    op.drop_index("idx_api_key_prefix", table_name="ab_api_key")
    op.drop_index("idx_api_key_lookup_hash", table_name="ab_api_key")
    op.drop_table("ab_api_key")
    op.drop_index(op.f("ix_data_permission_role_id"), table_name="data_permission")
    op.drop_table("data_permission")
    op.drop_index(op.f("ix_ab_user_department_id"), table_name="ab_user")
    op.drop_table("ab_user")
    op.drop_index("idx_view_menu_id", table_name="ab_permission_view")
    op.drop_index("idx_permission_id", table_name="ab_permission_view")
    op.drop_table("ab_permission_view")
    op.drop_index("idx_group_role_id", table_name="ab_group_role")
    op.drop_index("idx_group_id", table_name="ab_group_role")
    op.drop_table("ab_group_role")
    op.drop_index(op.f("ix_product_name"), table_name="product")
    op.drop_index(op.f("ix_product_category"), table_name="product")
    op.drop_table("product")
    op.drop_index(op.f("ix_failed_try_name"), table_name="failed_try")
    op.drop_table("failed_try")
    op.drop_index(op.f("ix_department_path"), table_name="department")
    op.drop_index(op.f("ix_department_parent_id"), table_name="department")
    op.drop_table("department")
    op.drop_table("delivered_permission")
    op.drop_table("counter")
    op.drop_table("ab_view_menu")
    op.drop_table("ab_role")
    op.drop_table("ab_register_user")
    op.drop_table("ab_permission")
    op.drop_table("ab_group")
