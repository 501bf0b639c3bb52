"""What partners reported of people: an end customer's name and place are struck out; the pieces stay."""

from django.utils.translation import gettext_lazy as _

from partners.sell_through.models import ReportRow, SellThroughLine
from shop.privacy.erasure.person import Person
from shop.privacy.erasure.registry import ERASERS, UNRELATED, Eraser, Unrelated
from shop.privacy.erasure.rows import holding, redact_rows

TOLD = ("customer", "city", "serial")


def erase_end_customers(person: Person) -> int:
    """Strike the person out of lines and of rows as they were sent."""
    words = [*person.keys(), *person.names]
    lines = redact_rows(holding(SellThroughLine.objects.all(), TOLD, words), TOLD, person)
    return lines + redact_rows(holding(ReportRow.objects.all(), ["cells"], words), ["cells"], person)


ERASERS.register(
    Eraser(
        name="sell-through",
        label=_("end customers in partners' reports"),
        fields=(
            *(f"sell_through.SellThroughLine.{name}" for name in TOLD),
            "sell_through.ReportRow.cells",
        ),
        erase=erase_end_customers,
    )
)
UNRELATED.register(
    Unrelated(
        name="sell-through",
        fields=(
            *(f"sell_through.SellThroughLine.{name}" for name in ("sku", "currency", "country")),
            *("sell_through.ReportingTerms.*", "sell_through.ReportingPeriod.*"),
            *("sell_through.SellThroughReport.*", "sell_through.SkuMapping.*"),
            *("sell_through.ReportGap.*", "sell_through.UploadToken.*"),
        ),
    )
)
