"""Leads in the back office: list, page, a lead by hand, qualifying; and what each role does not see."""

import uuid

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group, Permission
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from crm_core.customers.models import Customer, FieldRight, Territory
from crm_core.leads import figures
from crm_core.leads.bulk import assign_leads, select_leads
from crm_core.leads.erasure import forget
from crm_core.leads.export import leads_of_user
from crm_core.leads.facts import LeadFacts
from crm_core.leads.models import Lead, LeadSource, ScoreRule
from crm_core.leads.search_provider import find_leads
from crm_core.leads.services import Disqualification, capture_lead, disqualify_lead
from crm_core.pipeline.models import Deal
from shop.b2b.models import Company
from tests.crm_core.factories import CustomerFactory, rep_with, staff_with
from tests.crm_core.pipeline.factories import first_pipelines
from tests.shop.factories import ProductFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
RIGHTS = (
    *("leads.view_lead", "leads.add_lead", "leads.change_lead", "customers.view_customer"),
    *("customers.change_customer", "pipeline.add_deal", "pipeline.view_deal", "pipeline.change_deal"),
)


def make_lead(number=1, **facts):
    facts = {"email": f"ann{number}@harbour.example", "name": "Ann Ray", **facts}
    return capture_lead(
        LeadFacts(kind="form", source=f"form-entry:{number}", occurred_at=timezone.now(), **facts)
    )


@pytest.fixture
def sales(client):
    user = staff_with(*RIGHTS, "leads.assign_lead", "leads.export_lead", "leads.delete_lead")
    client.force_login(user)
    return user


@pytest.fixture
def rep(client):
    user = rep_with(*RIGHTS)
    client.force_login(user)
    return user


def page_of(lead):
    return reverse("leads:inspect", args=[lead.pk])


def test_the_list_shows_leads_in_a_constant_number_of_queries(client, sales, django_assert_max_num_queries):
    make_lead(1)
    url = reverse("leads:index")
    client.get(url)
    with django_assert_max_num_queries(60) as first:
        client.get(url)
    for number in range(2, 8):
        make_lead(number, owner=sales)
    with django_assert_max_num_queries(len(first) + 1):
        answer = client.get(url)
    assert answer.content.decode().count("Ann Ray") >= 7


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("who=mine", {"mine"}),
        ("who=nobody", {"free"}),
        ("late=true", {"late"}),
        ("q=harbour", {"free", "mine", "late"}),
        ("q=nobody-at-all", set()),
    ],
)
def test_views_of_the_list(client, sales, query, found):
    other = staff_with(*RIGHTS)
    leads = {"free": make_lead(1), "mine": make_lead(2, owner=sales), "late": make_lead(3, owner=other)}
    for lead in leads.values():
        Customer.objects.filter(pk=lead.customer_id).update(name=f"Harbour {lead.pk}")
    Lead.objects.filter(pk=leads["late"].pk).update(first_contact_due_at="2020-01-01T00:00Z")
    text = client.get(f"{reverse('leads:index')}?{query}").content.decode()
    assert {name for name, lead in leads.items() if page_of(lead) in text} == found


def test_the_page_tells_who_what_and_why(client, sales):
    lead = make_lead(text="Forty vases", company_name="Harbour", written={"answers": {"Budget": "10k"}})
    text = client.get(page_of(lead)).content.decode()
    for words in ("Forty vases", "Harbour", "Budget", "10k", "ann1@harbour.example", "Qualify"):
        assert words in text


def test_a_rep_sees_their_own_and_the_free_ones_of_their_territory(client, rep):
    territory = Territory.objects.create(name="South")
    territory.members.add(rep)
    colleague = staff_with(*RIGHTS)
    theirs, free, colleagues, elsewhere = (make_lead(number) for number in range(1, 5))
    Lead.objects.filter(pk=theirs.pk).update(owner=rep)
    Lead.objects.filter(pk=free.pk).update(territory=territory)
    Lead.objects.filter(pk=colleagues.pk).update(owner=colleague, territory=territory)
    answers = {
        lead.pk: client.get(page_of(lead)).status_code for lead in (theirs, free, colleagues, elsewhere)
    }
    assert list(answers.values()) == [200, 200, 404, 404]
    assert client.get(reverse("lead_qualify", args=[colleagues.pk])).status_code == 404
    text = client.get(reverse("leads:index")).content.decode()
    seen = {pk for pk in answers if f"/leads/{pk}/" in text}
    assert seen == {theirs.pk, free.pk}


def test_a_free_lead_is_taken_by_the_first_who_asks(client, rep):
    lead = make_lead()
    rep.user_permissions.add(Permission.objects.get(codename="view_unassigned_lead"))
    client.post(page_of(lead), {"action": "take"})
    assert Lead.objects.get().owner == rep
    assert Lead.objects.get().customer.owner == rep


def test_assigning_asks_the_right_and_says_who(client, sales, rep):
    lead = make_lead(owner=rep)
    client.force_login(rep)
    assert client.post(page_of(lead), {"action": "assign", "owner": ""}).status_code == 403
    client.force_login(sales)
    client.post(page_of(lead), {"action": "assign", "owner": sales.pk})
    assert Lead.objects.get().owner == sales


def test_a_reason_is_needed_and_nothing_typed_is_lost(client, sales):
    lead = make_lead()
    answer = client.post(page_of(lead), {"action": "disqualify", "reason": "", "note": "no time"})
    assert (answer.status_code, Lead.objects.get().state) == (422, "new")
    assert "no time" in answer.content.decode()
    client.post(page_of(lead), {"action": "disqualify", "reason": "bad_time", "note": "no time"})
    lead = Lead.objects.get()
    assert (lead.state, lead.reason, lead.reason_note, lead.closed_by) == (
        "disqualified",
        "bad_time",
        "no time",
        sales,
    )
    client.post(page_of(lead), {"action": "reopen", "lead": lead.pk})
    assert Lead.objects.get().state == "reopened"


def typed(**fields):
    return {"name": "Ann Ray", "email": "ann@harbour.example", "key": str(uuid.uuid4()), **fields}


def test_a_lead_by_hand_is_kept_once(client, sales):
    product = ProductFactory()
    form = typed(wants="Vases", products=[product.pk], country="Germany", phone="030 1234567")
    answers = [client.post(reverse("leads:add"), form) for _click in range(2)]
    lead = Lead.objects.get()
    assert [answer.url for answer in answers] == [page_of(lead)] * 2
    assert (lead.kind, lead.country, lead.customer.phone) == ("by_hand", "DE", "+49301234567")
    assert (list(lead.products.all()), LeadSource.objects.count()) == ([product], 1)


@pytest.mark.parametrize(
    "wrong",
    [{"email": "", "phone": ""}, {"phone": "12"}, {"country": "Nowhere"}, {"email": "ann@"}, {"key": "x"}],
)
def test_what_is_wrong_is_said_and_kept(client, sales, wrong):
    answer = client.post(reverse("leads:add"), typed(wants="Forty vases", **wrong))
    assert (answer.status_code, Lead.objects.count()) == (422, 0)
    assert "Forty vases" in answer.content.decode()


def test_who_is_known_is_shown_while_somebody_types(client, rep):
    CustomerFactory(name="Ann Ray", email="ann@harbour.example", owner=rep)
    CustomerFactory(name="Bob Low", email="bob@harbour.example")
    url = reverse("lead_duplicates")
    known = client.get(url, {"email": "ANN@harbour.example", "name": "An"}).json()
    assert [(each["name"], each["is_same"]) for each in known["results"]] == [("Ann Ray", True)]
    assert client.get(url, {"email": "bob@harbour.example"}).json() == {
        "results": [],
        "is_colleagues": True,
    }
    assert client.get(url, {"name": "Bob Low"}).json() == {"results": [], "is_colleagues": False}


def test_qualifying_shows_first_and_makes_once(client, sales):
    first_pipelines()
    lead = make_lead(company_name="Harbour Kitchens", text="Forty vases\nsoon", vat_id="DE123456789")
    url = reverse("lead_qualify", args=[lead.pk])
    initial = client.get(url).context["form"].initial
    assert (initial["account"], initial["company_name"], initial["title"]) == (
        "new",
        "Harbour Kitchens",
        "Forty vases",
    )
    form = {**{key: value for key, value in initial.items() if value is not None}, "amount": "4000"}
    form["pipeline"] = initial["pipeline"].pk
    assert client.post(url, form).status_code == 200
    assert not Deal.objects.exists()
    answers = [client.post(url, {**form, "confirmed": "1"}) for _click in range(2)]
    deal = Deal.objects.get()
    assert [answer.url for answer in answers] == [reverse("deals:inspect", args=[deal.pk])] * 2
    assert (Company.objects.get().vat_id, deal.title, str(deal.amount)) == (
        "DE123456789",
        "Forty vases",
        "4000.00",
    )
    assert client.get(page_of(lead)).status_code == 200


def test_an_account_is_not_called_by_what_is_hidden_of_it(client):
    first_pipelines()
    clerk, group = UserFactory(is_staff=True), Group.objects.create(name="Clerks")
    for name in ("wagtailadmin.access_admin", "customers.view_all_customer", *RIGHTS):
        app, codename = name.split(".")
        group.permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    FieldRight.objects.create(group=group, field="email", access="hidden")
    clerk.groups.add(group)
    account = CustomerFactory(kind="company", name="", email="office@harbour.example")
    lead = make_lead()
    client.force_login(clerk)

    form = {"account": f"customer:{account.pk}", "title": "Vases", "opens_deal": "on"}
    page = client.post(reverse("lead_qualify", args=[lead.pk]), form)

    assert page.context["account_name"] == f"Customer {account.pk}"
    assert account.email not in page.text


def test_a_closed_lead_leads_back(client, sales):
    lead = disqualify_lead(make_lead(), Disqualification(reason="no_need"), by=sales)
    assert client.get(reverse("lead_qualify", args=[lead.pk])).url == page_of(lead)


def test_the_report_counts_what_somebody_sees(client, rep):
    make_lead(1, owner=rep)
    make_lead(2)
    text = client.get(reverse("lead_report")).content.decode()
    assert "0 of 1 leads were qualified." in text


def test_an_export_has_what_the_list_has(client, sales):
    make_lead(company_name="=cmd")
    answer = client.get(f"{reverse('leads:index')}?export=csv")
    text = b"".join(answer.streaming_content).decode()
    assert "ann1@harbour.example" in text
    assert ",=cmd" not in text


def test_the_customers_page_names_the_open_lead(client, sales):
    lead = make_lead(owner=sales)
    text = client.get(reverse("customers:inspect", args=[lead.customer_id])).content.decode()
    assert page_of(lead) in text
    assert "Answer the lead" in text


def test_what_is_corrected_by_hand_is_kept_and_scored(client, sales):
    ScoreRule.objects.create(kind="country", value="DE", points=20)
    lead, product = make_lead(), ProductFactory()
    url = reverse("leads:edit", args=[lead.pk])
    form = client.get(url).context["form"]
    base = {name: form[name].value() or "" for name in form.fields}
    answer = client.post(url, {**base, "country": "Germany", "wants": "Bowls", "products": [product.pk]})
    assert answer.status_code == 302, answer.context["form"].errors
    lead = Lead.objects.get()
    assert (lead.country, lead.wants, lead.score, list(lead.products.all())) == ("DE", "Bowls", 20, [product])


def test_a_lead_of_others_is_not_edited(client, rep):
    lead = make_lead(owner=staff_with(*RIGHTS))
    assert client.post(reverse("leads:edit", args=[lead.pk]), {"wants": "x"}).status_code == 404
    assert Lead.objects.get().wants == ""


def test_several_are_assigned_and_closed_ones_stay(sales):
    rep = staff_with(*RIGHTS)
    first, second = make_lead(1), make_lead(2)
    disqualify_lead(second, Disqualification(reason="no_need"), by=sales)
    chosen = [*list(select_leads(sales, QueryDict("who=nobody"))), second]
    assert assign_leads(chosen, sales, {"owner": rep}) == 1
    assert list(Lead.objects.order_by("pk").values_list("owner", flat=True)) == [rep.pk, None]
    assert list(select_leads(sales, QueryDict("q=ann1@harbour.example"))) == [first]


def test_the_search_of_everything_finds_open_leads_that_one_sees(sales, rep):
    lead = make_lead(owner=sales, company_name="Harbour Kitchens")
    assert [hit.url for hit in find_leads("harbour k", sales)] == [page_of(lead)]
    assert find_leads("harbour k", rep) == []


def test_figures_are_each_users_own(sales, rep):
    late = make_lead(1, owner=rep)
    Lead.objects.filter(pk=late.pk).update(first_contact_due_at="2020-01-01T00:00Z")
    make_lead(2)
    told = {
        user.pk: (figures.waiting(user), figures.unassigned(user), figures.new_leads(user).value)
        for user in (sales, rep)
    }
    assert told[sales.pk][0] is None
    assert (told[sales.pk][1].value, told[sales.pk][2]) == ("1", "2")
    assert (told[rep.pk][0].value, told[rep.pk][0].tone, told[rep.pk][1], told[rep.pk][2]) == (
        "1",
        "bad",
        None,
        "1",
    )
    assert figures.response_time(rep).note == "0 of 1 in time"
    disqualify_lead(late, Disqualification(reason="no_need"), by=rep)
    assert figures.conversion(rep).value == "0%"


def test_a_copy_of_ones_data_has_what_one_wrote():
    user = UserFactory(email="ann1@harbour.example")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    lead = make_lead(user=user, text="Forty vases")
    told = leads_of_user(user)
    assert [(each["source"], each["text"]) for each in told] == [("form", "Forty vases")]
    forget([lead.customer_id])
    lead = Lead.objects.get()
    assert (lead.wants, lead.state, leads_of_user(user)[0]["written"]) == ("", "disqualified", {})
