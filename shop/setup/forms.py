"""What is typed during the set-up."""

from django import forms
from django.utils.translation import gettext as _, gettext_lazy
from oscar.apps.address.models import Country
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.images.widgets import AdminImageChooser

from shop.backoffice.form_sections import FormSection
from shop.configuration.queries import tax_country
from shop.countries import AnyCountryField
from shop.identity.models import ShopSettings
from shop.money import MoneyField
from shop.setup.overrides import EnvironmentMixin
from shop.shipping.forms import CountriesField, free_code
from shop.shipping.models import MOST_DAYS, DeliveryOption, DeliveryRate, DeliveryZone
from shop.stock.models import Warehouse
from shop.stock.weekdays import WeekdaysField
from shop.time_zones import TimeZoneSelect


class ShopForm(EnvironmentMixin, WagtailAdminModelForm):
    """The shop's name, logo and contact; a set-up needs the name."""

    variables = {"name": "KILN_SHOP_NAME"}

    class Meta:
        model = ShopSettings
        fields = ["name", "tagline", "logo", "email", "phone", "address"]
        widgets = {"logo": AdminImageChooser, "address": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if "name" in self.fields:
            self.fields["name"].required = True


class FirstDeliveryForm(WagtailAdminModelForm):
    """The first delivery method: to which countries, for how much."""

    countries = CountriesField(label=gettext_lazy("Countries"))
    price = MoneyField(label=gettext_lazy("Price"), help_text=gettext_lazy("Including tax."))
    free_from = MoneyField(
        label=gettext_lazy("Free from"), required=False, help_text=gettext_lazy("Empty: never free.")
    )
    working_days = forms.IntegerField(
        label=gettext_lazy("Working days"),
        min_value=0,
        max_value=MOST_DAYS,
        initial=3,
        help_text=gettext_lazy("From shipping to the door, Monday to Friday."),
    )

    class Meta:
        model = DeliveryOption
        fields = ["name"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        self.initial.setdefault("countries", [tax_country()])
        if not self.initial.get("name"):
            self.initial["name"] = _("Standard delivery")

    def save(self, commit: bool = True) -> DeliveryOption:  # noqa: FBT001, FBT002 - Django's
        """Write the method with a zone and a price."""
        typed = self.cleaned_data
        self.instance.code = free_code(typed["name"])
        self.instance.name_en = self.instance.name_en or typed["name"]
        saved: DeliveryOption = super().save(commit=commit)
        zone = DeliveryZone.objects.create(name=_("Home"))
        zone.countries.set(typed["countries"])
        DeliveryRate.objects.create(
            option=saved,
            zone=zone,
            price=typed["price"],
            free_from=typed["free_from"] or None,
            working_days=typed["working_days"],
        )
        return saved


class WarehouseForm(WagtailAdminModelForm):
    """The first warehouse, as far as it matters on the first day."""

    working_days = WeekdaysField()
    country = AnyCountryField(queryset=Country.objects.all(), required=False, label=gettext_lazy("Country"))
    sections = (
        FormSection(
            name="address",
            title=gettext_lazy("Address"),
            fields=["name", "line1", "postcode", "city", "country"],
        ),
        FormSection(
            name="dispatch",
            title=gettext_lazy("Shipping"),
            fields=["cutoff_time", "time_zone", "working_days"],
        ),
    )

    class Meta:
        model = Warehouse
        fields = ["name", "line1", "postcode", "city", "country", "cutoff_time", "time_zone", "working_days"]
        widgets = {"time_zone": TimeZoneSelect}
