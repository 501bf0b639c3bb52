"""PostgreSQL refuses to commit a transfer whose entries do not add up to nothing.

SQLite has no deferred triggers; there `posting` alone keeps it, and `consistency` finds what does not.
"""

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate

_FUNCTION = """CREATE OR REPLACE FUNCTION kiln_transfer_balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT coalesce(sum(amount), 0) <> 0 OR count(*) < 2
        FROM store_credit_ledgerentry WHERE transfer_id = NEW.transfer_id) THEN
        RAISE EXCEPTION 'The entries of transfer % do not balance.', NEW.transfer_id
        USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$"""
_TRIGGER = """DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = 'store_credit_transfer_balances') THEN
CREATE CONSTRAINT TRIGGER store_credit_transfer_balances AFTER INSERT ON store_credit_ledgerentry
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION kiln_transfer_balances(); END IF; END $$"""


def keep_balanced(app: AppConfig) -> None:
    """Have the database hold that entries balance, from the next `migrate` on."""
    post_migrate.connect(_install, sender=app, dispatch_uid="store_credit:balanced")


def _install(*, using: str, **kwargs: object) -> None:
    connection = connections[using]
    if connection.vendor != "postgresql":
        return
    if "store_credit_ledgerentry" not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        cursor.execute(_FUNCTION)
        cursor.execute(_TRIGGER)
