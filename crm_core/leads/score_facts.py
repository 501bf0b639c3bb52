"""The sorts of facts that points are given for: a registry, to which packages add what they know of a lead.

    SCORE_FACTS.register(ScoreFact(name="pages", label=_("Pages visited"), read=visited, form=NUMBER))

`read` answers when the fact that `value` asks for happened, None where it did not.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from crm_core.customers.matching.folding import fold
from crm_core.customers.models import Customer
from crm_core.leads.kinds import kind_choices, label_of_kind
from crm_core.leads.models import Lead, LeadSource
from shop.catalogue.models import Category
from shop.registry import Registry

#: How the value of a rule is typed: words, a whole number, nothing, or sources of leads.
WORDS, NUMBER, NOTHING, KINDS = "words", "number", "nothing", "kinds"
FREE_MAIL = frozenset(
    """
    126.com 139.com 163.com aol.com gmail.com gmx.at gmx.ch gmx.de gmx.net googlemail.com hotmail.com
    hotmail.de icloud.com live.com mail.com mail.ru me.com msn.com outlook.com outlook.de proton.me
    protonmail.com qq.com sina.com sohu.com t-online.de web.de yahoo.com yahoo.com.tw yahoo.de yandex.com
    yeah.net ymail.com
    """.split()  # noqa: SIM905
)


class LeadReading:
    """A lead with what rules ask of it; each part is read once, and only where a rule asks."""

    def __init__(self, lead: Lead, sources: list[LeadSource]) -> None:
        self.lead, self.sources = lead, sources

    @property
    def customer(self) -> Customer:
        """Who it is."""
        return self.lead.customer

    @property
    def began_at(self) -> datetime:
        """When they came: the moment of facts that have none of their own."""
        return self.lead.created_at

    @cached_property
    def categories(self) -> dict[str, datetime]:
        """The folded names, in every language, of the categories of what they want, those above too."""
        direct = Category.objects.filter(product__in=self._products())
        paths = {
            path[: step * Category.steplen]
            for path in direct.values_list("path", flat=True)
            for step in range(1, len(path) // Category.steplen + 1)
        }
        fields = [field.name for field in Category._meta.get_fields() if field.name.startswith("name")]
        rows = Category.objects.filter(path__in=paths).values_list(*fields) if paths else ()
        return {fold(name): self.lead.latest_fact_at for row in rows for name in row if name}

    def _products(self) -> list[int]:
        chosen = list(self.lead.products.values_list("pk", "parent"))
        return [pk for row in chosen for pk in row if pk]

    @cached_property
    def texts(self) -> list[tuple[str, datetime]]:
        """Whatever they wrote, folded, with its moment."""
        found = [(fold(self.lead.wants), self.lead.latest_fact_at)]
        for source in self.sources:
            answers = " ".join(str(value) for value in _answers(source).values())
            found.append((fold(f"{source.text} {answers}"), source.occurred_at))
        return found

    @cached_property
    def answers(self) -> list[tuple[str, str, datetime]]:
        """Questions and answers of forms, folded, with their moment."""
        return [
            (fold(str(question)), fold(str(answer)), source.occurred_at)
            for source in self.sources
            for question, answer in _answers(source).items()
        ]


def _answers(source: LeadSource) -> dict[str, object]:
    found = source.written.get("answers")
    return found if isinstance(found, dict) else {}


def values_of(text: str) -> list[str]:
    """List the values of a rule, which are separated by commas of any script."""
    return [value.strip() for value in text.replace("，", ",").replace("、", ",").split(",") if value.strip()]


def number_of(text: str) -> int:
    """Read the number of a rule; what is none asks for more than anybody has."""
    return int(text) if text.strip().isdecimal() else 2**31


Read = Callable[[LeadReading, str], datetime | None]


@dataclass(frozen=True, kw_only=True)
class ScoreFact:
    """A sort of fact; `sentence` tells a rule of it, with %(value)s, where its author gave no name."""

    name: str
    label: str | Promise
    sentence: str | Promise
    read: Read
    form: str = WORDS

    def tell(self, value: str) -> str:
        """Tell a rule in words."""
        shown = ", ".join(label_of_kind(kind) for kind in values_of(value)) if self.form == KINDS else value
        return str(self.sentence) % {"value": shown} if self.form != NOTHING else str(self.sentence)


SCORE_FACTS: Registry[ScoreFact] = Registry("fact that scores leads")


def _came_by(reading: LeadReading, value: str) -> datetime | None:
    kinds = set(values_of(value))
    return next((source.occurred_at for source in reading.sources if source.kind in kinds), None)


def _came_often(reading: LeadReading, value: str) -> datetime | None:
    return reading.lead.latest_fact_at if len(reading.sources) >= number_of(value) else None


def _country(reading: LeadReading, value: str) -> datetime | None:
    wanted = {code.upper() for code in values_of(value)}
    return reading.began_at if reading.lead.country in wanted else None


def _language(reading: LeadReading, value: str) -> datetime | None:
    spoken = reading.lead.language.lower()
    return reading.began_at if spoken and spoken in {code.lower() for code in values_of(value)} else None


def _names_company(reading: LeadReading, _value: str) -> datetime | None:
    lead, customer = reading.lead, reading.customer
    is_named = lead.company_name or lead.vat_id or customer.company_id
    return reading.began_at if is_named or customer.kind == Customer.Kind.COMPANY else None


def _company_size(reading: LeadReading, value: str) -> datetime | None:
    for source in reading.sources:
        digits = "".join(each for each in str(source.written.get("company_size", "")) if each.isdecimal())
        if digits and int(digits[:9]) >= number_of(value):
            return source.occurred_at
    return None


def _interest(reading: LeadReading, value: str) -> datetime | None:
    found = reading.categories
    return next((found[name] for name in map(fold, values_of(value)) if name in found), None)


def _words(reading: LeadReading, value: str) -> datetime | None:
    wanted = [fold(word) for word in values_of(value)]
    return next((at for text, at in reading.texts if any(word and word in text for word in wanted)), None)


def _answered(reading: LeadReading, value: str) -> datetime | None:
    question, equals, answer = value.partition("=")
    if not equals:
        return None
    asked, wanted = fold(question.strip()), fold(answer.strip())
    found = (at for label, said, at in reading.answers if asked in label and wanted in said and said)
    return next(found, None)


def _ordered(reading: LeadReading, value: str) -> datetime | None:
    customer = reading.customer
    return customer.last_order_at if customer.orders_count >= number_of(value) else None


def _free_mail(reading: LeadReading, _value: str) -> datetime | None:
    domain = reading.customer.email.rpartition("@")[2].lower()
    return reading.began_at if domain in FREE_MAIL else None


def _has_phone(reading: LeadReading, _value: str) -> datetime | None:
    return reading.began_at if reading.customer.phone else None


def _basket(reading: LeadReading, value: str) -> datetime | None:
    least = number_of(value)
    for source in reading.sources:
        amount = str(source.data.get("amount", "0")).partition(".")[0]
        if source.data.get("basket_id") and amount.isdecimal() and int(amount) >= least:
            return source.occurred_at
    return None


for _fact in (
    ScoreFact(
        name="kind",
        label=gettext_lazy("Came by"),
        sentence=gettext_lazy("came by: %(value)s"),
        read=_came_by,
        form=KINDS,
    ),
    ScoreFact(
        name="facts",
        label=gettext_lazy("Came back (times at least)"),
        sentence=gettext_lazy("came at least %(value)s times"),
        read=_came_often,
        form=NUMBER,
    ),
    ScoreFact(
        name="country",
        label=pgettext_lazy("scoring fact", "Country"),
        sentence=gettext_lazy("country: %(value)s"),
        read=_country,
    ),
    ScoreFact(
        name="language",
        label=pgettext_lazy("scoring fact", "Language"),
        sentence=gettext_lazy("language: %(value)s"),
        read=_language,
    ),
    ScoreFact(
        name="company",
        label=gettext_lazy("Names a company"),
        sentence=gettext_lazy("names a company"),
        read=_names_company,
        form=NOTHING,
    ),
    ScoreFact(
        name="company_size",
        label=gettext_lazy("Company size at least"),
        sentence=gettext_lazy("company of at least %(value)s people"),
        read=_company_size,
        form=NUMBER,
    ),
    ScoreFact(
        name="category",
        label=gettext_lazy("Interested in the category"),
        sentence=gettext_lazy("interested in: %(value)s"),
        read=_interest,
    ),
    ScoreFact(
        name="words",
        label=gettext_lazy("Wrote one of these words"),
        sentence=gettext_lazy("wrote: %(value)s"),
        read=_words,
    ),
    ScoreFact(
        name="answer",
        label=gettext_lazy("Answered in a form (question=answer)"),
        sentence=gettext_lazy("answered: %(value)s"),
        read=_answered,
    ),
    ScoreFact(
        name="orders",
        label=gettext_lazy("Orders at least"),
        sentence=gettext_lazy("has ordered at least %(value)s times"),
        read=_ordered,
        form=NUMBER,
    ),
    ScoreFact(
        name="free_mail",
        label=gettext_lazy("Free mail address"),
        sentence=gettext_lazy("free mail address"),
        read=_free_mail,
        form=NOTHING,
    ),
    ScoreFact(
        name="phone",
        label=gettext_lazy("Gave a phone number"),
        sentence=gettext_lazy("gave a phone number"),
        read=_has_phone,
        form=NOTHING,
    ),
    ScoreFact(
        name="basket",
        label=gettext_lazy("Basket worth at least"),
        sentence=gettext_lazy("basket worth at least %(value)s"),
        read=_basket,
        form=NUMBER,
    ),
):
    SCORE_FACTS.register(_fact)


def fact_choices() -> list[tuple[str, str | Promise]]:
    """List the sorts of facts, to choose from."""
    return [(fact.name, fact.label) for fact in SCORE_FACTS]


def source_names() -> list[str]:
    """List the names of sources, as a rule of the sort KINDS may name them."""
    return [name for name, _label in kind_choices()]


def sentence_of(kind: str, value: str, name: str = "") -> str:
    """Tell a rule: by its author's words, else by its sort's; one of a sort that is gone by its key."""
    fact = SCORE_FACTS.get(kind)
    return name or (fact.tell(value) if fact else _("%(kind)s: %(value)s") % {"kind": kind, "value": value})
