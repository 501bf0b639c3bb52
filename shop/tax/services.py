"""Checking VAT ids, keeping the evidence, and finding the tax situation of a buyer."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from stdnum.eu import vat
from stdnum.exceptions import ValidationError as NumberError

from shop.contact_data import plain_code
from shop.tax.models import TaxRate, VatCheck
from shop.tax.queries import certificate_of, situation
from shop.tax.situation import TaxSituation
from shop.tax.table import Rate
from shop.tax.territories import tax_territory_of
from shop.tax.vies import vat_register
from shop.time_zones import shop_day
from shop.user.models import User

# A valid answer is evidence for this long; afterwards the register is asked again.
CHECK_LIFETIME = timedelta(days=30)
# A register that did not answer is left in peace for a moment.
PAUSE = timedelta(minutes=5)


def clean_vat_id(text: str) -> str:
    """Return a VAT id without spaces and dots, in capitals, with its country's letters.

    Raises ValidationError, in the reader's words, for one whose form or check digits are wrong.
    """
    try:
        return str(vat.validate(plain_code(text)))
    except NumberError as error:
        raise ValidationError(
            _("This is not a valid VAT id: please check the country code and every digit."), code="vat_id"
        ) from error


def check_vat_id(vat_id: str, *, by: User | AnonymousUser | None = None) -> VatCheck:
    """Ask the register about a clean VAT id and keep its answer; a fresh answer is not asked again.

    Call it outside of transactions: the register may take some seconds. When it cannot be
    reached the outcome says so, tax is charged, and the next question comes after `PAUSE`.
    """
    known = VatCheck.objects.filter(vat_id=vat_id).first()
    if known is not None and _still_holds(known):
        return known
    source = vat_register()
    answer = source.ask(vat_id)
    outcomes = {
        True: VatCheck.Outcome.VALID,
        False: VatCheck.Outcome.INVALID,
        None: VatCheck.Outcome.UNREACHABLE,
    }
    return VatCheck.objects.create(
        vat_id=vat_id,
        outcome=outcomes[answer.is_valid],
        name=answer.name,
        address=answer.address,
        reference=answer.reference,
        detail=answer.detail,
        source=source.source,
        checked_by=by if by is not None and by.is_authenticated else None,
    )


def latest_check(vat_id: str) -> VatCheck | None:
    """Return a valid answer that still holds for a VAT id, without asking anybody; None without one."""
    known = VatCheck.objects.filter(vat_id=vat_id).first() if vat_id else None
    return known if known and known.outcome == VatCheck.Outcome.VALID and _still_holds(known) else None


def situation_for(
    *, country: str, state: str = "", postcode: str = "", company: Any = None, vat_id: str = ""
) -> TaxSituation:
    """Return the tax situation of a delivery today.

    `vat_id` (clean; default: the company's) shifts the tax only with a valid check that still
    holds: ask `check_vat_id` first. At most two queries: the check and the company's certificate.
    """
    place, region = tax_territory_of(country=country, state=state, postcode=postcode)
    number = vat_id or (company.vat_id if company else "")
    check = latest_check(number)
    certificate = certificate_of(company.pk, country=place, region=region, day=shop_day()) if company else ""
    return situation(
        country=place,
        region=region,
        is_company=company is not None or check is not None,
        vat_id=number if check else "",
        vat_check_id=check.pk if check else None,
        certificate=certificate,
    )


def import_rates(rates: Iterable[Rate]) -> int:
    """Write rates into the back office; those that are there for the place, class and day stay.

    Returns how many are new.
    """
    new = 0
    for rate in rates:
        _row, created = TaxRate.objects.get_or_create(
            country=rate.country,
            region=rate.region,
            tax_class=rate.tax_class,
            valid_from=rate.valid_from,
            defaults={"percent": rate.rate * 100},
        )
        new += created
    return new


def _still_holds(check: VatCheck) -> bool:
    pause = CHECK_LIFETIME if check.outcome == VatCheck.Outcome.VALID else PAUSE
    return timezone.now() - check.checked_at < pause
