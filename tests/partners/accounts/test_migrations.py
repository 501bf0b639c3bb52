"""The people of partner accounts become contacts of their companies."""

from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from partners.accounts.models import PartnerDelegate
from partners.accounts.queries import account_of
from shop.b2b.models import CompanyContact
from tests.crm_core.factories import CompanyContactFactory
from tests.partners.factories import PartnerAccountFactory
from tests.shop.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.long]
TABLE = """CREATE TABLE partner_accounts_partneruser (
    id integer PRIMARY KEY, role varchar(10) NOT NULL, account_id bigint NOT NULL, user_id integer NOT NULL
)"""
ROW = "INSERT INTO partner_accounts_partneruser (id, role, account_id, user_id) VALUES (%s, %s, %s, %s)"


@pytest.fixture
def migrate(settings):
    """Write partner users as they were, then run the migration's code on the models of then."""
    settings.MIGRATION_MODULES = {}  # fast tests have none
    migration = import_module("partners.accounts.migrations.0005_people_are_contacts")

    def run(*rows):
        with connection.cursor() as cursor:
            cursor.execute(TABLE)
            for number, (role, account, user) in enumerate(rows, start=1):
                cursor.execute(ROW, [number, role, account.pk, user.pk])
        state = MigrationLoader(connection).project_state([("partner_accounts", "0004_partnerdelegate")])
        migration.make_contacts(state.apps, None)

    return run


def test_everybody_keeps_the_account_they_had(migrate):
    account, other = PartnerAccountFactory(), PartnerAccountFactory()
    second = PartnerAccountFactory(company=account.company)
    owner = UserFactory(first_name="Sven", last_name="Berg")
    buyer_here = CompanyContactFactory(company=account.company, user=UserFactory())
    gone = CompanyContactFactory(company=account.company, user=UserFactory(), is_active=False)
    elsewhere = CompanyContactFactory(user=UserFactory())
    waiting = CompanyContactFactory(company=other.company, user=None, email="Mei@example.com")
    mei, of_second = UserFactory(email="mei@example.com"), UserFactory()
    double = UserFactory(email="lin@example.com")
    CompanyContactFactory(user=UserFactory(), company=account.company, email="LIN@example.com")

    migrate(
        ("owner", account, owner),
        ("owner", account, buyer_here.user),
        ("member", account, gone.user),
        ("member", account, elsewhere.user),
        ("member", account, double),
        ("member", other, mei),
        ("owner", second, of_second),
    )

    kept = {user: account_of(user) for user in (owner, buyer_here.user, gone.user, elsewhere.user, double)}
    assert set(kept.values()) == {account}
    assert (account_of(mei), account_of(of_second)) == (other, second)
    presets = dict(CompanyContact.objects.exclude(user=None).values_list("user", "role__preset"))
    assert presets[owner.pk] == presets[buyer_here.user.pk] == presets[of_second.pk] == "administrator"
    assert CompanyContact.objects.get(user=owner).name == "Sven Berg"
    waiting.refresh_from_db()
    assert waiting.user == mei
    delegates = dict(PartnerDelegate.objects.values_list("user", "role__preset"))
    assert delegates == {elsewhere.user.pk: "buyer", double.pk: "buyer", of_second.pk: "administrator"}
