from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from crm_core.activities.services import PlannedActivity, plan_activity
from crm_core.customers.services import attach_order
from crm_core.pipeline.models import Deal, DealContact, DealFile, DealOrder
from crm_core.pipeline.services import NewLine, change_deal, lose_deal, move_deal
from crm_core.timeline.models import TimelineEntry
from shop.audit.models import AuditEntry
from tests.crm_core.factories import CompanyFactory, CustomerFactory, rep_with
from tests.crm_core.pipeline.factories import deal, new_business, price_reason, stage
from tests.shop.factories import OrderFactory, ProductFactory

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}


def page_of(held):
    return reverse("deals:inspect", args=[held.pk])


def test_the_page_shows_the_whole_deal(sales):
    company = CompanyFactory()
    boss = CustomerFactory(name="Ada Falk", company=company)
    held = deal(
        customer=CustomerFactory(name="Harbour Kitchens", company=company, kind="company"),
        lines=[NewLine(product=ProductFactory(title="Vase", price="12.00"), quantity=2)],
    )
    DealContact.objects.create(deal=held, person=boss, role="decider")
    text = sales.get(page_of(held)).content.decode()
    for words in (
        "Vases for the lobby",
        "Harbour Kitchens",
        "Vase",
        "24.00",
        "No next step",
        "Ada Falk",
        "decides",
    ):
        assert words in text


def test_a_deal_is_opened_by_hand(sales, rep):
    customer = CustomerFactory(name="Harbour Kitchens")
    data = {"title": "Vases", "customer": customer.pk, "amount": "50", "pipeline": new_business().pk}
    answer = sales.post(reverse("deals:add"), data)
    made = Deal.objects.get()
    assert answer.url == page_of(made)
    assert (made.title, made.customer, made.amount, made.moves.get().by) == (
        "Vases",
        customer,
        Decimal(50),
        rep,
    )


def test_nothing_typed_is_lost_when_a_deal_is_refused(sales):
    answer = sales.post(reverse("deals:add"), {"title": "Vases", "amount": "-5"})
    assert Deal.objects.count() == 0
    assert 'value="Vases"' in answer.content.decode()


def test_two_who_edit_lose_nothing(sales):
    held = deal()
    form = sales.get(reverse("deals:edit", args=[held.pk])).context["form"]
    data = {name: value for name, value in form.initial.items() if value is not None}
    data |= {"edit_base": form["edit_base"].value(), "title": "Mine", "customer": held.customer_id}
    change_deal(held, by=None, title="Theirs")
    answer = sales.post(reverse("deals:edit", args=[held.pk]), data)
    assert answer.status_code == 409
    assert Deal.objects.get().title == "Theirs"


def test_the_board_counts_and_adds_up_by_currency(sales):
    deal(amount=Decimal(50))
    deal(amount=Decimal(70))
    Deal.objects.filter(pk=deal(amount=Decimal(30)).pk).update(currency="USD")
    columns = sales.get(reverse("deals:board")).context["columns"]
    first = columns[0]
    assert (str(first.column.title), first.count, len(first.cards)) == ("Qualified", "3", 3)
    assert [sum_.strip() for sum_ in first.sums] == ["€120.00", "US$30.00"]


def test_the_board_counts_what_was_closed_lately_with_and_without_a_filter(sales, rep):
    reason, day = price_reason(), timedelta(days=1)
    for amount, days in ((10, 1), (20, 89), (40, 91)):
        lost = deal(amount=Decimal(amount), owner=rep)
        lose_deal(lost, by=None, reason=reason)
        Deal.objects.filter(pk=lost.pk).update(closed_at=timezone.now() - days * day)
    deal(amount=Decimal(5), owner=rep)
    deal(amount=Decimal(7))
    for query, opened in (("", ["2", "€12.00"]), (f"?owner={rep.pk}", ["1", "€5.00"])):
        columns = sales.get(reverse("deals:board") + query).context["columns"]
        told = {str(state.column.title): [state.count, *state.sums] for state in columns}
        assert (told["Qualified"], told["Lost"], told["Won"]) == (opened, ["2", "€30.00"], ["0"])
        assert [len(state.cards) for state in columns] == [int(opened[0]), 0, 0, 0, 0, 2]


def test_a_board_of_marked_deals_looks_through_open_stages_alone(sales):
    deal(title="Waits")
    planned = deal()
    plan_activity(PlannedActivity(subject="Call", due_at=timezone.now(), about=planned))
    lose_deal(deal(), by=None, reason=price_reason())
    address = reverse("deals:board")
    with CaptureQueriesContext(connection) as all_stages:
        sales.get(address)
    with CaptureQueriesContext(connection) as open_stages:
        columns = sales.get(f"{address}?mark=no_step").context["columns"]
    assert [[card.title for card in state.cards] for state in columns] == [["Waits"], [], [], [], [], []]
    assert [state.count for state in columns] == ["1", "0", "0", "0", "0", "0"]
    keys = [
        next(query["sql"] for query in asked if "UNION ALL" in query["sql"])
        for asked in (all_stages, open_stages)
    ]
    assert [sql.count("LIMIT 21") for sql in keys] == [6, 4]


def test_a_deal_closed_long_ago_is_not_moved_on_the_board(sales):
    lost = deal()
    lose_deal(lost, by=None, reason=price_reason())
    Deal.objects.filter(pk=lost.pk).update(closed_at=timezone.now() - timedelta(days=91))
    data = {"card": lost.pk, "from": stage("Lost").pk, "to": stage("Qualified").pk}
    assert sales.post(reverse("deals:board"), data, **JSON).status_code == 404
    assert Deal.objects.get().state == "lost"


def test_columns_stand_in_their_order_and_are_cut(sales):
    deals = [deal(title=str(number)) for number in range(23)]
    for number, held in enumerate(deals):
        Deal.objects.filter(pk=held.pk).update(stage_since=timezone.now() - timedelta(days=number))
    lost = deals[:2]
    for number, held in enumerate(lost):
        lose_deal(held, by=None, reason=price_reason())
        Deal.objects.filter(pk=held.pk).update(stage_since=timezone.now() - timedelta(hours=number))
    columns = sales.get(reverse("deals:board")).context["columns"]
    assert [card.title for card in columns[0].cards] == [str(number) for number in range(22, 2, -1)]
    assert [card.title for card in columns[-1].cards] == ["0", "1"]
    assert (columns[0].count, columns[0].is_cut, columns[-1].is_cut) == ("21", True, False)


def test_pages_cost_the_same_whatever_stands_on_them(sales, django_assert_max_num_queries):
    held = deal()
    pages = {reverse("deals:board"): 19, reverse("deals:index"): 21, page_of(held): 54}
    for address, number in pages.items():
        sales.get(address)
        with django_assert_max_num_queries(number) as few:
            sales.get(address)
        pages[address] = len(few)
    for number in range(8):
        more = deal()
        plan_activity(PlannedActivity(subject="Call", due_at=timezone.now(), about=more))
        if number % 2:
            move_deal(more, stage("Needs known"), by=None)
    for address, number in pages.items():
        with django_assert_max_num_queries(number):
            sales.get(address)


@pytest.mark.django_db(transaction=True)
def test_the_page_of_a_deal_needs_no_transaction_for_each_panel(sales, django_assert_max_num_queries):
    held = deal()
    sales.get(page_of(held))
    with django_assert_max_num_queries(35):
        sales.get(page_of(held))


def test_a_card_is_moved_and_the_second_of_two_sees_where_it_is(sales):
    held = deal()
    here, there, other = stage("Qualified"), stage("Needs known"), stage("Negotiation")
    move = {"card": held.pk, "from": here.pk}
    assert sales.post(reverse("deals:board"), {**move, "to": there.pk}, **JSON).status_code == 200
    change_deal(held, by=None, amount=Decimal(5))
    late = sales.post(reverse("deals:board"), {**move, "to": other.pk}, **JSON)
    assert late.status_code == 409
    assert "is in “Needs known” now" in late.json()["words"]
    assert set(late.json()["columns"]) == {str(here.pk), str(there.pk), str(other.pk)}
    assert f'data-card="{held.pk}"' in late.json()["columns"][str(there.pk)]
    assert Deal.objects.get().stage == there


def test_what_a_stage_needs_is_said_on_the_board(sales):
    held = deal()
    data = {"card": held.pk, "from": stage("Qualified").pk, "to": stage("Offer made").pk}
    refused = sales.post(reverse("deals:board"), data, **JSON)
    assert (refused.status_code, refused.json()["words"]) == (
        409,
        "Say what it is worth: type an amount or add products.",
    )
    assert Deal.objects.get().stage == stage("Qualified")


def test_winning_and_losing_ask_first(sales):
    held = deal()
    data = {"card": held.pk, "from": stage("Qualified").pk, "to": stage("Lost").pk}
    question = sales.post(reverse("deals:board"), data, **JSON).json()["question"]
    assert Deal.objects.get().state == "open"
    assert sales.post(question, {}).status_code == 422
    assert Deal.objects.get().state == "open"
    answer = sales.post(question, {"loss_reason": price_reason().pk, "note": "Too dear"})
    assert answer.status_code == 302
    assert Deal.objects.values_list("state", "loss_note").get() == ("lost", "Too dear")


def test_a_deal_is_won_by_hand_with_an_order(sales):
    customer = CustomerFactory()
    held, order = deal(customer=customer), OrderFactory(guest_email=customer.email)
    attach_order(order)
    assert sales.post(reverse("deal_win", args=[held.pk]), {"order": order.pk}).status_code == 302
    assert (Deal.objects.get().state, DealOrder.objects.get().deal_id) == ("won", held.pk)


def test_products_steps_notes_contacts_files_on_the_page(sales, rep, settings, tmp_path):
    settings.KILN_PRIVATE_ROOT = tmp_path
    held, product = deal(), ProductFactory(price="12.00")
    boss = CustomerFactory(name="Ada Falk")
    url = page_of(held)
    sales.post(url, {"action": "add_line", "product": product.pk, "quantity": 3, "discount": ""})
    line = held.lines.get()
    sales.post(url, {"action": "change_line", "line": line.pk, "quantity": 2, "discount": "50"})
    tomorrow = timezone.localdate() + timedelta(days=1)
    sales.post(url, {"action": "plan_step", "subject": "Call", "kind": "call", "due_on": tomorrow})
    key = "b1f0c2f2-5d6e-4f58-9a27-8b2b1c2f9d10"
    for _click in range(2):
        sales.post(url, {"action": "add_note", "text": "They like blue.", "key": key})
    sales.post(url, {"action": "save_contact", "person": boss.pk, "role": "champion", "position": "CEO"})
    sales.post(url, {"action": "add_file", "file": SimpleUploadedFile("a.txt", b"offer", "text/plain")})
    assert Deal.objects.get().amount == Decimal("12.00")
    text = sales.get(url).content.decode()
    assert "No next step" not in text
    for words in ("They like blue.", "speaks for us", "CEO", "a.txt"):
        assert words in text
    assert list(TimelineEntry.objects.values_list("kind", "customer", "author")) == [
        ("note", held.customer_id, rep.pk)
    ]
    stored = DealFile.objects.get()
    assert b"".join(sales.get(reverse("deal_file", args=[stored.pk])).streaming_content) == b"offer"


def test_orders_are_linked_and_unlinked_on_the_page(sales):
    held, order = deal(), OrderFactory()
    sales.post(page_of(held), {"action": "link", "number": order.number})
    assert Deal.objects.get().state == "won"
    sales.post(page_of(held), {"action": "unlink", "order": DealOrder.objects.get().pk})
    assert (Deal.objects.get().state, DealOrder.objects.get().deal) == ("open", None)


def test_a_move_from_an_old_page_is_refused(sales):
    held = deal()
    move_deal(held, stage("Needs known"), by=None)
    change_deal(held, by=None, amount=Decimal(5))
    data = {"action": "move", "stage": stage("Offer made").pk, "seen": stage("Qualified").pk}
    assert "moved meanwhile" in sales.post(page_of(held), data, follow=True).content.decode()
    assert Deal.objects.get().stage == stage("Needs known")


def marked():
    stuck = deal(title="Stuck", opened_at=timezone.now() - timedelta(days=20))
    late = deal(title="Late", expected_close_on=timezone.localdate() - timedelta(days=1))
    fine = deal(title="Fine")
    for each in (late, fine):
        plan_activity(PlannedActivity(subject="Call", due_at=timezone.now(), about=each))
    lost = deal(title="Lost", expected_close_on=timezone.localdate() - timedelta(days=1))
    lose_deal(lost, price_reason(), by=None)
    return stuck


@pytest.mark.parametrize(
    ("mark", "titles"), [("stuck", ["Stuck"]), ("overdue", ["Late"]), ("no_step", ["Stuck"])]
)
def test_the_list_finds_what_is_marked(sales, mark, titles):
    marked()
    listed = sales.get(reverse("deals:index"), {"mark": mark}).context["object_list"]
    assert [row.title for row in listed] == titles


def test_the_list_searches_titles_and_customers(sales):
    deal(title="Vases", customer=CustomerFactory(name="Ida Vogt"))
    deal(title="Bowls", customer=CustomerFactory(name="Jan Kos"))
    for text, found in (("vas", ["Vases"]), ("Kos", ["Bowls"])):
        assert [
            row.title for row in sales.get(reverse("deals:index"), {"q": text}).context["object_list"]
        ] == found


def test_an_export_is_noted(sales, rep):
    deal()
    answer = sales.get(reverse("deals:index"), {"export": "csv"})
    assert b"Vases for the lobby" in b"".join(answer.streaming_content)
    assert AuditEntry.objects.filter(action="exported", actor=rep, model="pipeline.deal").count() == 1


RIGHTS = ("customers.view_customer", "pipeline.view_deal", "pipeline.change_deal", "pipeline.export_deal")


def test_a_rep_sees_the_deals_of_their_customers_alone(client, site):
    user = rep_with(*RIGHTS)
    own, others = deal(customer=CustomerFactory(owner=user)), deal(title="Of a colleague")
    client.force_login(user)
    assert [row.pk for row in client.get(reverse("deals:index")).context["object_list"]] == [own.pk]
    cards = [
        card.pk for state in client.get(reverse("deals:board")).context["columns"] for card in state.cards
    ]
    assert cards == [own.pk]
    stored = DealFile.objects.create(deal=others, file="deals/a.txt", name="a.txt", size=1)
    for url in (
        page_of(others),
        reverse("deal_file", args=[stored.pk]),
        reverse("deal_win", args=[others.pk]),
        reverse("deal_cell", args=[others.pk, "owner"]),
    ):
        assert client.get(url).status_code == 404
    data = {"card": others.pk, "from": stage("Qualified").pk, "to": stage("Needs known").pk}
    assert client.post(reverse("deals:board"), data, **JSON).status_code == 404
    assert Deal.objects.get(pk=others.pk).stage == stage("Qualified")


def test_who_may_only_look_moves_nothing(client, site):
    client.force_login(
        rep_with("customers.view_customer", "customers.view_all_customer", "pipeline.view_deal")
    )
    held = deal()
    data = {"card": held.pk, "from": stage("Qualified").pk, "to": stage("Needs known").pk}
    assert client.post(reverse("deals:board"), data, **JSON).status_code == 403
    assert client.post(page_of(held), {"action": "reopen"}).status_code == 403
    assert Deal.objects.get().stage == stage("Qualified")


def test_a_cell_is_changed_in_place(sales):
    held = deal()
    url = reverse("deal_cell", args=[held.pk, "expected_close_on"])
    assert sales.post(url, {"expected_close_on": "2027-05-01"}).status_code == 302
    assert str(Deal.objects.get().expected_close_on) == "2027-05-01"


def test_ticked_deals_are_moved_as_far_as_the_rules_let_them(sales):
    ready, lacking, other = deal(amount=Decimal(5)), deal(), deal(title="Other pipeline")
    target = stage("Offer made")
    url = reverse("wagtail_bulk_action", args=["pipeline", "deal", "move_deals"])
    sales.post(f"{url}?id={ready.pk}&id={lacking.pk}", {"stage": target.pk})
    assert [Deal.objects.get(pk=each.pk).stage for each in (ready, lacking, other)] == [
        target,
        stage("Qualified"),
        stage("Qualified"),
    ]


def test_the_pickers_products_can_be_sold(sales):
    ProductFactory(title="Blue vase")
    ProductFactory(title="Hidden vase", is_public=False)
    found = sales.get(reverse("deal_products"), {"q": "vase"}).json()["results"]
    assert [each["label"] for each in found] == ["Blue vase"]
