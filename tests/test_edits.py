"""Every form of the back office that edits an object merges what two people save at once."""

import pytest
from wagtail.admin.views.generic import EditView
from wagtail.admin.viewsets import viewsets
from wagtail.models import RevisionMixin
from wagtail.snippets.models import get_snippet_models

from content.models import Form, FormField, Menu
from partners.accounts.models import PartnerAccount
from partners.accounts.queries import people_of
from shop.backoffice.edits.views import MergingView
from shop.backoffice.listing import BackOfficeViewSet
from shop.partner.models import StockRecord
from shop.reviews.models import ReviewDecision
from shop.stock.models import StockLevel, Warehouse
from shop.tax.models import TaxRate
from tests.crm_core.factories import CustomerFactory
from tests.partners.factories import PartnerAccountFactory, PartnerUserFactory
from tests.shop.backoffice.edits_page import fields_of, has_choice
from tests.shop.dashboard.reviews.samples import write
from tests.shop.factories import CountryFactory, PartnerFactory, StaffFactory, UserFactory
from tests.shop.stock.factories import WarehouseFactory, stocked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
CONFLICT = 409


@pytest.fixture
def staff(client):
    client.force_login(StaffFactory(is_superuser=True))
    return client


def customer():
    made = CustomerFactory(name="Mara", email="", phone="")
    return made, f"/cms/customers/edit/{made.pk}/", ("name", "Mine"), ("email", "theirs@lindt.example")


def partner_account():
    made = PartnerAccountFactory(code="nord")
    return made, f"/cms/partner-accounts/edit/{made.pk}/", ("code", "mine"), ("return_period_days", 77)


def tax_rate():
    CountryFactory()
    made = TaxRate.objects.create(country="DE", tax_class="standard", percent="19", valid_from="2020-01-01")
    return made, f"/cms/tax/rates/edit/{made.pk}/", ("region", "BE"), ("percent", "7.000")


def warehouse():
    made = WarehouseFactory()
    return made, f"/cms/warehouses/edit/{made.pk}/", ("city", "Mine"), ("priority", 77)


def first_warehouse():
    CountryFactory()
    made = WarehouseFactory(seller=PartnerFactory())
    return made, "/cms/setup/warehouse/", ("city", "Mine"), ("line1", "Theirs 1")


def policy():
    warehouse = WarehouseFactory()
    made = stocked({warehouse: 2}).stockrecords.get()
    level = StockLevel.objects.get(stockrecord=made)
    return made, f"/cms/stock/{level.pk}/", ("low_stock_threshold", 3), ("backorder_cap", 0)


PAGES = [customer, partner_account, tax_rate, warehouse, first_warehouse]


def value_of(made, name):
    return str(getattr(type(made).objects.get(pk=made.pk), name))


@pytest.mark.parametrize("make", PAGES, ids=lambda make: make.__name__)
def test_what_one_changed_alone_is_merged(staff, make):
    made, address, mine, theirs = make()
    sent = [fields_of(staff.get(address)) for _person in range(2)]

    assert staff.post(address, sent[0] | dict([theirs])).status_code == 302
    response = staff.post(address, sent[1] | dict([mine]))

    assert response.status_code == 302, response.context["form"].errors
    assert (value_of(made, mine[0]), value_of(made, theirs[0])) == (mine[1], str(theirs[1]))


@pytest.mark.parametrize("make", PAGES, ids=lambda make: make.__name__)
def test_what_both_changed_is_shown_and_nothing_is_written(staff, make):
    made, address, mine, _theirs = make()
    name, value = mine
    sent = [fields_of(staff.get(address)) for _person in range(2)]

    staff.post(address, sent[0] | {name: "XX"})
    response = staff.post(address, sent[1] | {name: value})

    assert (response.status_code, has_choice(response, name)) == (CONFLICT, True)
    assert value_of(made, name).upper() == "XX"


def test_first_warehouse_of_two_people_is_one(staff):
    CountryFactory()
    sent = fields_of(staff.get("/cms/setup/warehouse/"))
    typed = {"name": "Harbour", "line1": "Quay 1", "city": "Lisbon", "country": "DE"}
    staff.post("/cms/setup/warehouse/", sent | typed)

    response = staff.post("/cms/setup/warehouse/", sent | typed | {"city": "Porto", "postcode": "4000"})

    assert (response.status_code, has_choice(response, "city")) == (CONFLICT, True)
    assert list(Warehouse.objects.values_list("city", "postcode")) == [("Lisbon", "")]


def test_people_of_a_partner_account_are_not_dropped_unseen(staff):
    account = PartnerAccountFactory()
    address = f"/cms/partner-accounts/edit/{account.pk}/"
    mine = fields_of(staff.get(address))
    PartnerUserFactory(account=account, user=UserFactory(email="theirs@nord.example"))

    assert staff.post(address, mine | {"code": "mine"}).status_code == 302
    account = PartnerAccount.objects.get()
    assert (account.code, [user.email for user in people_of(account)]) == ("mine", ["theirs@nord.example"])


def test_policy_of_a_product_merges(staff):
    record, address, _mine, _theirs = policy()
    mine = fields_of(staff.get(address))
    StockRecord.objects.update(policy="backorder", backorder_cap=4)

    merged = staff.post(address, mine | {"low_stock_threshold": "3"})
    refused = staff.post(address, mine | {"policy": "preorder"})

    record.refresh_from_db()
    assert merged.status_code == 302
    assert (record.policy, record.backorder_cap, record.low_stock_threshold) == ("backorder", 4, 3)
    assert has_choice(refused, "policy")


def test_answer_to_a_review_is_not_written_over(staff):
    review = write(status=1)
    address = f"/cms/shop/reviews/{review.pk}/"
    sent = [fields_of(staff.get(address)) for _person in range(2)]
    staff.post(address, sent[0] | {"reply": "Thank you."})

    response = staff.post(address, sent[1] | {"reply": "Thanks!"})

    assert (response.status_code, has_choice(response, "reply")) == (CONFLICT, True)
    assert ReviewDecision.objects.get().reply == "Thank you."
    staff.post(address, fields_of(response) | {"edit_choice-reply": "yours"})
    assert ReviewDecision.objects.get().reply == "Thanks!"


def test_form_that_visitors_fill_in_merges_with_its_fields(staff, site):
    locale = site.root_page.locale
    form = Form.objects.create(title="Contact", thanks="Thanks", locale=locale)
    FormField.objects.create(form=form, label="Your name", field_type="singleline", sort_order=0)
    address = f"/cms/form-builder/edit/{form.pk}/"
    mine = fields_of(staff.get(address))
    Form.objects.update(thanks="Theirs")
    FormField.objects.update(help_text="Theirs")

    response = staff.post(address, mine | {"title": "Mine", "form_fields-0-label": "Mine"})

    assert response.status_code == 302
    assert Form.objects.values_list("title", "thanks").get() == ("Mine", "Theirs")
    assert list(FormField.objects.values_list("label", "help_text")) == [("Mine", "Theirs")]


def test_menu_keeps_what_somebody_else_changed(staff, site):
    menu = Menu.objects.create(handle="main", locale=site.root_page.locale)
    address = f"/cms/snippets/content/menu/edit/{menu.pk}/"
    mine = fields_of(staff.get(address)) | {"entries-count": "0"}  # which the page's script adds
    Menu.objects.update(handle="footer")

    assert staff.post(address, mine).status_code == 302
    assert Menu.objects.get().handle == "footer"


def test_every_set_of_views_has_a_form_that_merges():
    """Snippets with revisions are Wagtail's: it tells who else is writing and keeps each save."""
    ours = [each for each in viewsets.viewsets if isinstance(each, BackOfficeViewSet)]
    snippets = [
        model.snippet_viewset for model in get_snippet_models() if not issubclass(model, RevisionMixin)
    ]

    assert len(ours) > 5
    without = [each for each in [*ours, *snippets] if not issubclass(each.edit_view_class, MergingView)]
    assert without == []
    assert issubclass(BackOfficeViewSet.edit_view_class, EditView)
