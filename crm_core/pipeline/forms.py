"""What staff type about a deal."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any, ClassVar, cast

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, pgettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput

from crm_core.activities.models import Activity
from crm_core.customers.access.rows import visible_to
from crm_core.customers.models import Customer
from crm_core.pipeline.models import (
    AccountPosition,
    Competitor,
    Deal,
    DealContact,
    LossReason,
    Pipeline,
    Stage,
)
from crm_core.pipeline.models.deals import MOST_PIECES
from crm_core.pipeline.services import NewDeal, open_deal, tell_changes, told_values
from crm_core.pipeline.stages import stages_of
from crm_core.profile.fields import CustomerField, choosable
from shop.backoffice.picker import PickerField
from shop.catalogue.models import Product
from shop.contact_fields import LineField
from shop.money import check_payable
from shop.order.models import Order
from shop.uploads.fields import DocumentField
from shop.user.models import User

MOST_DAYS_AHEAD = timedelta(days=3650)


def staff() -> Any:
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
            "expected_close_on": AdminDateInput,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
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


class MoveForm(forms.Form):
    """To which open stage, and why."""

    stage: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Stage"), queryset=Stage.objects.none(), empty_label=None
    )
    reason = LineField(label=_("Reason"), required=False, max_length=500)

    def __init__(self, *args: Any, deal: Deal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = cast("forms.ModelChoiceField", self.fields["stage"])
        choice.queryset = stages_of(deal.pipeline).filter(kind=Stage.Kind.OPEN)
        choice.initial = deal.stage_id


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

    def __init__(self, *args: Any, orders: Iterable[Order], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        numbers = [order.pk for order in orders]
        choice = cast("forms.ModelChoiceField", self.fields["order"])
        choice.queryset = Order.objects.filter(pk__in=numbers).order_by("-date_placed")


class LinkForm(forms.Form):
    """The number of an order that belongs to a deal."""

    number = LineField(label=_("Order number"), max_length=128)


class LineForm(forms.Form):
    """A product, how many, and the discount."""

    product = PickerField(
        Product.objects.filter(is_public=True).exclude(structure=Product.PARENT),
        label=_("Product"),
        url_name="deal_products",
        search_label=_("Search products"),
        most=1,
    )
    quantity = forms.IntegerField(label=_("Quantity"), min_value=1, max_value=MOST_PIECES, initial=1)
    discount = forms.DecimalField(
        label=_("Discount in percent"),
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        required=False,
    )

    def clean_product(self) -> Product:
        """Return the one that was picked."""
        found: Product = self.cleaned_data["product"][0]
        return found

    def clean_discount(self) -> Decimal:
        """Read an empty discount as none."""
        return self.cleaned_data["discount"] or Decimal(0)


class LineChangeForm(forms.Form):
    """Pieces and discount of a line."""

    quantity = forms.IntegerField(label=_("Quantity"), min_value=1, max_value=MOST_PIECES)
    discount = forms.DecimalField(
        label=_("Discount in percent"), min_value=0, max_value=100, max_digits=5, decimal_places=2
    )


class StepForm(forms.Form):
    """The next step: what, when, who."""

    subject = LineField(label=_("Next step"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=Activity.Kind.choices, initial=Activity.Kind.TODO)
    due_on = forms.DateField(label=_("Due"), widget=AdminDateInput)
    assignee: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Assignee"), queryset=User.objects.none(), required=False, empty_label=_("Nobody")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField", self.fields["assignee"]).queryset = staff()

    def clean_due_on(self) -> object:
        """Refuse a day that nobody can mean."""
        day = self.cleaned_data["due_on"]
        if abs(day - timezone.localdate()) > MOST_DAYS_AHEAD:
            raise ValidationError(_("Choose a day within ten years."))
        return day


class FileForm(forms.Form):
    """A file of a deal, which passes the gate."""

    file = DocumentField(label=_("File"))

    @property
    def upload(self) -> UploadedFile | File:
        """The file as it is kept."""
        found: UploadedFile | File = self.cleaned_data["file"]
        return found


class NoteForm(forms.Form):
    """A note on a deal, which stands in the customer's timeline."""

    text = forms.CharField(
        label=pgettext_lazy("what colleagues write down", "Note"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)


class ContactForm(forms.Form):
    """Somebody at the account: their part in the deal, what they do there, whom they report to."""

    person = CustomerField(Customer.objects.none(), label=_("Person"))
    role = forms.ChoiceField(
        label=pgettext_lazy("of a contact in a deal", "Role"), choices=DealContact.Role.choices
    )
    position = LineField(label=pgettext_lazy("at a company", "Position"), max_length=120, required=False)
    reports_to: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Reports to"), queryset=Customer.objects.none(), required=False, empty_label=_("Nobody")
    )

    def __init__(self, *args: Any, user: User, people: Iterable[Customer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        picker = cast("CustomerField", self.fields["person"])
        picker.queryset, picker.user = visible_to(user), user
        numbers = [person.pk for person in people]
        choice = cast("forms.ModelChoiceField", self.fields["reports_to"])
        choice.queryset = Customer.objects.filter(pk__in=numbers).order_by("name", "pk")

    def clean(self) -> dict[str, object]:
        """Refuse somebody as their own superior, in one step or several."""
        data = super().clean() or self.cleaned_data
        person, above = data.get("person"), data.get("reports_to")
        seen = set()
        while person is not None and above is not None:
            if above.pk == person.pk:
                self.add_error("reports_to", _("Nobody reports to themselves, not even in a circle."))
                break
            if above.pk in seen:
                break
            seen.add(above.pk)
            held = AccountPosition.objects.select_related("reports_to").filter(person=above).first()
            above = held.reports_to if held else None
        return data


class BulkMoveForm(forms.Form):
    """To which stage the chosen deals go; those of other pipelines stay."""

    stage: forms.ModelChoiceField = forms.ModelChoiceField(label=_("Stage"), queryset=Stage.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = cast("Any", self.fields["stage"])
        choice.queryset = Stage.objects.select_related("pipeline").filter(
            kind=Stage.Kind.OPEN, removed_at=None
        )
        choice.label_from_instance = lambda stage: f"{stage.pipeline}: {stage}"


class BulkLoseForm(forms.Form):
    """Why the chosen deals were lost."""

    loss_reason: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Loss reason"), queryset=LossReason.objects.filter(is_active=True)
    )
