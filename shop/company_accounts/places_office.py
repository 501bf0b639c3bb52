"""Locations, departments and cost centres in the back office: lists, forms, and panels of a company."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from oscar.forms.mixins import PhoneNumberMixin
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView

from shop.b2b.models import Company, CompanyLocation, CostCentre, Department
from shop.b2b.panels import PANELS
from shop.backoffice.listing import BackOfficeViewSet, ListView
from shop.backoffice.panels import MAIN, SIDE, Panel
from shop.checkout.address_forms import ADDRESS_FIELDS, FIELD_CLASSES, AddressFieldsMixin
from shop.contact_fields import CodeField, LineField
from shop.numbers import whole_number
from shop.user.models import User

NAMES_OF_A_PERSON = ("first_name", "last_name")


class OfCompanyForm(WagtailAdminModelForm):
    """Something of a company; once it is there it stays that company's."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["company"].disabled = True


class LocationOfficeForm(AddressFieldsMixin, PhoneNumberMixin, OfCompanyForm):
    """A location with its address, asked for as its country writes addresses."""

    class Meta:
        model = CompanyLocation
        fields = ["company", "name", "code", *ADDRESS_FIELDS, "is_shipping", "is_billing", "is_active"]
        field_classes = {**FIELD_CLASSES, "name": LineField, "code": CodeField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in NAMES_OF_A_PERSON:
            if name in self.fields:
                self.fields[name].required = False


class OfCompanyCreateView(CreateView):
    """A new one; of the company that the address names."""

    model: type[CompanyLocation | Department | CostCentre]

    def get_initial_form_instance(self) -> Model:
        """Begin with the company of `?company=`."""
        asked = whole_number(self.request.GET.get("company", "")) or 0
        company = Company.objects.filter(pk=asked).first()
        return self.model(company=company) if company else self.model()


class OfCompanyListView(ListView):
    """Each with its company."""

    def get_base_queryset(self) -> QuerySet:
        """Read the company along."""
        rows: QuerySet = super().get_base_queryset()
        return rows.select_related("company")


class OfCompanyViewSet(BackOfficeViewSet):
    """What these lists share."""

    index_view_class = OfCompanyListView
    add_view_class = OfCompanyCreateView
    icon = "home"
    search_backend_name = None
    search_fields = ["name", "company__name"]
    ordering = ["company__name", "name"]


class LocationViewSet(OfCompanyViewSet):
    """At `/cms/company-locations/`."""

    model = CompanyLocation
    name = "company-locations"
    menu_label = _("Company locations")
    list_display = ["name", Column("company", label=_("Company")), "code", "postcode", "line4", "is_active"]
    list_export = ["company", "name", "code", "line1", "line2", "postcode", "line4", "country", "is_active"]
    export_filename = "company-locations"
    edit_handler = ObjectList(
        [
            FieldPanel("company"),
            FieldRowPanel([FieldPanel("name"), FieldPanel("code")]),
            *(FieldPanel(name) for name in ADDRESS_FIELDS),
            FieldPanel("is_shipping"),
            FieldPanel("is_billing"),
            FieldPanel("is_active"),
        ],
        base_form_class=LocationOfficeForm,
    )


class DepartmentViewSet(OfCompanyViewSet):
    """At `/cms/company-departments/`."""

    model = Department
    name = "company-departments"
    menu_label = _("Departments of companies")
    list_display = ["name", Column("company", label=_("Company"))]
    list_export = ["company", "name"]
    export_filename = "company-departments"
    edit_handler = ObjectList([FieldPanel("company"), FieldPanel("name")], base_form_class=OfCompanyForm)


class CostCentreViewSet(OfCompanyViewSet):
    """At `/cms/company-cost-centres/`."""

    model = CostCentre
    name = "company-cost-centres"
    menu_label = _("Cost centres of companies")
    list_display = ["code", "name", Column("company", label=_("Company")), "is_active"]
    list_export = ["company", "code", "name", "is_active"]
    export_filename = "company-cost-centres"
    search_fields = ["code", "name", "company__name"]
    ordering = ["company__name", "code"]
    edit_handler = ObjectList(
        [
            FieldPanel("company"),
            FieldRowPanel([FieldPanel("code"), FieldPanel("name")]),
            FieldPanel("is_active"),
        ],
        base_form_class=OfCompanyForm,
    )


def _rows(company: Company, user: User, places: QuerySet, name: str) -> dict[str, object]:
    """What the panel of one kind shows, with the ways to change and add one for who may."""
    model: type[Model] = places.model
    may_change = user.has_perm(f"b2b.change_{model._meta.model_name}")
    rows = [
        (place, reverse(f"{name}:edit", args=[place.pk]) if may_change else "")
        for place in places.order_by("name", "pk")[:100]
    ]
    may_add = user.has_perm(f"b2b.add_{model._meta.model_name}")
    add = f"{reverse(f'{name}:add')}?{urlencode({'company': company.pk})}" if may_add else ""
    return {"rows": rows, "add": add}


def locations(company: Company, user: User) -> dict[str, object]:
    """Where its goods go."""
    return _rows(company, user, company.locations.select_related("country"), "company-locations")


def departments(company: Company, user: User) -> dict[str, object]:
    """Its departments."""
    return _rows(company, user, company.departments.all(), "company-departments")


def cost_centres(company: Company, user: User) -> dict[str, object]:
    """What its orders are booked to."""
    return _rows(company, user, company.cost_centres.all(), "company-cost-centres")


_TEMPLATE = "company/office/places.html"
for _panel in (
    Panel(name="locations", title=_("Locations"), context=locations, order=20, area=MAIN, template=_TEMPLATE),
    Panel(
        name="departments",
        title=_("Departments"),
        context=departments,
        order=20,
        area=SIDE,
        template=_TEMPLATE,
    ),
    Panel(
        name="cost-centres",
        title=_("Cost centres"),
        context=cost_centres,
        order=21,
        area=SIDE,
        template=_TEMPLATE,
    ),
):
    PANELS.register(_panel)
