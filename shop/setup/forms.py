"""What is typed during the set-up."""

from wagtail.admin.forms.models import WagtailAdminModelForm

from shop.setup.models import ShopSettings
from shop.stock.models import Warehouse


class ShopForm(WagtailAdminModelForm):
    """The shop's name, sign and addresses; a set-up needs the name."""

    class Meta:
        model = ShopSettings
        fields = ["name", "tagline", "logo", "email", "phone", "address"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True


class WarehouseForm(WagtailAdminModelForm):
    """The first warehouse, as far as it matters on the first day."""

    class Meta:
        model = Warehouse
        fields = ["name", "line1", "postcode", "city", "country", "cutoff_time", "time_zone", "working_days"]
