"""Partners who report: terms, periods, files."""

from datetime import date

import factory
from django.core.files.uploadedfile import SimpleUploadedFile

from partners.sell_through.models import Cadence, Kind, LogisticUnits, ReportingTerms
from partners.sell_through.periods import period_at
from partners.sell_through.reading import read_report
from partners.sell_through.services import submit, take_upload
from tests.partners.factories import PartnerAccountFactory

OCTOBER = date(2026, 10, 15)
SALES_HEAD = "sku,quantity,sold_on,unit_price,currency,city,country,serial\n"


class ReportingTermsFactory(factory.django.DjangoModelFactory):
    account = factory.SubFactory(PartnerAccountFactory)
    cadence = Cadence.MONTH
    starts_on = date(2026, 9, 1)

    class Meta:
        model = ReportingTerms


class LogisticUnitsFactory(factory.django.DjangoModelFactory):
    case_pieces = 6

    class Meta:
        model = LogisticUnits


def october():
    return period_at(Cadence.MONTH, OCTOBER)


def csv_file(text, name="sales.csv"):
    return SimpleUploadedFile(name, text.encode(), content_type="text/csv")


def sheet_of(text, kind=Kind.SALES):
    return read_report(csv_file(text), kind)


def draft(account, text, *, kind=Kind.SALES, period=None, by=None):
    return take_upload(account, period or october(), kind, sheet_of(text, kind), by=by).report


def reported(account, text, *, kind=Kind.SALES, period=None):
    """A report that counts."""
    return submit(draft(account, text, kind=kind, period=period))
