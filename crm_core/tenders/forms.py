"""What buyers say they need, and what colleagues bid."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar, Unpack

from django import forms
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from crm_core.tenders.models import Tender, TenderFile, TenderLine
from crm_core.tenders.queries import BID
from crm_core.tenders.services import Offer, WantedLine
from crm_core.timeline.forms import MOST_FILES, FilesField
from shop.catalogue.models import Product
from shop.contact_fields import LineField
from shop.form_options import FormData, FormOptions, ModelFormOptions
from shop.partner.strategy import Strategy
from shop.time_zones import shop_day
from shop.user.models import User

MOST_LINES, MOST_PIECES, BLANK = 50, 1_000_000, 3
LOCAL = "%Y-%m-%dT%H:%M"


class LocalInput(forms.DateTimeInput):
    """A day and a time, chosen."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format=LOCAL)


class DayInput(forms.DateInput):
    """A day, chosen."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def later_than_now(value: datetime) -> datetime:
    """Refuse a moment that is over."""
    if value <= timezone.now():
        raise ValidationError(_("Please choose a later time."))
    return value


class TenderForm(forms.ModelForm):
    """What is needed, by when, and until when it can be bid for."""

    class Meta:
        model = Tender
        fields: ClassVar = ["title", "deadline", "wanted_on", "place", "notes"]
        field_classes: ClassVar = {"title": LineField, "place": LineField}
        widgets: ClassVar = {"notes": forms.Textarea(attrs={"rows": 3})}

    deadline = forms.DateTimeField(
        label=gettext_lazy("Deadline for bids"), widget=LocalInput(), input_formats=[LOCAL]
    )
    wanted_on = forms.DateField(label=gettext_lazy("Wanted on"), widget=DayInput(), required=False)

    attachments = FilesField(
        label=gettext_lazy("Attachments"),
        required=False,
        help_text=gettext_lazy("Up to five files, 15 MB together: PDF, office documents, images, text, ZIP."),
    )
    remove = forms.ModelMultipleChoiceField(
        TenderFile.objects.none(),
        label=gettext_lazy("Attachments to remove"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: FormData | None = None, **kwargs: Unpack[ModelFormOptions]) -> None:
        super().__init__(data, **kwargs)
        held = self.instance.files.all() if self.instance.pk else TenderFile.objects.none()
        if held:
            self.fields["remove"].queryset = held  # type: ignore[attr-defined]
        else:
            del self.fields["remove"]

    def clean(self) -> dict[str, object]:
        """Count the files that stay along."""
        cleaned: dict[str, object] = super().clean() or self.cleaned_data
        removed = self.cleaned_data.get("remove") or TenderFile.objects.none()
        held = self.instance.files.count() if self.instance.pk else 0
        if held - len(removed) + len(self.cleaned_data.get("attachments") or []) > MOST_FILES:
            self.add_error("attachments", _("A tender has five files at most."))
        return cleaned

    def clean_deadline(self) -> datetime:
        """Refuse one that is over."""
        return later_than_now(self.cleaned_data["deadline"])

    def clean_wanted_on(self) -> date | None:
        """Refuse a day that is over."""
        day: date | None = self.cleaned_data["wanted_on"]
        if day is not None and day < shop_day():
            raise ValidationError(_("Please choose a later day."))
        return day


class LineForm(forms.Form):
    """One line: an article number, or words; a row without either is left out."""

    sku = forms.CharField(label=gettext_lazy("Article number"), max_length=64, required=False)
    text = LineField(label=gettext_lazy("What is needed"), max_length=255, required=False)
    quantity = forms.IntegerField(
        label=gettext_lazy("Quantity"), min_value=1, max_value=MOST_PIECES, required=False
    )
    unit = LineField(label=gettext_lazy("Unit"), max_length=30, required=False)
    notes = LineField(label=gettext_lazy("Notes"), max_length=255, required=False)

    def __init__(
        self, data: FormData | None = None, *, buyer: User | None = None, **kwargs: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, **kwargs)
        self.buyer = buyer
        self.product: Product | None = None

    def clean(self) -> dict[str, object]:
        """Find the product of an article number among those that the buyer may see; ask for a quantity."""
        cleaned = super().clean() or {}
        if not self.is_filled:
            return cleaned
        if cleaned.get("sku"):
            self.product = product_of(cleaned["sku"], self.buyer)
            if self.product is None:
                self.add_error("sku", _("There is no such article."))
        if not cleaned.get("quantity") and "quantity" not in self.errors:
            self.add_error("quantity", _("How many?"))
        return cleaned

    @property
    def is_filled(self) -> bool:
        """Whether anything but a unit was typed."""
        return any(self.cleaned_data.get(name) for name in ("sku", "text", "quantity", "notes"))

    @property
    def wanted(self) -> WantedLine:
        """Return the line."""
        said = self.cleaned_data
        title = self.product.get_title() if self.product is not None else ""
        return WantedLine(
            text=said["text"] or title or said["notes"],
            quantity=said["quantity"],
            unit=said["unit"],
            notes=said["notes"],
            product=self.product,
        )


class BaseLines(forms.BaseFormSet):
    """The lines of a tender, one at least."""

    @property
    def wanted(self) -> list[WantedLine]:
        """Return the lines that were filled in."""
        return [form.wanted for form in self.forms if form.is_filled]

    def clean(self) -> None:
        """Ask for a line."""
        if not any(self.errors) and not any(form.is_filled for form in self.forms):
            raise ValidationError(_("Please say what you need."))


LineFormSet = forms.formset_factory(
    LineForm, formset=BaseLines, extra=BLANK, max_num=MOST_LINES, validate_max=True
)


def lines_of(tender: Tender | None) -> list[dict[str, object]]:
    """Return what the rows of a draft begin with."""
    lines = tender.lines.select_related("product") if tender is not None and tender.pk else []
    return [
        {
            "sku": sku_of(line.product) if line.product is not None else "",
            **{name: getattr(line, name) for name in ("text", "quantity", "unit", "notes")},
        }
        for line in lines
    ]


def sku_of(product: Product) -> str:
    """Return the article number of a product, as the shop sells it."""
    record = product.stockrecords.order_by("pk").first()
    return str(record.partner_sku if record else product.upc or "")


def product_of(sku: str, buyer: User | None) -> Product | None:
    """Return the product of an article number; None for none that the buyer, if any, may see."""
    rows = Product.objects.filter(is_public=True).exclude(structure=Product.PARENT)
    found = rows.filter(Q(stockrecords__partner_sku__iexact=sku.strip()) | Q(upc__iexact=sku.strip()))
    product = found.order_by("pk").first()
    if product is None or product.get_product_class().is_gift_card:
        return None
    if buyer is not None and not Strategy(user=buyer).fetch_for_product(product).is_visible:
        return None
    return product


class DeadlineForm(forms.Form):
    """A later deadline."""

    deadline = forms.DateTimeField(
        label=gettext_lazy("New deadline"), widget=LocalInput(), input_formats=[LOCAL]
    )

    def clean_deadline(self) -> datetime:
        """Refuse one that is over."""
        return later_than_now(self.cleaned_data["deadline"])


class CancelForm(forms.Form):
    """Why it is not needed any more."""

    reason = LineField(label=gettext_lazy("Reason"), max_length=255)


class InviteForm(forms.Form):
    """Which colleagues bid."""

    reps = forms.ModelMultipleChoiceField(
        User.objects.none(), label=gettext_lazy("Colleagues"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: FormData | None = None, **kwargs: Unpack[FormOptions]) -> None:
        super().__init__(data, **kwargs)
        label, codename = BID.split(".")
        right = Permission.objects.filter(content_type__app_label=label, codename=codename)
        may_bid = Q(is_superuser=True) | Q(user_permissions__in=right) | Q(groups__permissions__in=right)
        people = User.objects.filter(may_bid, is_staff=True, is_active=True).values("pk")
        staff = User.objects.filter(pk__in=people).order_by("last_name", "first_name", "pk")
        self.fields["reps"].queryset = staff  # type: ignore[attr-defined]


class MapForm(forms.Form):
    """Which product a line of words is."""

    line = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    sku = forms.CharField(label=gettext_lazy("Article number"), max_length=64)

    def clean_sku(self) -> str:
        """Find the product."""
        self.product = product_of(self.cleaned_data["sku"], None)
        if self.product is None:
            raise ValidationError(_("There is no such article."))
        return str(self.cleaned_data["sku"])


class BidForm(forms.Form):
    """A net price for one unit of each line, and the terms."""

    delivery_on = forms.DateField(label=gettext_lazy("Delivery on"), widget=DayInput())
    valid_until = forms.DateField(label=gettext_lazy("Valid until"), widget=DayInput())
    remark = forms.CharField(
        label=gettext_lazy("Remark"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        data: FormData | None = None,
        *,
        tender: Tender,
        lines: Sequence[TenderLine],
        **kwargs: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, **kwargs)
        self.tender, self.lines = tender, lines
        for line in lines:
            self.fields[f"price-{line.pk}"] = forms.DecimalField(
                label=f"{line.quantity} {line.unit} {line.text}".replace("  ", " "),
                min_value=Decimal(0),
                max_digits=12,
                decimal_places=2,
                help_text=_("Net price of one unit in %(currency)s.") % {"currency": tender.currency},
            )

    def clean_valid_until(self) -> date:
        """Ask for a day on which the buyer can still decide."""
        day: date = self.cleaned_data["valid_until"]
        if day <= timezone.localdate(self.tender.deadline):
            raise ValidationError(_("Please choose a day after the deadline."))
        return day

    @property
    def offer(self) -> Offer:
        """Return the bid."""
        said = self.cleaned_data
        return Offer(
            prices={line.pk: said[f"price-{line.pk}"] for line in self.lines},
            delivery_on=said["delivery_on"],
            valid_until=said["valid_until"],
            remark=said["remark"],
        )
