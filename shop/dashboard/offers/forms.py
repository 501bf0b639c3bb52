"""An offer on one page: its words, terms, limits, dates and place among the others."""

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm

from shop.backoffice.form_sections import FormSection
from shop.backoffice.languages import in_every_language, name_languages
from shop.dashboard.offers.audience_form import AUDIENCE, AudienceForm
from shop.dashboard.offers.terms_form import FIELDS, SECTIONS, TermsForm
from shop.money import MoneyField
from shop.offer.models import ConditionalOffer
from shop.offer.sentences import describe_offer
from shop.offer.terms import Terms, terms_of, write_terms
from shop.promotions.services import follow_offer

WORDS = ("name", "description")
TYPES = (
    (ConditionalOffer.SITE, gettext_lazy("Automatically, for everybody")),
    (ConditionalOffer.VOUCHER, gettext_lazy("With a code")),
)


class OffersField(forms.ModelMultipleChoiceField):
    """Offers to tick, by their names."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: ConditionalOffer) -> str:
        """Return the name in the reader's language."""
        return str(obj.name)


class OfferForm(TermsForm, AudienceForm, WagtailAdminModelForm):
    """Everything of an offer."""

    offer_type = forms.ChoiceField(label=gettext_lazy("How buyers get it"), choices=TYPES)
    is_on = forms.BooleanField(
        label=gettext_lazy("On"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Off: nobody gets it, whatever its dates say."),
    )
    max_discount = MoneyField(
        label=gettext_lazy("Total discount, at most"),
        required=False,
        help_text=gettext_lazy("The offer ends when it has given so much in all orders together."),
    )
    combinations = OffersField(
        None,
        label=gettext_lazy("May be combined with"),
        required=False,
        help_text=gettext_lazy("None ticked: with every offer that is not exclusive."),
    )
    sections = (
        FormSection(name="words", title=gettext_lazy("Name"), fields=in_every_language("name")),
        *SECTIONS,
        FormSection(
            name="access",
            title=gettext_lazy("Who and when"),
            fields=["offer_type", "is_on", "start_datetime", "end_datetime"],
        ),
        AUDIENCE,
        FormSection(
            name="limits",
            title=gettext_lazy("Limits"),
            fields=[
                "max_user_applications",
                "max_basket_applications",
                "max_global_applications",
                "max_discount_per_order",
                "max_discount",
                "margin_floor",
                "most_pieces",
            ],
            template_name=FIELDS,
        ),
        FormSection(
            name="others",
            title=gettext_lazy("Together with other offers"),
            fields=["exclusive", "combinations", "exclusive_group", "priority"],
            template_name=FIELDS,
        ),
        FormSection(
            name="description", title=gettext_lazy("Description"), fields=in_every_language("description")
        ),
    )

    class Meta:
        model = ConditionalOffer
        fields = (
            *in_every_language(*WORDS),
            "offer_type",
            "start_datetime",
            "end_datetime",
            "max_user_applications",
            "max_basket_applications",
            "max_global_applications",
            "max_discount",
            "max_discount_per_order",
            "margin_floor",
            "company_scope",
            "companies",
            "countries",
            "customer_groups",
            "first_order_only",
            "exclusive",
            "exclusive_group",
            "priority",
        )
        labels = {
            "start_datetime": gettext_lazy("Starts"),
            "end_datetime": gettext_lazy("Ends"),
            "max_user_applications": gettext_lazy("Uses per customer, at most"),
            "max_basket_applications": gettext_lazy("Uses per order, at most"),
            "max_global_applications": gettext_lazy("Uses in all, at most"),
            "exclusive": gettext_lazy("Exclusive"),
            "exclusive_group": gettext_lazy("Group of which one applies"),
            "company_scope": gettext_lazy("Private customers and companies"),
            "first_order_only": gettext_lazy("First order only"),
        }
        help_texts = {
            "start_datetime": gettext_lazy("Empty: at once."),
            "end_datetime": gettext_lazy("Empty: until it is switched off."),
            "max_user_applications": gettext_lazy("Guests are counted by their e-mail address."),
            "max_basket_applications": gettext_lazy("Empty: as often as the products in the basket allow."),
            "max_global_applications": gettext_lazy("Empty: no limit."),
            "exclusive": gettext_lazy("A product that this offer discounts gets no other offer."),
            "exclusive_group": gettext_lazy(
                "A name that several offers share, such as “season”. Only one of them applies to an order: "
                "the highest priority, and of equal priority the one that takes off most."
            ),
            "first_order_only": gettext_lazy("Guests are known by their e-mail address."),
            "priority": gettext_lazy("Of two offers, the one with the higher number is applied first."),
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        name_languages(self, WORDS, needed=["name"])
        offer = self.instance
        self.set_up_terms(terms_of(offer) if offer.pk else None)
        self.set_up_audience()
        others = ConditionalOffer.objects.filter(exclusive=False).exclude(pk=offer.pk)
        self.fields["combinations"].queryset = others.order_by("name", "pk")  # type: ignore[attr-defined]
        if offer.pk:
            self.initial = {
                **self.initial,
                "is_on": not offer.is_suspended,
                "combinations": [each.pk for each in _combined_with(offer)],
            }
            if not dict(TYPES).get(offer.offer_type):  # one that a program gives to some
                label = offer.get_offer_type_display()
                self.fields["offer_type"].choices = [*TYPES, (offer.offer_type, label)]  # type: ignore[attr-defined]

    def clean_offer_type(self) -> str:
        """Refuse to make an offer everybody's while codes lead to it."""
        chosen: str = self.cleaned_data["offer_type"]
        offer = self.instance
        if offer.pk and chosen != ConditionalOffer.VOUCHER and offer.vouchers.exists():
            raise forms.ValidationError(_("Codes lead to this offer. Remove it from them first."))
        return chosen

    def clean(self) -> dict[str, object]:
        """Name what is missing or cannot be."""
        super().clean()
        typed = self.cleaned_data
        self.clean_terms()
        self.clean_audience()
        if typed.get("exclusive") and typed.get("combinations"):
            typed["combinations"] = ConditionalOffer.objects.none()
        return typed

    def sentence(self, terms: Terms) -> str:
        """Say what the offer does as it is typed."""
        codes = self.instance.vouchers.values_list("code", flat=True)[:1] if self.instance.pk else []
        return describe_offer(self.instance, terms=terms, codes=list(codes))

    def save(self, commit: bool = True) -> ConditionalOffer:  # noqa: FBT001, FBT002 - Django's
        """Write the offer with the rows that it consists of.

        Companies and combinations are written after the offer: only then are its terms what was typed, and
        those of an approved promotion may need approval again.
        """
        offer: ConditionalOffer = self.instance
        offer.status = offer.OPEN if self.cleaned_data["is_on"] else offer.SUSPENDED
        if offer.pk:  # a limit that is reached is found out by `save`
            offer.refresh_from_db(fields=["num_applications", "total_discount", "num_orders"])
        write_terms(offer, self.terms())
        saved: ConditionalOffer = super().save(commit=commit)
        _combine(saved, self.cleaned_data["combinations"])
        follow_offer(saved)
        return saved


def _combined_with(offer: ConditionalOffer) -> QuerySet[ConditionalOffer]:
    both = Q(in_combination=offer) | Q(combinations=offer)
    return ConditionalOffer.objects.filter(both).exclude(pk=offer.pk).distinct()


def _combine(offer: ConditionalOffer, others: QuerySet[ConditionalOffer]) -> None:
    """Let an offer be combined with these, and each of them with it; Oscar keeps both directions."""
    for gone in _combined_with(offer).exclude(pk__in=[other.pk for other in others]):
        gone.combinations.remove(offer)
    offer.combinations.set(others)
    for other in others:
        other.combinations.add(offer)


def voucher_offers() -> QuerySet[ConditionalOffer]:
    """List the offers that codes can lead to."""
    return ConditionalOffer.objects.filter(offer_type=ConditionalOffer.VOUCHER).order_by("name", "pk")
