"""The form of a customer's contact points, addresses and relations, and its rows."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet, inlineformset_factory
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from crm_core.customers.access.fields import name_for
from crm_core.customers.models import Customer
from crm_core.profile.fields import CustomerField, CustomersField, choosable
from crm_core.profile.models import ContactPoint, CustomerAddress, Employment, HouseholdMember, Tag
from crm_core.profile.queries import household_of, latest_preferred
from crm_core.profile.values import digest_of_address, folded_tag, normalised_value
from shop.backoffice.form_sections import FormSection
from shop.contact_fields import CodeField, LineField
from shop.countries import country_name

Kind = ContactPoint.Kind
MOST_ROWS = 50
POINTS, ADDRESSES, JOBS = "points", "addresses", "jobs"


class ProfileForm(forms.ModelForm):
    """Whom a customer lives with; the rows of the page stand beside it."""

    household_name = LineField(label=gettext_lazy("Name of the household"), required=False, max_length=120)

    sections: tuple[FormSection, ...] = (
        FormSection(
            name="points-section",
            title=gettext_lazy("Contact points"),
            formset=POINTS,
            template_name="crm_core/profile/points.html",
        ),
        FormSection(
            name="addresses-section",
            title=gettext_lazy("Addresses"),
            formset=ADDRESSES,
            template_name="crm_core/profile/addresses.html",
        ),
        FormSection(
            name="jobs-section",
            title=gettext_lazy("Companies and people"),
            formset=JOBS,
            template_name="crm_core/profile/jobs.html",
        ),
        FormSection(
            name="household-section",
            title=gettext_lazy("Household"),
            fields=["household_name", "household_members"],
        ),
    )

    class Meta:
        model = Customer
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: object, user: object = None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        place = household_of(self.instance)
        others: list[int] = []
        if place is not None:
            members = HouseholdMember.objects.filter(household=place.household, customer__merged_into=None)
            others = list(members.exclude(customer=self.instance).values_list("customer", flat=True))
        self.fields["household_name"].initial = place.household.name if place else ""
        self.fields["household_members"] = CustomersField(
            choosable(user, held=others, kind=Customer.Kind.PERSON),  # type: ignore[arg-type]
            label=_("Other members of the household"),
            required=False,
            initial=others,
            user=user,  # type: ignore[arg-type]
        )
        if self.instance.kind != Customer.Kind.PERSON:
            del self.fields["household_name"], self.fields["household_members"]
            self.sections = self.sections[:3]

    def clean_household_members(self) -> list[Customer]:
        """Nobody is a second time in their own household."""
        return [member for member in self.cleaned_data["household_members"] if member.pk != self.instance.pk]


class RowForm(forms.ModelForm):
    """A row with boxes for what is kept as a moment: verified, preferred."""

    is_preferred = forms.BooleanField(label=gettext_lazy("Preferred"), required=False)
    user: object = None


class PointForm(RowForm):
    """A contact point."""

    is_verified = forms.BooleanField(label=gettext_lazy("Verified"), required=False)

    class Meta:
        model = ContactPoint
        fields = ("kind", "service", "value", "label")
        field_classes: ClassVar = {"value": LineField}

    def __init__(
        self,
        *args: object,
        preferred: frozenset[tuple[str, str]] = frozenset(),
        kinds: Collection[str] = Kind.values,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        row = self.instance
        offered = [(kind, label) for kind, label in Kind.choices if kind in kinds]
        self.fields["kind"] = forms.ChoiceField(label=_("Kind"), choices=offered)
        self.fields["is_verified"].initial = row.verified_at is not None
        self.fields["is_preferred"].initial = row.pk is not None and (row.kind, row.value) in preferred
        self.row_name = row.value
        self.order_fields(["kind", "service", "value", "label", "is_verified", "is_preferred"])

    def clean(self) -> dict[str, object]:
        """Spell the value as it is kept; refuse what leads to nobody."""
        data = super().clean() or self.cleaned_data
        kind, raw = data.get("kind"), data.get("value")
        if not kind or not raw:
            return data
        value = normalised_value(kind, raw)
        if not value and kind == Kind.PHONE:
            self.add_error("value", _("Write the number with its country code, for example +49 30 1234567."))
        elif not value:
            self.add_error("value", _("This is not an e-mail address."))
        data["value"] = value
        if kind != Kind.MESSENGER:
            data["service"] = ""
        elif not data.get("service"):
            self.add_error("service", _("Say which messenger it is."))
        return data


class PointFormSet(BaseInlineFormSet):
    """The contact points; at most one of a kind is preferred."""

    def clean(self) -> None:
        """Refuse two preferred ones of a kind."""
        super().clean()
        counted = Counter(
            row.cleaned_data.get("kind") for row in kept_rows(self) if row.cleaned_data.get("is_preferred")
        )
        if any(number > 1 for number in counted.values()):
            raise ValidationError(_("Only one contact point of each kind can be preferred."))


class AddressForm(RowForm):
    """A postal address."""

    class Meta:
        model = CustomerAddress
        fields = (
            "label",
            "name",
            "line1",
            "line2",
            "postcode",
            "city",
            "state",
            "country",
            "is_billing",
            "is_shipping",
        )
        field_classes: ClassVar = {
            **dict.fromkeys(("name", "line1", "line2", "city", "state"), LineField),
            "postcode": CodeField,
        }

    def __init__(self, *args: object, preferred: object = None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        country = self.fields["country"]
        country.queryset = country.queryset.order_by("printable_name")  # type: ignore[attr-defined]
        country.label_from_instance = country_name  # type: ignore[attr-defined]
        self.fields["is_preferred"].initial = self.instance.pk is not None and self.instance == preferred
        self.row_name = str(self.instance)
        self.order_fields([*self.Meta.fields, "is_preferred"])

    def clean(self) -> dict[str, object]:
        """Tell the place from others; refuse one that says nothing."""
        data = super().clean() or self.cleaned_data
        country = data.get("country")
        parts = [data.get(name) or "" for name in ("line1", "line2", "postcode", "city")]
        self.instance.digest = digest_of_address([*parts, country.pk if country else ""])
        if not self.instance.digest and self.has_changed() and not data.get("DELETE"):
            self.add_error("line1", _("Write at least a street, a postcode or a city."))
        return data


class AddressFormSet(BaseInlineFormSet):
    """The addresses; each place once, and one is preferred."""

    def clean(self) -> None:
        """Refuse a place that stands twice, in whatever spelling."""
        super().clean()
        rows = kept_rows(self)
        counted = Counter(row.instance.digest for row in rows if row.instance.digest)
        if any(number > 1 for number in counted.values()):
            raise ValidationError(_("Two of the addresses are the same place."))
        if sum(bool(row.cleaned_data.get("is_preferred")) for row in rows) > 1:
            raise ValidationError(_("Only one address can be preferred."))


def kept_rows(formset: BaseInlineFormSet) -> list[forms.ModelForm]:
    """List the rows that were filled in and are not to be deleted."""
    rows = [row for row in formset.forms if hasattr(row, "cleaned_data") and row.cleaned_data]
    return [
        row for row in rows if not row.cleaned_data.get("DELETE") and (row.instance.pk or row.has_changed())
    ]


class JobForm(forms.ModelForm):
    """Where a person works, or who works at a company: the other of the two, and the role."""

    class Meta:
        model = Employment
        fields = ("role",)
        field_classes: ClassVar = {"role": LineField}

    def __init__(self, *args: object, user: object = None, other: str = "company", **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.other = other
        held = getattr(self.instance, f"{other}_id")
        kind = Customer.Kind.COMPANY if other == "company" else Customer.Kind.PERSON
        self.fields["other"] = CustomerField(
            choosable(user, held=[held] if held else [], kind=kind),  # type: ignore[arg-type]
            label=_("Company") if other == "company" else _("Person"),
            initial=held,
            user=user,
        )
        held_one = getattr(self.instance, other) if held else None
        self.row_name = name_for(user, held_one) if held_one and user else str(held_one or "")  # type: ignore[arg-type]

    def clean(self) -> dict[str, object]:
        """Put the other one on the row."""
        data = super().clean() or self.cleaned_data
        chosen = data.get("other")
        if chosen is not None:
            setattr(self.instance, self.other, chosen)
        return data


class JobFormSet(BaseInlineFormSet):
    """The relations; each other customer once."""

    def clean(self) -> None:
        """Refuse one that stands twice."""
        super().clean()
        chosen = [row.cleaned_data.get("other") for row in kept_rows(self)]
        if len(chosen) != len(set(chosen)):
            raise ValidationError(_("The same customer stands in two rows."))


def _rows(form: type[forms.ModelForm], formset: type[BaseInlineFormSet], fk: str) -> type[BaseInlineFormSet]:
    return inlineformset_factory(
        Customer,
        form._meta.model,
        form=form,
        formset=formset,
        fk_name=fk,
        extra=1,
        max_num=MOST_ROWS,
        absolute_max=MOST_ROWS * 2,
    )


POINT_ROWS = _rows(PointForm, PointFormSet, "customer")
ADDRESS_ROWS = _rows(AddressForm, AddressFormSet, "customer")
JOB_ROWS = {fk: _rows(JobForm, JobFormSet, fk) for fk in ("person", "company")}


def preferred_points(customer: Customer) -> frozenset[tuple[str, str]]:
    """Return kind and value of the preferred contact points."""
    found = {(str(Kind.EMAIL), customer.email), (str(Kind.PHONE), customer.phone)}
    latest = latest_preferred(customer.contact_points.filter(kind=Kind.MESSENGER))
    if isinstance(latest, ContactPoint):
        found.add((latest.kind, latest.value))
    return frozenset(found)


def moment_of(*, is_set: bool, held: datetime | None) -> datetime | None:
    """Return since when something is so: kept where it was so already, now where it is new."""
    return (held or timezone.now()) if is_set else None


class TagForm(forms.ModelForm):
    """A tag's name and color; the name of another one is refused."""

    class Meta:
        model = Tag
        fields = ("name", "color")
        field_classes: ClassVar = {"name": LineField}

    def clean_name(self) -> str:
        """Refuse what would be another tag in another spelling."""
        name = self.cleaned_data["name"]
        folded = folded_tag(name)
        if not folded:
            raise ValidationError(_("Write at least one letter or digit."))
        if Tag.objects.filter(folded=folded).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("There is a tag of this name. Merge the two instead."), code="taken")
        self.instance.folded = folded
        return str(name)
