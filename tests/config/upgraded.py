"""Migrates the database that DATABASE_URL names, delivers what is due, and prints what is in it as JSON."""

import json
import sys
from unittest.mock import patch

import django

django.setup()

from django.contrib.auth.models import Permission  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.migrations.state import ProjectState  # noqa: E402

from shop.backoffice.models import ChosenColumns, SavedView  # noqa: E402
from shop.events.models import Delivery  # noqa: E402
from shop.events.tasks import deliver_due  # noqa: E402
from shop.identity.queries import shop_identity  # noqa: E402
from shop.mail.models import Mail  # noqa: E402
from shop.stock.models import StockLevel  # noqa: E402


def deliveries() -> list[list[str]]:
    """Return subscriber, partition and state of all that are the order's mails."""
    rows = Delivery.objects.filter(subscriber__contains=".subscribers.on_order_").order_by("pk")
    return [list(row) for row in rows.values_list("subscriber", "partition_key", "state")]


def column(field) -> tuple:
    """Return what of a field its column is made of; words, choices and the like are left out."""
    _name, path, arguments, options = field.deconstruct()
    return path, arguments, {name: value for name, value in options.items() if name not in field.non_db_attrs}


def alter_field(
    state: ProjectState, app_label: str, model_name: str, name: str, field, preserve_default
) -> None:
    """Change a field in the state; where its column stays, so does the class of its model.

    Django makes that class anew, and those of all models around it, for each field that is only called
    otherwise: most of what these migrations cost. Nothing of that reaches the database.
    """
    given = state, app_label, model_name, name, field, preserve_default
    if column(state.models[app_label, model_name].fields[name]) != column(field):
        as_django(*given)
        return
    with patch.object(ProjectState, "reload_model"):
        as_django(*given)


as_django = ProjectState.alter_field
with patch.object(ProjectState, "alter_field", alter_field):
    call_command("migrate", verbosity=0)
waiting = deliveries()
# As a process of the version before would still have written it while the new one started.
Delivery.objects.filter(subscriber="shop.notifications.subscribers.on_order_dispatched").update(
    subscriber="shop.order.subscribers.on_order_dispatched"
)
deliver_due()
permissions = Permission.objects.filter(group__name="Packers of old").order_by("codename")
sys.stdout.write(
    json.dumps(
        {
            "waiting": waiting,
            "states": sorted({state for _subscriber, _key, state in deliveries()}),
            "mails": sorted(Mail.objects.values_list("kind", flat=True)),
            "views": list(SavedView.objects.order_by("name").values_list("list_name", "name", "query")),
            "shared": list(
                SavedView.objects.filter(roles__name="Packers of old").values_list("name", flat=True)
            ),
            "columns": list(ChosenColumns.objects.values_list("names", flat=True)),
            "rights": [f"{p.content_type.app_label}.{p.codename}" for p in permissions],
            "identity": shop_identity().name,
            "bins": list(StockLevel.objects.values_list("bin_location", flat=True)),
            "tables": [
                name for name in connection.introspection.table_names() if name.startswith("dashboard_")
            ],
        }
    )
)
