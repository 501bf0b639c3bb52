"""What every test can count on: a site, a root page, locales and no leftovers."""

import os

import pytest
from django.core import mail
from django.core.cache import cache
from django.utils import translation
from hypothesis import settings as hypothesis_settings
from wagtail.models import Site

from crm_core.automation.heard import HEARD
from crm_core.automation.program import forget_programs
from shop.configuration.queries import STORED, Stored
from shop.identity.queries import KEPT
from shop.mail.tasks import deliver_due
from shop.returns.policy import POLICY, Policy
from shop.shipping.table import STORED_DELIVERY
from shop.tax.queries import set_tax_memory
from tests.sites import make_site

pytest_plugins = ["tests.clearing", "tests.interpreter"]

# How long an example takes says how busy the machine is, nothing about the code.
hypothesis_settings.register_profile("kiln", deadline=None)
hypothesis_settings.load_profile("kiln")


@pytest.fixture(autouse=True)
def _clean_cache():
    set_tax_memory()  # the tables of tax are empty, and no test's first price pays the query to see it
    cache.set(STORED.key, Stored())  # nothing is stored, and no test pays the queries to see it
    cache.set(STORED_DELIVERY.key, ())
    cache.set(POLICY.key, Policy())  # nobody has set a return policy
    cache.set(HEARD.key, frozenset())  # no rule is on, and no test's first event pays the query to see it
    forget_programs()
    yield
    for memory in (STORED, STORED_DELIVERY, POLICY, HEARD, *KEPT.values()):
        memory.clear()
    cache.clear()
    translation.deactivate()  # a page in another language leaves it active in this thread


@pytest.fixture
def letters(db):
    """Call it to have every waiting mail sent, as a worker would, and to get all that went out."""

    def sent() -> list:
        deliver_due()
        return mail.outbox

    return sent


@pytest.fixture
def site(db) -> Site:
    """Wagtail's own data migrations do not run in fast tests; this makes what they make."""
    return make_site()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """In CI a services test that is skipped counts as failed: its service was promised."""
    outcome = yield
    report = outcome.get_result()
    wanted = item.get_closest_marker("services") or item.get_closest_marker("faults")
    if report.skipped and wanted and os.environ.get("KILN_SERVICES_REQUIRED") == "1":
        report.outcome = "failed"
        report.longrepr = f"skipped although the services are required: {report.longrepr}"
