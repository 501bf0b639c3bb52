import pytest
from django.test import RequestFactory

from shop.b2b.models import Company
from shop.backoffice.panels import ACTIVITY, MAIN, Panel, panel_registry
from shop.backoffice.record import RecordFigure, RecordView
from tests.crm_core.factories import CompanyFactory, staff_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


class View(RecordView):
    model = Company
    index_url_name = "companies:index"
    edit_url_name = "companies:edit"

    def get_queryset(self):
        return Company.objects.exclude(name="Secret")

    def get_summary(self):
        return ["since <1990>", "Graz"]

    def get_figures(self):
        return [RecordFigure(label="Orders", value="1,280", note="this year", url="/cms/shop/orders/")]


def shown(company, user, **kwargs):
    request = RequestFactory().get("/cms/x/")
    request.user = user
    return View.as_view(**kwargs)(request, pk=company.pk)


def test_page_has_summary_figures_and_only_the_details_that_were_named():
    company = CompanyFactory(name="Harbour <b>", vat_id="DE136695976")
    response = shown(company, staff_with("b2b.view_company"), fields=["vat_id"])

    assert response.context_data["details"] == {"facts": [("VAT id", "DE136695976")]}
    assert [figure.value for figure in response.context_data["figures"]] == ["1,280"]
    assert shown(company, staff_with("b2b.view_company")).context_data["details"] is None


def test_panels_stand_in_their_areas():
    panels = panel_registry("panel")
    for name, area in (("people", MAIN), ("orders", ACTIVITY), ("tags", "side")):
        panels.register(
            Panel(name=name, title=name, context=lambda record, user: {"words": "<x>"}, order=1, area=area)
        )

    context = shown(CompanyFactory(), staff_with("b2b.view_company"), record_panels=panels).context_data

    areas = ("main_area", "activity_area", "side_area")
    assert [[panel.name for panel in context[area]] for area in areas] == [["people"], ["orders"], ["tags"]]
    assert "&lt;x&gt;" in context["main_area"][0].html


def test_edit_is_offered_to_those_who_may():
    company = CompanyFactory()
    looks, writes = staff_with("b2b.view_company"), staff_with("b2b.view_company", "b2b.change_company")

    assert shown(company, looks).context_data["header_buttons"] == []
    assert [each.url for each in shown(company, writes).context_data["header_buttons"]] == [
        f"/cms/companies/edit/{company.pk}/"
    ]


def test_a_record_that_this_user_may_not_open_is_not_found(client):
    with pytest.raises(Exception, match="No Company matches"):
        shown(CompanyFactory(name="Secret"), staff_with("b2b.view_company"))
