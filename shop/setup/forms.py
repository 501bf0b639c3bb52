"""What is typed during the set-up."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.images.widgets import AdminImageChooser

from shop.backoffice.form_sections import FormSection
from shop.identity.models import ShopSettings
from shop.stock.models import Warehouse
from shop.stock.weekdays import WeekdaysField


class ShopForm(WagtailAdminModelForm):
    """The shop's name, sign and addresses; a set-up needs the name."""

    class Meta:
        model = ShopSettings
        fields = ["name", "tagline", "logo", "email", "phone", "address"]
        widgets = {"logo": AdminImageChooser, "address": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True


class WarehouseForm(WagtailAdminModelForm):
    """The first warehouse, as far as it matters on the first day."""

    working_days = WeekdaysField()
    sections = (
        FormSection(
            name="address", title=_("Address"), fields=["name", "line1", "postcode", "city", "country"]
        ),
        FormSection(
            name="dispatch", title=_("Dispatch"), fields=["cutoff_time", "time_zone", "working_days"]
        ),
    )

    class Meta:
        model = Warehouse
        fields = ["name", "line1", "postcode", "city", "country", "cutoff_time", "time_zone", "working_days"]
