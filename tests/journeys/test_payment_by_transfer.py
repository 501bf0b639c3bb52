"""A transfer finds its order: the guest buys, the bank's statement is imported, the guest sees it paid."""

import pytest
from playwright.sync_api import expect

from shop.order.models import Order
from tests.journeys.payments import go_to_review, order_now, shop
from tests.shop.factories import StaffFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["shop"]


def test_bank_transfer_is_matched_from_a_statement_file(shop, page, chromium, client, tmp_path):
    go_to_review(page, shop, method="bank-transfer")
    order_now(page)
    number = page.locator(".order-number").inner_text()
    expect(page.locator(".bank")).to_contain_text(number)

    written = number.replace("-", " ").lower()
    statement = tmp_path / "november.csv"
    statement.write_text(
        f"Date;Amount;Name;Purpose\n2026-11-20;35,90;Nora Winter;my order {written}\n"
        "2026-11-20;12,00;Somebody;for bowls\n"
    )
    client.force_login(StaffFactory())
    office = chromium.new_context()
    office.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": shop.url}])
    desk = office.new_page()
    desk.goto(f"{shop.url}/cms/bank-statements/")
    desk.set_input_files("input[type=file]", str(statement))
    desk.get_by_role("button", name="Preview").click()
    expect(desk.get_by_role("row", name=number)).to_contain_text("Pays the order in full")
    desk.get_by_role("button", name="Book these payments").click()
    expect(desk.locator("main")).to_contain_text("1 transfer to match")
    office.close()

    order = Order.objects.get()
    assert (order.status, order.charges.get().amount_captured) == ("Paid", order.total_incl_tax)
    page.reload()
    expect(page.locator(".bank")).to_have_count(0)
