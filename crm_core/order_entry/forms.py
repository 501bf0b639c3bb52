"""What is answered beside the goods: for whom, where to, how, why."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Unpack, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, gettext_lazy as _

from crm_core.customers.access.fields import fields_of
from crm_core.order_entry.buyers import accounts_of
from crm_core.order_entry.models import Channel, DiscountLimit, OrderDraft
from shop.b2b.models import CostCentre
from shop.catalogue.models import Product
from shop.catalogue.product_options import field_name, form_field, options_of, selected_options
from shop.contact_fields import LineField
from shop.form_options import FormData, FormOptions
from shop.user.models import User

ANSWERS = (
    *("account", "email", "ship_to", "delivery", "delivery_day", "payment", "uses_credit"),
    *("po_number", "cost_centre", "note", "channel", "reason"),
)
YES = "yes"
#: Answers that name a row.
KEYS = frozenset({"account", "cost_centre"})


class AnswersForm(forms.Form):
    """The fields of a draft; all may be empty, since a draft may be. `accounts` are those of the customer."""

    account = forms.TypedChoiceField(label=_("Account"), required=False, coerce=int, empty_value=None)
    email = forms.EmailField(label=_("E-mail for the confirmation"), required=False)
    ship_to = forms.RegexField(r"^(new|(book|order|profile):\d{1,18})$", required=False)
    delivery = forms.CharField(max_length=128, required=False)
    delivery_day = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
    payment = forms.CharField(max_length=128, required=False)
    # The page sends "no" before the box: a box that is not ticked is no answer.
    uses_credit = forms.TypedChoiceField(
        choices=[(YES, YES), ("no", "no")], required=False, coerce=lambda said: said == YES, empty_value=""
    )
    po_number = LineField(label=_("Order number of the company"), max_length=60, required=False)
    cost_centre = forms.TypedChoiceField(label=_("Cost centre"), required=False, coerce=int, empty_value=None)
    note = forms.CharField(
        label=_("Note to the order"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Who packs reads it, and the customer in their account."),
    )
    channel = forms.ChoiceField(label=_("Ordered"), choices=Channel.choices)
    reason = LineField(
        label=_("Remark"), max_length=300, required=False, help_text=_("For colleagues: why, agreed how.")
    )

    def __init__(
        self,
        data: FormData | None = None,
        *,
        draft: OrderDraft,
        by: User,
        accounts: Sequence[User],
        **kwargs: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, **kwargs)
        self.draft = draft
        shows_email = fields_of(by).shows("email")
        names = [(user.pk, _account_name(user, shows_email=shows_email)) for user in accounts]
        cast("forms.TypedChoiceField", self.fields["account"]).choices = names
        if len(names) < 2:  # noqa: PLR2004 - nothing to choose
            del self.fields["account"]
        if accounts or not shows_email:
            del self.fields["email"]  # an account has its own; who may not see it writes none
        self._offer_cost_centres()
        for name in ANSWERS:
            if name in self.fields:
                field = f"{name}_id" if name in KEYS else name
                self.initial.setdefault(name, getattr(draft, field))

    def clean_uses_credit(self) -> bool:
        """Take no answer for a no."""
        return bool(self.cleaned_data["uses_credit"])

    def answers(self) -> dict[str, object]:
        """Return what is right so far, as fields of the draft; what was not sent is left alone."""
        sent = {name for name in self.cleaned_data if self.add_prefix(name) in self.data}
        found = {name: self.cleaned_data[name] for name in sent}
        return {f"{name}_id" if name in KEYS else name: value for name, value in found.items()}

    def _offer_cost_centres(self) -> None:
        """Offer the active cost centres of the customer's company; without one nothing is asked."""
        company = self.draft.customer.company_id
        rows = (
            CostCentre.objects.filter(company=company, is_active=True)
            if company
            else CostCentre.objects.none()
        )
        centres = [(centre.pk, str(centre)) for centre in rows.order_by("code")]
        field = cast("forms.TypedChoiceField", self.fields["cost_centre"])
        field.choices = [("", _("as usual")), *centres]
        if not centres:
            del self.fields["cost_centre"]


def _account_name(user: User, *, shows_email: bool) -> str:
    """Call an account by its name, else by its address for who sees that, else by its number."""
    return user.get_full_name() or (
        user.email if shows_email else gettext("Account %(id)s") % {"id": user.pk}
    )


class OptionsForm(forms.Form):
    """What the customer wants of a product: its options. Nothing is asked while `data` has no such form."""

    def __init__(self, data: QueryDict | None, *, product: Product) -> None:
        self.product, self.options = product, options_of(product)
        self.prefix = f"options-{product.pk}"
        is_sent = data is not None and self.prefix in data
        super().__init__(data if is_sent else None, prefix=self.prefix)
        for option in self.options:
            self.fields[field_name(option)] = form_field(option, product)

    def said(self) -> list[dict[str, object]]:
        """Return what was said as a basket takes it; nothing for what is wrong or was not sent."""
        return selected_options(self.cleaned_data, self.options) if self.is_valid() else []


class DiscountForm(forms.Form):
    """What is taken off, and why."""

    discount_percent = forms.DecimalField(
        label=_("Discount (%)"),
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(100),
        max_digits=5,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "any", "min": 0, "max": 100}),
    )
    discount_reason = LineField(label=_("Reason for the discount"), max_length=300, required=False)

    def clean_discount_percent(self) -> Decimal:
        """Take nothing for no discount."""
        typed: Decimal | None = self.cleaned_data["discount_percent"]
        return typed or Decimal(0)


class DiscountLimitForm(forms.ModelForm):
    """How much a role may take off."""

    class Meta:
        model = DiscountLimit
        fields = ("group", "most_percent", "least_margin")


def accounts_for(draft: OrderDraft) -> list[User]:
    """List the accounts that the form offers."""
    return accounts_of(draft.customer)
