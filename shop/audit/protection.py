"""The database's own guard of the log: no entry is changed, none younger than ninety days deleted.

The trigger is for what goes past the services: a shell, a script, a mistake. Retention deletes what is older
(`services.forget_old`), so KILN_AUDIT_DAYS is never less than that.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "audit_auditentry"
SHORTEST_DAYS = 90
SQLITE = (
    f"""CREATE TRIGGER IF NOT EXISTS audit_no_update BEFORE UPDATE ON {TABLE}
        BEGIN SELECT RAISE(ABORT, 'The audit log is append-only.'); END""",
    f"""CREATE TRIGGER IF NOT EXISTS audit_no_delete BEFORE DELETE ON {TABLE}
        WHEN datetime(OLD.at) > datetime('now', '-{SHORTEST_DAYS} days')
        BEGIN SELECT RAISE(ABORT, 'The audit log is append-only.'); END""",
)
POSTGRESQL = (
    f"""CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger AS $$
        BEGIN
            IF TG_OP = 'DELETE' AND OLD.at <= now() - interval '{SHORTEST_DAYS} days' THEN
                RETURN OLD;
            END IF;
            RAISE EXCEPTION 'The audit log is append-only.' USING ERRCODE = 'integrity_constraint_violation';
        END $$ LANGUAGE plpgsql""",
    f"""CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON {TABLE}
        FOR EACH ROW EXECUTE FUNCTION audit_is_append_only()""",
)
SQLITE_DOWN = ("DROP TRIGGER IF EXISTS audit_no_update", "DROP TRIGGER IF EXISTS audit_no_delete")
POSTGRESQL_DOWN = (
    f"DROP TRIGGER IF EXISTS audit_append_only ON {TABLE}",
    "DROP FUNCTION IF EXISTS audit_is_append_only()",
)


def protect(connection: BaseDatabaseWrapper) -> None:
    """Put the guard into the database."""
    _run(connection, {"sqlite": SQLITE, "postgresql": (*POSTGRESQL_DOWN, *POSTGRESQL)})


def unprotect(connection: BaseDatabaseWrapper) -> None:
    """Take it away, for a migration backwards."""
    _run(connection, {"sqlite": SQLITE_DOWN, "postgresql": POSTGRESQL_DOWN})


def _run(connection: BaseDatabaseWrapper, by_vendor: dict[str, tuple[str, ...]]) -> None:
    with connection.cursor() as cursor:
        for statement in by_vendor.get(connection.vendor, ()):
            cursor.execute(statement)
