"""Every address of the back office asked by every role: allowed or 403 as `config.roles.screens` says.

Asked as a script asks, which is refused in one line: how the page looks that refuses is seen once a role.
"""

import pytest

from config.roles.screen import EVERYONE
from config.roles.screens import SCREENS, screen_of
from config.roles.table import ROLES
from tests.config.roles.people import member
from tests.config.roles.walking import addresses
from tests.shop.factories import OrderFactory
from tests.sites import close

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
# Refused, not there, or only to be posted to: nothing was shown.
CLOSED = {403, 404, 405}
AS_SCRIPT = {"accept": "text/plain"}


def test_table_knows_every_role_and_every_address():
    assert {role.name for role in ROLES} == EVERYONE
    assert [
        pattern for pattern, _address in addresses() if screen_of(pattern.removeprefix("cms/")) is None
    ] == []
    used = {screen_of(pattern.removeprefix("cms/")) for pattern, _address in addresses()}
    assert [screen.what for screen in SCREENS if screen not in used] == []


@pytest.mark.long
@pytest.mark.parametrize("role", [role.name for role in ROLES])
def test_every_address_asked_by_every_role(client, role):
    OrderFactory(number="K-1")
    client.force_login(member(role))
    wrong = {}
    for pattern, address in addresses():
        response = client.get(address, headers=AS_SCRIPT)
        close(response)
        may = role in screen_of(pattern.removeprefix("cms/")).roles
        has_arguments = "<" in pattern
        if (not may and response.status_code not in CLOSED) or (
            may and response.status_code == 403 and not has_arguments
        ):
            wrong[pattern] = response.status_code

    assert wrong == {}


@pytest.mark.long
@pytest.mark.parametrize("role", [role.name for role in ROLES])
def test_no_address_takes_a_form_from_the_wrong_role(client, role):
    OrderFactory(number="K-1")
    client.force_login(member(role))
    wrong = {}
    for pattern, address in addresses():
        if role in screen_of(pattern.removeprefix("cms/")).roles:
            continue
        response = client.post(address, headers=AS_SCRIPT)
        close(response)
        if response.status_code not in CLOSED:
            wrong[pattern] = response.status_code

    assert wrong == {}


@pytest.mark.parametrize("role", sorted(EVERYONE - {"admin"}))
def test_who_is_refused_is_shown_a_page_with_the_way_back(client, role):
    client.force_login(member(role))
    ours = next(
        address
        for pattern, address in addresses()
        if pattern.startswith("cms/shop/")
        and "<" not in pattern
        and role not in screen_of(pattern.removeprefix("cms/")).roles
    )

    for response in (client.get(ours), client.get("/cms/groups/new/")):
        assert response.status_code == 403
        assert "backoffice/403.html" in [template.name for template in response.templates]
        assert b'href="/cms/">Back to your start page' in response.content
