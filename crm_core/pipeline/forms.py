"""What staff type about a deal."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import ClassVar, Unpack, cast

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, pgettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm

from crm_core.customers.models import Customer
from crm_core.pipeline.changes import tell_changes, told_values
from crm_core.pipeline.models import (
    Competitor,
    Deal,
    LossReason,
    Pipeline,
    Stage,
)
from crm_core.pipeline.moves import NewDeal, open_deal
from crm_core.profile.fields import CustomerField, choosable
from shop.contact_fields import LineField
from shop.form_options import FormData, FormOptions
from shop.money import check_payable
from shop.order.models import Order
from shop.user.models import User

MOST_DAYS_AHEAD = timedelta(days=3650)


class DayInput(forms.DateInput):
    """A day by the browser's own calendar, which needs no script and stands in cells and panels, too."""

    input_type = "date"

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


def staff() -> QuerySet[User]:
    """List the colleagues who may own a deal."""
    return get_user_model().objects.filter(is_staff=True, is_active=True).order_by("email")


class DealForm(WagtailAdminModelForm):
    """A deal by hand. One that has products takes its amount from them; a closed one keeps its own."""

    customer = CustomerField(
        Customer.objects.none(), label=_("Customer"), help_text=_("The account: a company or a person.")
    )
    contact = CustomerField(
        Customer.objects.none(),
        label=_("Contact"),
        required=False,
        help_text=_("The person one talks to."),
    )

    class Meta:
        model = Deal
        fields = [
            *("title", "customer", "contact", "pipeline", "owner", "amount"),
            *("expected_close_on", "probability", "competitors"),
        ]
        field_classes: ClassVar = {"title": LineField}
        widgets: ClassVar = {
            "competitors": forms.CheckboxSelectMultiple,
            "expected_close_on": DayInput,
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        deal: Deal = self.instance
        self.told_before = told_values(deal)
        for name in ("customer", "contact"):
            if field := self.fields.get(name):
                held = [pk for pk in (deal.customer_id, deal.contact_id) if pk]
                picker = cast("CustomerField", field)
                picker.queryset = choosable(self.for_user, held=held)
                picker.user = self.for_user
        if owner := self.fields.get("owner"):
            cast("forms.ModelChoiceField", owner).queryset = staff()
        if deal.pk is None:
            self._begin()
        else:
            self.fields.pop("pipeline", None)
            self._close(deal)

    def _begin(self) -> None:
        if pipelines := self.fields.get("pipeline"):
            choice = cast("forms.ModelChoiceField", pipelines)
            choice.queryset = Pipeline.objects.filter(is_active=True)
            choice.empty_label = None
            choice.required = False
        if "amount" in self.fields:
            self.fields["amount"].required = False

    def _close(self, deal: Deal) -> None:
        """Show what cannot be typed as it is, and say why."""
        if "amount" in self.fields and (deal.lines.exists() or not deal.is_open):
            self.fields["amount"].disabled = True
            self.fields["amount"].help_text = (
                _("The sum of the products.") if deal.is_open else _("The deal is closed.")
            )
        if "probability" in self.fields and not deal.is_open:
            self.fields["probability"].disabled = True

    def clean_amount(self) -> Decimal:
        """Refuse what the deal's currency cannot pay."""
        amount: Decimal = self.cleaned_data["amount"] or Decimal(0)
        check_payable(amount, self.instance.currency)
        return amount

    def clean_expected_close_on(self) -> object:
        """Refuse a day that nobody can mean."""
        day = self.cleaned_data["expected_close_on"]
        if day is not None and abs(day - timezone.localdate()) > MOST_DAYS_AHEAD:
            raise ValidationError(_("Choose a day within ten years."))
        return day

    def save(self, commit: bool = True) -> Deal:  # noqa: FBT001, FBT002 - Django's signature
        """Open the deal, or write what was changed; stages are moved elsewhere."""
        if self.instance.pk is None:
            return self._open()
        changed = [name for name in self.changed_data if name in self.Meta.fields]
        columns = [name for name in changed if name != "competitors"]
        deal: Deal = super().save(commit=False)
        if columns:
            deal.save(update_fields=columns)
        self.save_m2m()
        tell_changes(deal, changed, before=self.told_before)
        return deal

    def _open(self) -> Deal:
        typed = self.cleaned_data
        self.instance = open_deal(
            NewDeal(
                customer=typed["customer"],
                title=typed["title"],
                contact=typed.get("contact"),
                pipeline=typed.get("pipeline"),
                owner=typed.get("owner"),
                amount=typed.get("amount") or Decimal(0),
                expected_close_on=typed.get("expected_close_on"),
                probability=typed.get("probability"),
                competitors=list(typed.get("competitors") or ()),
                by=self.for_user,
            )
        )
        return self.instance


class LoseForm(forms.Form):
    """Why a deal was lost, to whom, and what to learn from it."""

    loss_reason: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Loss reason"),
        queryset=LossReason.objects.filter(is_active=True),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    lost_to: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Lost to"), queryset=Competitor.objects.all(), required=False, empty_label=_("Nobody")
    )
    note = forms.CharField(
        label=_("What to learn from it"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WinForm(forms.Form):
    """By which order a deal is won; without one, by hand."""

    order: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Order"),
        queryset=Order.objects.none(),
        required=False,
        empty_label=_("No order yet"),
        help_text=_("An order of this account that belongs to no other deal."),
    )

    def __init__(
        self, data: FormData | None = None, *, orders: Iterable[Order], **kwargs: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, **kwargs)
        numbers = [order.pk for order in orders]
        choice = cast("forms.ModelChoiceField", self.fields["order"])
        choice.queryset = Order.objects.filter(pk__in=numbers).order_by("-date_placed")


class StageField(forms.ModelChoiceField):
    """Stages of several pipelines, each with the name of its own."""

    def label_from_instance(self, obj: Stage) -> str:
        """Name the pipeline, too."""
        return f"{obj.pipeline}: {obj}"


class BulkMoveForm(forms.Form):
    """To which stage the chosen deals go; those of other pipelines stay."""

    stage = StageField(label=pgettext_lazy("of a deal", "Stage"), queryset=Stage.objects.none())

    def __init__(self, data: FormData | None = None, **kwargs: Unpack[FormOptions]) -> None:
        super().__init__(data, **kwargs)
        choice = cast("forms.ModelChoiceField", self.fields["stage"])
        choice.queryset = Stage.objects.select_related("pipeline").filter(
            kind=Stage.Kind.OPEN, removed_at=None
        )


class BulkLoseForm(forms.Form):
    """Why the chosen deals were lost."""

    loss_reason: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Loss reason"), queryset=LossReason.objects.filter(is_active=True)
    )
