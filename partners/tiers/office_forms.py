"""What staff fill in about tiers: a tier itself, a move by hand, other criteria to try."""

from collections.abc import Iterable
from decimal import Decimal

from django import forms
from django.db import transaction
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm

from partners.accounts.models import PartnerAccount
from partners.tiers.criteria import TIER_CRITERIA, TierCriterion
from partners.tiers.models import Tier, TierRequirement
from partners.tiers.queries import active_accounts, ladder, requirements_of
from shop.b2b.models import CompanyGroup
from shop.backoffice.languages import in_every_language, name_languages
from shop.configuration.queries import shop_currency
from shop.partner.price_list_models import PriceList
from shop.price_lists.models import PriceListAssignment

REASON_LENGTH = 300
LONGEST_NAME = 120
PREFIX = "criterion_"


def criterion_field(criterion: TierCriterion, label: str | Promise = "") -> forms.DecimalField:
    """Return the field of how much of a criterion is asked for; empty asks for nothing."""
    words = label or criterion.label
    if criterion.is_money:
        words = format_lazy("{} ({})", words, shop_currency())
    return forms.DecimalField(
        label=words,  # type: ignore[arg-type] # a Promise is fine
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2 if criterion.is_money else 0,
    )


class TierForm(WagtailAdminModelForm):
    """A tier, what it asks for, and the price lists that come with it."""

    price_lists = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Price lists"),
        queryset=PriceList.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Hold for the people of partner companies of this tier."),
    )

    class Meta:
        model = Tier
        fields = (
            *in_every_language("name"),
            "rank",
            "commission_rate",
            "answer_hours",
            "protection_days",
            "fund_percent",
            "grace_days",
            "review_months",
        )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        name_languages(self, ["name"], needed=["name"])
        lists: forms.ModelMultipleChoiceField = self.fields["price_lists"]  # type: ignore[assignment]
        lists.queryset = PriceList.objects.all()
        held: dict[str, Decimal] = {}
        if self.instance.pk:
            lists.initial = [row.price_list_id for row in _assignments(self.instance)]
            held = {row.criterion: row.threshold for row in self.instance.requirements.all()}
        for entry in TIER_CRITERIA:
            field = criterion_field(entry)
            field.help_text = _("At least so much is needed for the tier. Empty: nothing.")
            field.initial = held.get(entry.name)
            self.fields[f"{PREFIX}{entry.name}"] = field

    @transaction.atomic
    def save(self, commit: bool = True) -> Tier:  # noqa: FBT001, FBT002 - Django's signature
        """Write the tier with its group, its criteria and the lists of its group; prices follow at once."""
        tier: Tier = self.instance
        if tier.group_id is None:
            tier.group = CompanyGroup.objects.create(name=_free_name(str(tier.name)))
        super().save(commit=commit)
        self._save_requirements(tier)
        self._save_lists(tier)
        return tier

    def _save_requirements(self, tier: Tier) -> None:
        for entry in TIER_CRITERIA:
            value = self.cleaned_data.get(f"{PREFIX}{entry.name}")
            rows = TierRequirement.objects.filter(tier=tier, criterion=entry.name)
            if not value:
                rows.delete()
            else:
                TierRequirement.objects.update_or_create(
                    tier=tier, criterion=entry.name, defaults={"threshold": value}
                )

    def _save_lists(self, tier: Tier) -> None:
        wanted = {price_list.pk for price_list in self.cleaned_data["price_lists"]}
        held = {row.price_list_id: row for row in _assignments(tier)}
        for key in sorted(wanted - held.keys()):
            PriceListAssignment.objects.create(price_list_id=key, group=tier.group)
        for key in sorted(held.keys() - wanted):
            held[key].delete()


def _assignments(tier: Tier) -> Iterable[PriceListAssignment]:
    return PriceListAssignment.objects.filter(group=tier.group_id).order_by("pk")


def _free_name(name: str) -> str:
    """Return a name that no company group has."""
    words = _("Partner tier: %(name)s") % {"name": name}
    number, found = 1, words[:LONGEST_NAME]
    while CompanyGroup.objects.filter(name=found).exists():
        number += 1
        found = f"{words[: LONGEST_NAME - 5]} {number}"
    return found


class MoveForm(forms.Form):
    """Another tier for a partner, and why."""

    tier: forms.ModelChoiceField = forms.ModelChoiceField(
        label=gettext_lazy("Tier"),
        queryset=Tier.objects.none(),
        required=False,
        empty_label=gettext_lazy("No tier (leaves the programme)"),
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=REASON_LENGTH)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field: forms.ModelChoiceField = self.fields["tier"]  # type: ignore[assignment]
        field.queryset = Tier.objects.all()


class AccountChoice(forms.ModelChoiceField):
    """A partner."""

    def label_from_instance(self, obj: PartnerAccount) -> str:
        """Name the company and the code."""
        return str(obj)


class MoveHereForm(forms.Form):
    """A partner that is to have this tier, and why."""

    account = AccountChoice(label=gettext_lazy("Partner account"), queryset=PartnerAccount.objects.none())
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=REASON_LENGTH)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field: forms.ModelChoiceField = self.fields["account"]  # type: ignore[assignment]
        keys = [account.pk for account in active_accounts()]
        field.queryset = PartnerAccount.objects.filter(pk__in=keys).select_related("company")


class WhatIfForm(forms.Form):
    """Criteria of every tier, as they are until somebody types others."""

    def __init__(self, data: object = None) -> None:
        self.tiers = list(reversed(ladder()))
        held = requirements_of(self.tiers)
        super().__init__(data)  # type: ignore[arg-type]
        for tier in self.tiers:
            for entry in TIER_CRITERIA:
                words = format_lazy("{}: {}", tier.name, entry.label)
                field = criterion_field(entry, words)
                field.initial = held[tier.pk].get(entry.name)
                self.fields[f"{tier.pk}-{entry.name}"] = field

    def requirements(self) -> dict[int, dict[str, Decimal]]:
        """Return what was typed: by tier, what it asks for."""
        return {
            tier.pk: {
                entry.name: value
                for entry in TIER_CRITERIA
                if (value := self.cleaned_data.get(f"{tier.pk}-{entry.name}"))
            }
            for tier in self.tiers
        }
