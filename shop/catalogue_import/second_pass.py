"""What names other products is written once all of them are there: recommendations and replacements."""

from collections.abc import Callable, Iterable, Mapping as Named
from contextlib import suppress
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from shop.catalogue.models import ImportProblem, ImportRun, Product
from shop.catalogue_import.items import Reader
from shop.catalogue_import.mapping import Mapping
from shop.catalogue_import.related import write_related
from shop.catalogue_import.skus import products_by_sku
from shop.imports.errors import BadValueError

BATCH = 500
NAMING = ("related", "replaced_by")
Wanted = dict[str, tuple[str, ...]]
Missing = list[tuple[str, str]]


@dataclass
class _Batch:
    """What rows name, by their SKU; `rows` are their numbers."""

    related: Wanted = field(default_factory=dict)
    replaced_by: Wanted = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class SecondPass:
    """Goes through the rows again; `accepted` are hashes of SKUs that a dry run would have written."""

    reader: Reader
    mapping: Mapping
    rows: Callable[[], Iterable[tuple[int, object]]]
    accepted: set[int]

    @property
    def is_needed(self) -> bool:
        """Whether the file names products at all."""
        return any(name in self.mapping.fields for name in NAMING)

    def run(self, run: ImportRun, *, is_dry: bool = False) -> None:
        """Write what rows name; a dry one only looks for it. Each name that is not there is a problem."""
        batch = _Batch()
        for number, row in self.rows():
            if isinstance(row, BadValueError):
                continue
            with suppress(BadValueError):
                head = self.reader.items(number, row)[0]  # type: ignore[arg-type]
                if head.related is not None:
                    batch.related[head.sku] = head.related
                if head.replaced_by is not None:
                    batch.replaced_by[head.sku] = (head.replaced_by,) if head.replaced_by else ()
                batch.rows[head.sku] = head.row
            if len(batch.rows) >= BATCH:
                self._write(run, batch, is_dry=is_dry)
                batch = _Batch()
        self._write(run, batch, is_dry=is_dry)

    @transaction.atomic
    def _write(self, run: ImportRun, batch: _Batch, *, is_dry: bool) -> None:
        for name, wanted in (("related", batch.related), ("replaced_by", batch.replaced_by)):
            if not wanted:
                continue
            if is_dry:
                missing = self._missing(wanted)
            elif name == "related":
                _changed, missing = write_related(wanted)
            else:
                missing = write_replacements(wanted)
            column = self.mapping.fields[name].column
            ImportProblem.objects.bulk_create(
                ImportProblem(
                    run=run,
                    row=batch.rows[sku],
                    column=column,
                    reason=_("there is no product “%(sku)s”") % {"sku": named[:200]},
                )
                for sku, named in missing
            )

    def _missing(self, wanted: Wanted) -> Missing:
        named = {name for names in wanted.values() for name in names}
        known = products_by_sku(named).keys() | {name for name in named if hash(name) in self.accepted}
        return [(sku, name) for sku, names in wanted.items() for name in names if name not in known]


def write_replacements(wanted: Named[str, tuple[str, ...]]) -> Missing:
    """Say of each product (by SKU) what replaces it; nothing takes it away. Return what does not exist."""
    skus = {sku for pair in wanted.items() for sku in (pair[0], *pair[1])}
    found = products_by_sku(skus)
    changed = []
    for sku, names in wanted.items():
        product, other = found.get(sku), found.get(names[0]) if names else None
        if product is None or (names and other is None) or other == product:
            continue
        key = other.pk if other else None
        if product.replacement_id != key:
            product.replacement_id = key
            changed.append(product)
    Product.objects.bulk_update(changed, ["replacement"], batch_size=BATCH)
    return [(sku, name) for sku, names in wanted.items() for name in names if name not in found]
