"""Every address asked as each kind of visitor: the answers are what `tests.access.table` says of it."""

from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from config.roles.screens import screen_of
from shop.backoffice.access import BackOfficeAccessMiddleware
from tests.access.routes import routes
from tests.access.table import TABLE, Rule
from tests.access.world import STAFF, browser_of
from tests.sites import atomic_of_test, close

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sessions_in_database")]

PASSWORD = "a-long-passphrase"
#: Every address is asked as these, and what belongs to somebody as all the others, too.
VISITORS = ["stranger", "shopper", "company buyer", "partner"]
OTHERS = ["another shopper", "another company's buyer", "another partner", "superuser"]
#: Who acts for a partner acts for its company.
COMPANY_PEOPLE = {"company buyer", "another company's buyer", "partner", "another partner"}
OWNED = {Rule.OWN, Rule.PARTNER, Rule.PARTNERS_OWN, Rule.COMPANY, Rule.COMPANYS_OWN}
PERSONAL = {*OWNED, Rule.NOBODY}
LOGIN, REFUSED, MISSING, OPEN, ELSE = "log-in", "403", "404", "open", "else"
GIVEN = {200, 301, 302, 303}
ALSO_OPEN = {"outsider": {OPEN}}
#: What belongs to somebody; a post that is refused leaves all of it as it was.
BELONGINGS = [
    apps.get_model(name)
    for name in (
        "address.UserAddress",
        "b2b.CompanyContact",
        "b2b.CompanyInvitation",
        "b2b.CompanyLocation",
        "b2b.CompanyRole",
        "b2b.Department",
        "basket.Line",
        "customer.ProductAlert",
        "mfa.Authenticator",
        "order.Order",
        "payment.Source",
        "payments.PaymentAttempt",
        "reviews.ProductReview",
        "shopping_lists.ShoppingList",
        "shopping_lists.ShoppingListLine",
        "wishlists.Line",
        "wishlists.WishList",
    )
]


def ask(client, method, address, data=None, *, first=None, before=None):
    """Ask and take back what it did; return the answer, and whether anybody's belongings had changed.

    `first` is posted before, to bring the visitor there. `before` are the belongings of then; without
    them nobody looks for changes.
    """
    if SESSION_KEY not in client.session:
        client.cookies.clear()  # the session that a page before opened was taken back with it
    with atomic_of_test():
        if first is not None:
            close(client.post(first, {"quantity": "1"}))
            before = before and belongings()
        response = getattr(client, method)(address, data or {})
        close(response)
        changed = before is not None and belongings() != before
        transaction.set_rollback(True)
    return response, changed


def belongings():
    return [list(model._default_manager.order_by("pk").values_list()) for model in BELONGINGS]


def outcome(response, answers=frozenset()):
    if response.status_code == 302 and urlsplit(response["Location"]).path == reverse("account_login"):
        return LOGIN
    if response.status_code in answers | GIVEN:
        return OPEN
    return {403: REFUSED, 404: MISSING}.get(response.status_code, f"{ELSE}: {response.status_code}")


def expected(row, user, who):
    """The answers that are right for a visitor, as `outcome` says them."""
    if row.right and user is not None and user.has_perm(row.right):
        return {OPEN}
    closed = {LOGIN} if who == "stranger" else {MISSING}
    partner = {LOGIN} if who == "stranger" else {REFUSED}
    return {
        Rule.PUBLIC: {OPEN},
        Rule.LINK: {OPEN},
        Rule.ENTRANCE: {OPEN, MISSING, LOGIN},
        Rule.ACCOUNT: {LOGIN} if who == "stranger" else {OPEN},
        Rule.OWN: {OPEN} if who == row.owner else {MISSING, *closed},
        Rule.PARTNER: {OPEN} if "partner" in who.split() and who not in STAFF else partner,
        Rule.PARTNERS_OWN: {OPEN}
        if who == row.owner
        else ({MISSING} if who == "another partner" else partner),
        # The outsider buys for a company, too, as the preset for buyers lets them.
        Rule.COMPANY: {OPEN} if who in COMPANY_PEOPLE else {REFUSED, *closed, *ALSO_OPEN.get(who, ())},
        Rule.COMPANYS_OWN: {OPEN} if who == row.owner else {REFUSED, *closed},
        Rule.NOBODY: {MISSING, LOGIN, REFUSED, f"{ELSE}: 400", f"{ELSE}: 401", f"{ELSE}: 405"},
    }[row.rule]


def wrong_answers(world, who, rows):
    """Ask every row by GET and by POST; return those that answer otherwise than they should."""
    client, found = browser_of(world, who), []
    before = belongings()  # once: what is asked is taken back
    basket = f"/shop/basket/add/{world.things.other_product.pk}/"
    for row in rows:
        address, right = world.address(row.ask), expected(row, world.people[who], who)
        methods = ["post"] if row.is_post_only else ["get"]
        if OPEN not in right and "post" not in methods:
            methods.append("post")
        for method in methods:
            first = basket if row.needs_basket else None
            looks = method == "post" and OPEN not in right
            response, changed = ask(
                client, method, address, row.post, first=first, before=before if looks else None
            )
            got = outcome(response, row.answers)
            is_refused = got == f"{ELSE}: 405" and method == "post"
            if got not in right and not is_refused:
                found.append(f"{method} {address}: {got}")
            elif changed:
                found.append(f"{method} {address}: something happened")
    return found


def test_every_address_is_classified():
    known = {row.pattern for row in TABLE}
    mounted = {route.pattern for route in routes()}
    office = {pattern for pattern in mounted if pattern.startswith("cms/") and pattern not in known}
    inside = [pattern for pattern in office - OPEN_OFFICE if screen_of(pattern.removeprefix("cms/")) is None]

    assert sorted(mounted - office - known) == []
    assert inside == []
    assert sorted(row.pattern for row in TABLE if row.pattern not in mounted and not row.is_optional) == []


#: What anybody who may enter sees of themselves (`tests.config.roles.walking`).
OPEN_OFFICE = {"cms/", "cms/account/", "cms/jsi18n/", "cms/sprite/", "cms/^.*/$"}


@pytest.mark.long
@pytest.mark.parametrize("who", VISITORS)
def test_every_address_of_the_site(world, who):
    assert wrong_answers(world, who, [row for row in TABLE if not row.is_optional]) == []


@pytest.mark.long
@pytest.mark.parametrize("who", OTHERS)
def test_what_belongs_to_somebody_is_closed_to_others(world, who):
    assert wrong_answers(world, who, [row for row in TABLE if row.rule in PERSONAL]) == []


@pytest.mark.long
@pytest.mark.parametrize("who", STAFF)
def test_no_role_opens_what_is_somebodys_own(world, who):
    """Rights count below /cms/, where it is noted who changed what."""
    assert wrong_answers(world, who, [row for row in TABLE if row.rule in OWNED]) == []


def test_forged_links_open_nothing(world):
    client = browser_of(world, "stranger")
    links = [world.address(row.forged) for row in TABLE if row.rule is Rule.LINK]
    answers = {
        f"{method} {link}": ask(client, method, link)[0].status_code
        for link in links
        for method in ("get", "post")
    }

    assert {link: status for link, status in answers.items() if status not in {404, 405}} == {}


@pytest.mark.parametrize("who", ["stranger", "outsider"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_back_office_is_closed_to_everybody_outside(world, rf, who, method):
    """Asked of the door itself, which every address below it passes before its view runs."""
    door = BackOfficeAccessMiddleware(lambda request: HttpResponse())
    known = {row.pattern for row in TABLE}
    office = [r.path for r in routes() if r.pattern.startswith("cms/") and r.pattern not in known]
    answers = {}
    for address in office:
        request = getattr(rf, method)(address)
        request.user = world.people[who] or AnonymousUser()
        response = door.process_view(request, None, (), {})
        answers[address] = outcome(response) if response else "let in"

    right = LOGIN if who == "stranger" else REFUSED
    assert {address: got for address, got in answers.items() if got != right} == {}
    assert len(answers) > 450
    assert "shop.backoffice.access.BackOfficeAccessMiddleware" in settings.MIDDLEWARE
