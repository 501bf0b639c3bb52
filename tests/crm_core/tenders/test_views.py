from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from crm_core.tenders.models import Bid, Tender, TenderFile, TenderState
from shop.order.models import Order
from shop.time_zones import shop_day
from tests.crm_core.tenders.factories import bid, bidder, company_buyer, pass_deadline, posted
from tests.shop.checkout.walk import ADDRESS, review, url
from tests.shop.factories import CountryFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.usefixtures("site")
LIST, NEW = "/company/tenders/", "/company/tenders/new/"


def page(tender):
    return f"/company/tenders/{tender.pk}/"


def office(tender):
    return reverse("tenders_office:inspect", args=[tender.pk])


def words(**changed):
    deadline = timezone.localtime() + timedelta(days=5)
    return {
        "title": "Cups for spring",
        "deadline": deadline.strftime("%Y-%m-%dT%H:%M"),
        "wanted_on": "",
        "place": "Hamburg",
        "notes": "",
        "lines-TOTAL_FORMS": "2",
        "lines-INITIAL_FORMS": "0",
        "lines-0-sku": "",
        "lines-0-text": "Sea green cups",
        "lines-0-quantity": "40",
        "lines-0-unit": "pieces",
        "lines-0-notes": "",
        **changed,
    }


@pytest.fixture
def buyer(client, db):
    user = company_buyer()
    client.force_login(user)
    return user


def test_buyer_posts_a_tender_of_articles_and_words(client, buyer):
    product = ProductFactory(num_in_stock=5)
    sku = product.stockrecords.get().partner_sku

    response = client.post(NEW, words(**{"lines-1-sku": sku, "lines-1-quantity": "3", "do": "publish"}))

    tender = Tender.objects.get()
    assert response.url == page(tender)
    assert (tender.state, tender.company, tender.currency) == ("open", buyer.company_contact.company, "EUR")
    assert [(line.text, line.product, line.quantity) for line in tender.lines.all()] == [
        ("Sea green cups", None, 40),
        (product.get_title(), product, 3),
    ]
    assert "Sea green cups" in client.get(page(tender)).content.decode()
    assert "Cups for spring" in client.get(LIST).content.decode()


def test_draft_is_kept_and_changed_before_it_is_published(client, buyer):
    client.post(NEW, words(do="save"))
    tender = Tender.objects.get()
    assert tender.state == TenderState.DRAFT
    assert client.get(f"{page(tender)}edit/").context["lines"].forms[0]["text"].value() == "Sea green cups"

    client.post(
        f"{page(tender)}edit/", words(title="Cups for summer", do="save", **{"lines-INITIAL_FORMS": "1"})
    )
    client.post(page(tender), {"do": "publish"})

    tender.refresh_from_db()
    assert (tender.title, tender.state) == ("Cups for summer", "open")
    assert client.get(f"{page(tender)}edit/").status_code == 404


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"deadline": "2020-01-01T10:00"}, "form"),
        ({"title": ""}, "form"),
        ({"lines-0-quantity": ""}, "lines"),
        ({"lines-0-sku": "no-such-article"}, "lines"),
        ({"lines-0-text": "", "lines-0-quantity": "", "lines-0-unit": ""}, "lines"),
    ],
)
def test_bad_input_is_told_and_nothing_typed_is_lost(client, buyer, changed, where):
    response = client.post(NEW, words(**changed))

    assert response.status_code == 422
    assert not response.context[where].is_valid()
    assert response.context["form"]["place"].value() == "Hamburg"
    assert not Tender.objects.exists()


def test_tender_of_another_company_is_not_there(client, buyer):
    other = posted()

    for method in (client.get, client.post):
        assert method(page(other), {"do": "cancel", "reason": "x"}).status_code == 404
    assert other.title not in client.get(LIST).content.decode()
    client.force_login(UserFactory())
    assert client.get(LIST).status_code == 404


def test_buyer_sees_no_amount_before_the_deadline(client, buyer):
    tender = posted(user=buyer)
    bid(tender, "9.87")

    shown = client.get(page(tender)).content.decode()

    assert "9.87" not in shown
    assert "98.70" not in shown
    assert "1 bid so far" in shown


def test_awarded_bid_is_ordered_at_just_its_sum_once(client, buyer):
    product = ProductFactory(price="20.00", num_in_stock=100)
    tender = posted((product, 10), user=buyer)
    bid(tender, "9.87")
    bid(tender, "12.00")
    pass_deadline(tender)
    best = Bid.objects.order_by("pk").first()
    CountryFactory(display_order=1)

    shown = client.get(page(tender)).content.decode()
    assert "98.70" in shown
    response = client.post(page(tender), {"do": "award", "bid": best.pk})
    assert response.url == url("index")
    client.post(page(tender), {"do": "award", "bid": best.pk})
    client.get(url("index"), follow=True)
    client.post(url("shipping-address"), ADDRESS)
    client.post(url("shipping-method"), {"method_code": "standard"})
    client.post(url("payment-method"), {"method": "bank-transfer"})
    client.post(url("preview"), review(client))

    order = Order.objects.get()
    assert order.total_excl_tax - order.shipping_excl_tax == Decimal("98.70")
    tender.refresh_from_db()
    assert (tender.state, tender.order, tender.awarded_to) == ("awarded", order, best)
    assert order.number in client.get(page(tender)).content.decode()
    assert client.post(page(tender), {"do": "order"}).url == page(tender)


def test_buyer_extends_and_cancels(client, buyer):
    tender = posted(user=buyer)
    later = timezone.localtime() + timedelta(days=20)

    assert client.post(page(tender), {"do": "extend", "deadline": "nonsense"}).status_code == 422
    client.post(page(tender), {"do": "extend", "deadline": later.strftime("%Y-%m-%dT%H:%M")})
    tender.refresh_from_db()
    assert tender.deadline > timezone.now() + timedelta(days=15)
    assert client.post(page(tender), {"do": "cancel", "reason": ""}).status_code == 422
    client.post(page(tender), {"do": "cancel", "reason": "Not needed."})
    tender.refresh_from_db()
    assert (tender.state, tender.cancel_reason) == ("cancelled", "Not needed.")


def test_rep_sees_what_they_are_invited_to_and_their_own_bid_only(client):
    tender, other = posted(), posted()
    rep, rival = bid(tender, "9.87"), bid(tender, "7.65")
    client.force_login(rep)

    listed = client.get(reverse("tenders_office:index"))
    assert [row.pk for row in listed.context["object_list"]] == [tender.pk]
    assert client.get(office(other)).status_code == 404
    shown = client.get(office(tender)).content.decode()
    assert "9.87" in shown
    assert "7.65" not in shown
    assert client.post(office(tender), {"action": "invite", "reps": [rival.pk]}).status_code == 403


def test_manager_sees_no_amount_before_the_deadline_and_all_after(client):
    tender = posted()
    bid(tender, "9.87")
    client.force_login(bidder("change_tender"))

    shown = client.get(office(tender)).content.decode()
    assert "9.87" not in shown
    assert "98.70" not in shown
    pass_deadline(tender)
    assert "98.70" in client.get(office(tender)).content.decode()


def test_staff_invite_and_bid_and_map(client):
    tender = posted(("Sea green cups", 4))
    boss, rep = bidder("change_tender"), bidder()
    client.force_login(boss)
    client.post(office(tender), {"action": "invite", "reps": [rep.pk, boss.pk]})
    assert tender.invitations.count() == 2
    assert (
        client.post(
            office(tender), {"action": "map_line", "line": tender.lines.get().pk, "sku": "no"}
        ).status_code
        == 422
    )
    sku = ProductFactory().stockrecords.get().partner_sku
    client.post(office(tender), {"action": "map_line", "line": tender.lines.get().pk, "sku": sku})
    assert tender.lines.get().product is not None

    client.force_login(rep)
    line = tender.lines.get().pk
    sent = {
        "action": "bid",
        f"price-{line}": "5.50",
        "delivery_on": str(shop_day() + timedelta(days=9)),
        "valid_until": str(shop_day() + timedelta(days=40)),
        "remark": "",
    }
    assert client.post(office(tender), sent | {"valid_until": str(shop_day())}).status_code == 422
    assert client.post(office(tender), sent).status_code == 302
    assert Bid.sealed.get().invitation.rep == rep


def test_list_costs_the_same_for_one_and_for_three(client, django_assert_max_num_queries):
    posted()
    client.force_login(bidder("change_tender"))
    address = reverse("tenders_office:index")
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    posted()
    posted()
    with django_assert_max_num_queries(len(one)):
        client.get(address)


def test_colleague_without_the_right_is_refused(client):
    tender = posted()
    user = UserFactory(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="access_admin"))
    client.force_login(user)

    assert client.get(reverse("tenders_office:index")).status_code == 403
    assert client.get(office(tender)).status_code == 403


def plan(name="plan.txt", text="a plan"):
    return SimpleUploadedFile(name, text.encode(), content_type="text/plain")


def test_attachments_are_kept_with_the_draft_and_frozen_when_it_is_published(client, buyer):
    client.post(NEW, words(do="save", attachments=[plan(), plan("sketch.txt")]))
    tender = Tender.objects.get()
    first, second = tender.files.all()
    edit = f"{page(tender)}edit/"
    assert client.post(edit, words(attachments=[plan(f"{n}.txt") for n in range(4)])).status_code == 422

    sent = {"lines-INITIAL_FORMS": "1", "remove": [first.pk], "attachments": [plan("third.txt")]}
    client.post(edit, words(do="publish", **sent))

    assert [file.name for file in tender.files.all()] == ["sketch.txt", "third.txt"]
    shown = client.get(page(tender)).content.decode()
    assert f"{page(tender)}files/{second.pk}/" in shown
    assert client.get(f"{page(tender)}files/{second.pk}/").getvalue() == b"a plan"
    assert client.post(edit, words(attachments=[plan()])).status_code == 404


def test_files_of_tenders_are_for_who_sees_the_tender(client, buyer):
    client.post(NEW, words(do="publish", attachments=[plan()]))
    file = TenderFile.objects.get()
    buyers, staffs = f"{page(file.tender)}files/{file.pk}/", reverse("tender_file", args=[file.pk])
    client.force_login(company_buyer())
    assert client.get(buyers).status_code == 404

    client.force_login(bidder())
    assert client.get(staffs).status_code == 404
    client.force_login(bidder("change_tender"))
    assert client.get(staffs).getvalue() == b"a plan"
    assert "plan.txt" in client.get(office(file.tender)).content.decode()
