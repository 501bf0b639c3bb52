"""Prices from a file: into rows of the database, checked there, shown, and loaded by one statement.

A million rows go by COPY on PostgreSQL and by batches on SQLite; SKUs are looked up and prices written by
statements over all rows at once.
"""

from collections.abc import Iterable, Iterator
from itertools import islice

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from shop.catalogue.services import announce_products
from shop.partner.models import StockRecord
from shop.partner.price_list_models import ListPrice, PriceList
from shop.price_lists.exceptions import AlreadyImportedError
from shop.price_lists.file_rows import FileRow
from shop.price_lists.models import PriceImport, PriceImportRow
from shop.price_lists.services import hold_list
from shop.user.models import User

BATCH = 5_000
_ROWS, _PRICES = PriceImportRow._meta.db_table, ListPrice._meta.db_table
_RECORDS = StockRecord._meta.db_table
COLUMNS = ("batch_id", "number", "sku", "min_quantity", "price", "problem", "detail")

# The names in these statements are of our own tables.
_FIND = f"""
    UPDATE {_ROWS} SET
        stockrecord_id = CASE WHEN known.many = 1 THEN known.id END,
        problem = CASE WHEN known.many > 1 THEN 'several'
                       WHEN known.currency <> %s THEN 'currency' ELSE '' END
    FROM (SELECT partner_sku, MIN(id) AS id, COUNT(*) AS many, MIN(price_currency) AS currency
          FROM {_RECORDS} GROUP BY partner_sku) known
    WHERE known.partner_sku = {_ROWS}.sku AND {_ROWS}.batch_id = %s AND {_ROWS}.problem = ''
"""  # noqa: S608
_UNKNOWN = f"""
    UPDATE {_ROWS} SET problem = 'unknown'
    WHERE batch_id = %s AND problem = '' AND stockrecord_id IS NULL
"""  # noqa: S608
_TWICE = f"""
    UPDATE {_ROWS} SET problem = 'twice'
    FROM (SELECT stockrecord_id, min_quantity, MAX(number) AS last FROM {_ROWS}
          WHERE batch_id = %s AND problem = ''
          GROUP BY stockrecord_id, min_quantity HAVING COUNT(*) > 1) later
    WHERE {_ROWS}.batch_id = %s AND {_ROWS}.problem = '' AND {_ROWS}.number < later.last
      AND {_ROWS}.stockrecord_id = later.stockrecord_id AND {_ROWS}.min_quantity = later.min_quantity
"""  # noqa: S608
_COUNT = f"""
    SELECT COUNT(*),
           SUM(CASE WHEN item.problem <> '' THEN 1 ELSE 0 END),
           SUM(CASE WHEN item.problem = '' AND held.id IS NULL THEN 1 ELSE 0 END),
           SUM(CASE WHEN item.problem = '' AND held.price <> item.price THEN 1 ELSE 0 END)
    FROM {_ROWS} item LEFT JOIN {_PRICES} held ON held.stockrecord_id = item.stockrecord_id
        AND held.price_list_id = %s AND held.min_quantity = item.min_quantity
    WHERE item.batch_id = %s
"""  # noqa: S608
_CHANGED = f"""
    SELECT DISTINCT record.product_id
    FROM {_ROWS} item JOIN {_RECORDS} record ON record.id = item.stockrecord_id
    LEFT JOIN {_PRICES} held ON held.stockrecord_id = item.stockrecord_id
        AND held.price_list_id = %s AND held.min_quantity = item.min_quantity
    WHERE item.batch_id = %s AND item.problem = '' AND (held.id IS NULL OR held.price <> item.price)
"""  # noqa: S608
_LOAD = f"""
    INSERT INTO {_PRICES} (price_list_id, stockrecord_id, min_quantity, price)
    SELECT %s, item.stockrecord_id, item.min_quantity, item.price
    FROM {_ROWS} item JOIN {_RECORDS} record ON record.id = item.stockrecord_id
    WHERE item.batch_id = %s AND item.problem = ''
    ON CONFLICT (stockrecord_id, price_list_id, min_quantity) DO UPDATE SET price = excluded.price
    WHERE {_PRICES}.price <> excluded.price
"""  # noqa: S608


@transaction.atomic
def stage_prices(
    price_list: PriceList,
    rows: Iterable[FileRow],
    *,
    file_name: str,
    replaces: bool = False,
    user: User | None = None,
) -> PriceImport:
    """Keep the rows of a file, checked, until somebody says yes; the list stays as it is.

    The numbers of the import say what loading it would change now.
    """
    batch = PriceImport.objects.create(
        price_list=price_list, file_name=file_name[:120], replaces=replaces, created_by=user
    )
    _write_rows(batch, rows)
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [price_list.currency, batch.pk])
        cursor.execute(_UNKNOWN, [batch.pk])
        cursor.execute(_TWICE, [batch.pk, batch.pk])
        cursor.execute(_COUNT, [price_list.pk, batch.pk])
        rows_read, problems, new, changed = (int(number or 0) for number in cursor.fetchone())
    batch.num_rows, batch.num_problems, batch.num_new, batch.num_changed = rows_read, problems, new, changed
    batch.num_same = rows_read - problems - new - changed
    batch.save()
    return batch


def _write_rows(batch: PriceImport, rows: Iterable[FileRow]) -> None:
    if connection.vendor == "postgresql":
        statement = f"COPY {_ROWS} ({', '.join(COLUMNS)}) FROM STDIN"
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(_values(batch.pk, row))
        return
    for part in _parts(rows):
        PriceImportRow.objects.bulk_create(
            PriceImportRow(**dict(zip(COLUMNS, _values(batch.pk, row), strict=True))) for row in part
        )


def _parts(rows: Iterable[FileRow]) -> Iterator[list[FileRow]]:
    found = iter(rows)
    while part := list(islice(found, BATCH)):
        yield part


def _values(batch_id: int, row: FileRow) -> tuple[object, ...]:
    return (batch_id, row.number, row.sku, row.min_quantity, row.price, row.problem, row.detail)


@transaction.atomic
def load_prices(batch: PriceImport) -> int:
    """Write the good rows of an import into its list; return how many prices are other than before.

    Once: raises AlreadyImportedError for a second caller, whoever is first. The list is locked, and who shows
    prices is told in the same transaction; the rows are deleted then.
    """
    price_list = hold_list(batch.price_list_id)
    waiting = PriceImport.objects.filter(pk=batch.pk, state=PriceImport.State.CHECKED)  # guard: import-once
    if not waiting.update(state=PriceImport.State.DONE):
        raise AlreadyImportedError
    products = set(_gone(batch, price_list)) if batch.replaces else set()
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, [price_list.pk, batch.pk])
        products.update(product for (product,) in cursor.fetchall())
        cursor.execute(_LOAD, [price_list.pk, batch.pk])
        changed = cursor.rowcount
    announce_products(products)
    PriceImportRow.objects.filter(batch=batch, problem="").delete()
    batch.state = PriceImport.State.DONE
    return changed


def _gone(batch: PriceImport, price_list: PriceList) -> list[int]:
    """Delete the prices that are not in the file, unless no row of it is good; return their products."""
    kept = PriceImportRow.objects.filter(batch=batch, problem="")
    if not kept.exists():
        return []
    same = kept.filter(stockrecord_id=OuterRef("stockrecord"), min_quantity=OuterRef("min_quantity"))
    gone = ListPrice.objects.filter(~Exists(same), price_list=price_list)
    products = list(gone.values_list("stockrecord__product_id", flat=True))
    gone.delete()
    return products


def problems_of(batch: PriceImport) -> QuerySet[PriceImportRow]:
    """Return the rows that are left out, in the order of the file."""
    return PriceImportRow.objects.filter(batch=batch).exclude(problem="").order_by("number")


def changes_of(batch: PriceImport) -> QuerySet[PriceImportRow]:
    """Return the good rows in the order of the file."""
    return PriceImportRow.objects.filter(batch=batch, problem="").order_by("number")
