"""Letting go of who asked for a quote and what was written; what was offered at which price stays."""

from collections.abc import Collection

from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from crm_core.customers.records import trees
from crm_core.customers.signals import customer_anonymised
from crm_core.quotes.models import Quote, QuoteComment, QuoteFile, QuoteLine, QuoteVersion
from shop.privacy.erasure.person import Person
from shop.privacy.erasure.registry import ERASERS, KEPT, UNRELATED, Eraser, Kept, Unrelated
from shop.privacy.erasure.rows import holding, redact_rows
from shop.privacy.erasure.traces import words_of

#: What says who somebody is, or what they wrote.
WORDS = ("name", "email", "phone", "message", "internal_note", "accepted_name", "reason")


@receiver(customer_anonymised, dispatch_uid="quotes.customer_anonymised")
def on_customer_anonymised(*, records: Collection[int], **kwargs: object) -> None:
    """Forget these records, whoever ends them."""
    forget(records)


def forget(records: Collection[int]) -> int:
    """Take names, words and files off the quotes of these records; return how many rows were changed.

    Prices, quantities and states stay: reports count them, and orders name them.
    """
    quotes = Quote.objects.filter(customer__in=records)
    number = quotes.update(**dict.fromkeys(WORDS, ""), accepted_by=None)
    number += QuoteVersion.objects.filter(quote__in=quotes.values("pk")).update(author_name="", message="")
    number += (
        QuoteLine.objects.filter(version__quote__in=quotes.values("pk")).exclude(note="").update(note="")
    )
    number += QuoteComment.objects.filter(quote__in=quotes.values("pk")).delete()[0]
    for file in QuoteFile.objects.filter(quote__in=quotes.values("pk")):
        file.delete()  # one by one: the file itself goes with the row
        number += 1
    return number


def erase_quotes(person: Person) -> int:
    """Forget the person's records, and strike the person out of what is written in other quotes."""
    number = forget(trees.tree_ids(*person.customers)) if person.customers else 0
    if words := words_of(person):
        for model, fields in (
            (Quote, list(WORDS)),
            (QuoteVersion, ["author_name", "message", "delivery", "payment_terms"]),
            (QuoteLine, ["note"]),
            (QuoteComment, ["author_name", "text"]),
            (QuoteFile, ["name"]),
        ):
            number += redact_rows(holding(model._default_manager.all(), fields, words), fields, person)
    return number


ERASERS.register(
    Eraser(
        name="quotes",
        label=_("names, words and files of quotes"),
        fields=(
            *(f"quotes.Quote.{name}" for name in WORDS),
            *("quotes.QuoteVersion.author_name", "quotes.QuoteVersion.message", "quotes.QuoteLine.note"),
            *("quotes.QuoteVersion.delivery", "quotes.QuoteVersion.payment_terms"),
            *("quotes.QuoteComment.*", "quotes.QuoteFile.*"),
        ),
        erase=erase_quotes,
    )
)
UNRELATED.register(
    Unrelated(name="quote templates", fields=("quotes.QuoteTemplate.*", "quotes.QuoteTemplateLine.*"))
)
KEPT.register(
    Kept(
        name="quotes",
        label=_("numbers, products and prices of quotes"),
        reason=_("Orders name them and reports count them; they no longer say whose they are."),
        fields=(
            *("quotes.Quote.number", "quotes.Quote.state", "quotes.Quote.currency", "quotes.Quote.language"),
            *("quotes.Quote.accepted_digest", "quotes.QuoteVersion.digest"),
            *("quotes.QuoteLine.title", "quotes.QuoteLine.sku"),
        ),
    )
)
