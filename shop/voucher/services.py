"""Making codes: one by one, or many in a set."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.crypto import get_random_string
from modeltranslation.utils import build_localized_fieldname

from shop.offer.models import ConditionalOffer
from shop.offer.names import free_name
from shop.offer.terms import Terms, write_terms
from shop.voucher.models import Voucher, VoucherSet

# Without letters and figures that are taken for each other.
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
GROUP = 4
SLICE = 500
MOST_CODES = 10_000
SHORTEST, LONGEST = 6, 16


def make_offer(terms: Terms, *, names: dict[str, str], most_uses: int | None = None) -> ConditionalOffer:
    """Make the offer that a new code leads to, called as the code is in each language that it is named in."""
    offer = ConditionalOffer(offer_type=ConditionalOffer.VOUCHER, max_global_applications=most_uses)
    for code, _label in settings.LANGUAGES:
        if words := names.get(code):
            setattr(offer, build_localized_fieldname("name", code), free_name(offer, words, code))
    write_terms(offer, terms)
    offer.save()
    return offer


def new_codes(count: int, *, length: int, prefix: str = "") -> list[str]:
    """Return so many codes that no voucher has: `SPRING-ABCD-EFGH`."""
    found: dict[str, None] = {}
    while len(found) < count:
        wanted = {_code(length, prefix) for _each in range(min(SLICE, count - len(found)))}
        taken = set(Voucher.objects.filter(code__in=wanted).values_list("code", flat=True))
        found |= dict.fromkeys(sorted(wanted - taken))
    return list(found)[:count]


def _code(length: int, prefix: str) -> str:
    letters = get_random_string(length, ALPHABET)
    groups = [letters[start : start + GROUP] for start in range(0, length, GROUP)]
    return "-".join([*([prefix] if prefix else []), *groups])


@transaction.atomic
def fill_set(row: VoucherSet, *, usage: str, offers: Iterable[ConditionalOffer]) -> int:
    """Bring a set's codes to what the set says, and make those that are missing; return how many were made.

    The set's row is locked meanwhile, so that two people who enlarge it make each code once.
    """
    held = VoucherSet.objects.select_for_update().get(pk=row.pk)
    offers = list(offers)
    own = Voucher.objects.filter(voucher_set=held)
    rows: Any = own
    rows.rewrite(mode=False).update(
        usage=usage,
        start_datetime=row.start_datetime,
        end_datetime=row.end_datetime,
        name=_name_of(row),
        name_en=_name_of(row),
    )
    _lead_to(own, offers)
    missing = max(0, row.count - own.count())
    for start in range(0, missing, SLICE):
        _make(row, min(SLICE, missing - start), usage=usage, offers=offers)
    VoucherSet.objects.filter(pk=row.pk).update(count=own.count())
    return missing


def _name_of(row: VoucherSet) -> Concat:
    code = Cast(F("code"), CharField(max_length=128))
    return Concat(Value(f"{row.name} "), code, output_field=CharField(max_length=128))


def _make(row: VoucherSet, count: int, *, usage: str, offers: list[ConditionalOffer]) -> None:
    codes = new_codes(count, length=row.code_length, prefix=row.code_prefix)
    made = Voucher.objects.bulk_create(
        Voucher(
            name_en=f"{row.name} {code}",
            code=code,
            voucher_set=row,
            usage=usage,
            start_datetime=row.start_datetime,
            end_datetime=row.end_datetime,
        )
        for code in codes
    )
    links = Voucher.offers.through
    links.objects.bulk_create(
        links(voucher_id=voucher.pk, conditionaloffer_id=offer.pk) for voucher in made for offer in offers
    )


def _lead_to(vouchers: QuerySet[Voucher], offers: list[ConditionalOffer]) -> None:
    """Have the codes lead to these offers and no others."""
    links = Voucher.offers.through
    theirs = links.objects.filter(voucher__in=vouchers.order_by().values("pk"))
    theirs.exclude(conditionaloffer__in=offers).delete()
    for offer in offers:
        lacking = vouchers.exclude(offers=offer).order_by().values_list("pk", flat=True)
        links.objects.bulk_create(
            [links(voucher_id=pk, conditionaloffer_id=offer.pk) for pk in lacking], batch_size=SLICE
        )
