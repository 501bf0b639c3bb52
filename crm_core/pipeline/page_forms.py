"""The small forms of a deal's page: move, products, next step, notes, files, people, orders."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Unpack, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from crm_core.activities.models import Activity
from crm_core.customers.access.rows import visible_to
from crm_core.customers.models import Customer
from crm_core.pipeline.forms import MOST_DAYS_AHEAD, DayInput, staff
from crm_core.pipeline.models import (
    AccountPosition,
    Deal,
    DealContact,
    Stage,
)
from crm_core.pipeline.models.deals import MOST_PIECES
from crm_core.pipeline.stages import stages_of
from crm_core.profile.fields import CustomerField
from shop.backoffice.picker import PickerField
from shop.catalogue.models import Product
from shop.contact_fields import LineField
from shop.form_options import FormData, FormOptions
from shop.uploads.fields import DocumentField
from shop.user.models import User


class MoveForm(forms.Form):
    """To which open stage, and why."""

    stage: forms.ModelChoiceField = forms.ModelChoiceField(
        label=pgettext_lazy("of a deal", "Stage"), queryset=Stage.objects.none(), empty_label=None
    )
    reason = LineField(label=_("Reason"), required=False, max_length=500)

    def __init__(self, data: FormData | None = None, *, deal: Deal, **kwargs: Unpack[FormOptions]) -> None:
        super().__init__(data, **kwargs)
        choice = cast("forms.ModelChoiceField", self.fields["stage"])
        choice.queryset = stages_of(deal.pipeline).filter(kind=Stage.Kind.OPEN)
        choice.initial = deal.stage_id


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
    due_on = forms.DateField(label=pgettext_lazy("of an activity", "Due"), widget=DayInput)
    assignee: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Assignee"), queryset=User.objects.none(), required=False, empty_label=_("Nobody")
    )

    def __init__(self, data: FormData | None = None, **kwargs: Unpack[FormOptions]) -> None:
        super().__init__(data, **kwargs)
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

    def __init__(
        self,
        data: FormData | None = None,
        *,
        user: User,
        people: Iterable[Customer],
        **kwargs: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, **kwargs)
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
