"""UPDATE ... RETURNING, which Django's queries have not: what was written comes back at once."""

from collections.abc import Mapping, Sequence
from typing import cast

from django.db import connections
from django.db.models import QuerySet
from django.db.models.sql import UpdateQuery


def update_returning(
    rows: QuerySet, values: Mapping[str, object], *, columns: Sequence[str]
) -> tuple[int, ...] | None:
    """Update the one row that a query selects; return these columns as they are now.

    One statement; None where no row was selected. `columns` are columns of integers of the model's own table.
    """
    query = cast("UpdateQuery", rows.query.chain(UpdateQuery))
    query.add_update_values(dict(values))
    text, parameters = query.get_compiler(using=rows.db).as_sql()
    connection = connections[rows.db]
    wanted = ", ".join(connection.ops.quote_name(column) for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"{text} RETURNING {wanted}", parameters)
        found = cursor.fetchall()
    return found[0] if found else None
