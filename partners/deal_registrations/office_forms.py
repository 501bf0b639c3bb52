"""What staff decide about a registration."""

from datetime import datetime, time
from decimal import Decimal
from typing import Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from crm_core.pipeline.models import Deal
from partners.deal_registrations.clock import protected_until
from partners.deal_registrations.decisions import Protection
from partners.deal_registrations.forms import DayInput
from partners.deal_registrations.models import ConflictMatch, DealRegistration
from shop.b2b.models import Company
from shop.catalogue.models import Category
from shop.contact_fields import CodeField
from shop.form_options import FormData, FormOptions
from shop.time_zones import shop_day


def end_of(day: object) -> datetime:
    """Return the end of a day of the shop: protection until a day holds on it."""
    assert hasattr(day, "year")  # noqa: S101 - a cleaned date
    last = datetime.combine(day, time.max)  # type: ignore[arg-type]
    return timezone.make_aware(last, timezone.get_default_timezone())


def day_of(moment: datetime | None) -> str:
    """Return a day as a field takes it."""
    return shop_day(moment).isoformat() if moment else ""


class ApproveForm(forms.Form):
    """Until when, for what and where it is protected, and at which prices."""

    until = forms.DateField(label=gettext_lazy("Protect until"), widget=DayInput())
    scope = forms.ChoiceField(
        label=gettext_lazy("Protects"),
        choices=[
            ("all", gettext_lazy("all products")),
            ("some", gettext_lazy("its products and categories")),
        ],
        widget=forms.RadioSelect,
        initial="all",
    )
    categories: forms.ModelMultipleChoiceField = forms.ModelMultipleChoiceField(
        Category.objects.none(), label=gettext_lazy("Categories"), required=False
    )
    site_postcode = CodeField(
        label=gettext_lazy("Only deliveries to (postcode)"), max_length=20, required=False
    )
    discount = forms.DecimalField(
        label=gettext_lazy("Registered discount in %"),
        min_value=Decimal(0),
        max_value=Decimal(100),
        max_digits=5,
        decimal_places=2,
        required=False,
    )
    company = forms.ModelChoiceField(
        Company.objects.none(),
        label=gettext_lazy("Company account of the end customer"),
        required=False,
        empty_label=gettext_lazy("none yet"),
    )
    deal = forms.ModelChoiceField(
        Deal.objects.none(),
        label=gettext_lazy("Deal"),
        required=False,
        empty_label=gettext_lazy("open a new one"),
    )
    answer = forms.CharField(
        label=gettext_lazy("Words to the partner"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self,
        data: FormData | None = None,
        *,
        registration: DealRegistration,
        **kwargs: Unpack[FormOptions],
    ) -> None:
        kwargs.setdefault("prefix", "approve")
        super().__init__(data, **kwargs)
        self.registration = registration
        until = protected_until(registration.account, since=timezone.now())
        self.fields["until"].initial = day_of(until)
        self.fields["categories"].queryset = Category.objects.order_by("path")  # type: ignore[attr-defined]
        companies, deals = _choices(registration)
        self.fields["company"].queryset, self.fields["company"].initial = companies, registration.company_id  # type: ignore[attr-defined]
        self.fields["deal"].queryset = deals  # type: ignore[attr-defined]
        self.lines = list(registration.lines.select_related("product"))
        for line in self.lines:
            self.fields[f"price-{line.pk}"] = forms.DecimalField(
                label=_("Net price of %(product)s") % {"product": line.title},
                min_value=Decimal(0),
                max_digits=12,
                decimal_places=2,
                required=False,
                initial=line.price,
            )

    def clean_until(self) -> object:
        """Refuse a day that is over."""
        day = self.cleaned_data["until"]
        if day < shop_day():
            raise ValidationError(_("Please choose a later day."))
        return day

    def clean(self) -> dict[str, object]:
        """Ask for goods where only some are protected, and for products where a discount is."""
        cleaned = super().clean() or {}
        if cleaned.get("scope") == "some" and not (self.lines or cleaned.get("categories")):
            self.add_error("categories", _("Choose a category: the registration names no product."))
        if cleaned.get("discount") and not self.lines:
            self.add_error("discount", _("The registration names no product that a discount could be for."))
        return cleaned

    @property
    def granted(self) -> Protection:
        """Return what was granted."""
        said = self.cleaned_data
        return Protection(
            until=end_of(said["until"]),
            covers_all=said["scope"] == "all",
            categories=list(said["categories"]),
            site_postcode=said["site_postcode"],
            discount=said["discount"] or Decimal(0),
            prices={line.pk: said[f"price-{line.pk}"] for line in self.lines},
            company=said["company"],
            deal=said["deal"],
            answer=said["answer"],
        )


def _choices(registration: DealRegistration) -> tuple[object, object]:
    """Return the companies and the open deals that the conflict check has found."""
    matches = registration.matches.exclude(verdict=ConflictMatch.Verdict.DIFFERENT)
    companies = set(matches.exclude(company=None).values_list("company", flat=True))
    customers = matches.exclude(customer=None).values("customer")
    if registration.company_id:
        companies.add(registration.company_id)
    theirs = Q(customer__in=customers) | Q(customer__company__in=companies)
    deals = Deal.objects.filter(theirs, state=Deal.State.OPEN).exclude(source__startswith="registration:")
    return Company.objects.filter(pk__in=companies).order_by("name"), deals.order_by("title", "pk")


class ReasonForm(forms.Form):
    """Words to the partner: what is missing, or why not."""

    answer = forms.CharField(
        label=gettext_lazy("Words to the partner"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ExtendForm(forms.Form):
    """Until when it is protected instead."""

    until = forms.DateField(label=gettext_lazy("Protect until"), widget=DayInput())


class JudgeForm(forms.Form):
    """Whether a match is the same end customer."""

    match = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    verdict = forms.ChoiceField(
        choices=[
            (ConflictMatch.Verdict.SAME, gettext_lazy("Same")),
            (ConflictMatch.Verdict.DIFFERENT, gettext_lazy("Different")),
        ]
    )
