"""Saved views and chosen columns of the stock list follow the column "shelf" to its new name."""

import re
from typing import Any, ClassVar

from django.db import migrations

OLD, NEW = "shelf", "bin_location"


def rename_column(apps: Any, schema_editor: Any) -> None:
    """Name the column anew wherever somebody chose it, sorted by it or saved it in a view."""
    columns = apps.get_model("dashboard", "ChosenColumns")
    for row in columns.objects.filter(list_name="stock"):
        if OLD in row.names:
            row.names = [NEW if name == OLD else name for name in row.names]
            row.save(update_fields=["names"])
    views = apps.get_model("dashboard", "SavedView")
    for view in views.objects.filter(list_name="stock", query__contains=OLD):
        view.query = re.sub(rf"(ordering=-?){OLD}(?=&|$)", rf"\1{NEW}", view.query)
        view.save(update_fields=["query"])


class Migration(migrations.Migration):
    dependencies: ClassVar = [("dashboard", "0002_right_to_see_figures")]

    operations: ClassVar = [migrations.RunPython(rename_column, migrations.RunPython.noop)]
