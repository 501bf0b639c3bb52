"""Lines that people type or paste: a SKU and a number each."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from shop.partner.models import StockRecord

LINE = re.compile(r"(?P<sku>.+?)[\s;,:]+(?P<number>\d{1,7})\Z")
MOST = 1000


class InvalidLinesError(Exception):
    """Some lines cannot be used; `problems` says which and why."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__("; ".join(self.problems))


def read_lines(text: str, *, seller_id: int | None = None) -> dict[StockRecord, int]:
    """Return the pieces by stock record; a SKU named twice is added up. Raises InvalidLinesError."""
    problems: list[str] = []
    wanted: dict[str, int] = {}
    lines = [line.strip() for line in text.splitlines()]
    for number, line in enumerate(lines, 1):
        if not line:
            continue
        match = LINE.match(line)
        if match is None or int(match["number"]) == 0:
            problems.append(_("Line %(line)d: enter a SKU and a quantity.") % {"line": number})
        else:
            wanted[match["sku"]] = wanted.get(match["sku"], 0) + int(match["number"])
    if len(wanted) > MOST:
        problems.append(_("These are more than %(most)d products; import a file instead.") % {"most": MOST})
    found = _records(wanted, seller_id) if not problems else {}
    if not problems:
        missing = sorted(wanted.keys() - found.keys())
        problems += [_("There is no product “%(sku)s”.") % {"sku": sku} for sku in missing]
    if problems:
        raise InvalidLinesError(problems)
    return {found[sku]: number for sku, number in wanted.items()}


def _records(skus: Iterable[str], seller_id: int | None) -> dict[str, StockRecord]:
    """Find counted records by SKU; of several sellers the first, if none is named."""
    records = StockRecord.objects.filter(partner_sku__in=list(skus)).order_by("-pk")
    if seller_id is not None:
        records = records.filter(partner=seller_id)
    loaded = records.select_related("partner", "product__product_class", "product__parent__product_class")
    return {record.partner_sku: record for record in loaded if record.can_track_allocations}
