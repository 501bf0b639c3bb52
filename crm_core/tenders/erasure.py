"""What becomes of tenders of somebody who is forgotten: that they were stays, their words go."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from crm_core.tenders.models import Tender, TenderFile, TenderLine
from shop.privacy.erasure.person import Person
from shop.privacy.erasure.registry import ERASERS, UNRELATED, Eraser, Unrelated
from shop.privacy.erasure.rows import blank, redact_rows


def tenders_of(person: Person) -> QuerySet[Tender]:
    """List what they posted."""
    return Tender.objects.filter(user__in=person.users)


def erase_tenders(person: Person) -> int:
    """Strike the person out of titles and lines, empty notes and places, delete what they attached."""
    rows = tenders_of(person)
    files = list(TenderFile.objects.filter(tender__in=rows))
    for file in files:
        file.delete()  # one by one: the file itself goes with the row
    changed = redact_rows(rows, ["title"], person)
    changed += redact_rows(TenderLine.objects.filter(tender__in=rows), ["text", "notes", "unit"], person)
    return len(files) + changed + blank(rows, ["notes", "place", "cancel_reason"])


ERASERS.register(
    Eraser(
        name="tenders",
        label=_("what was written in tenders"),
        fields=("tenders.Tender.*", "tenders.TenderLine.*", "tenders.TenderFile.*"),
        erase=erase_tenders,
        count=lambda person: tenders_of(person).count(),
    )
)
UNRELATED.register(Unrelated(name="bids", fields=("tenders.Bid.*", "tenders.BidLine.*")))
