"""Every screen of the back office that a link leads to, read by somebody who knows no English."""

import re

import pytest
from wagtail.admin.localization import get_available_admin_languages
from wagtail.users.models import UserProfile

from tests.crm_core.factories import staff_with
from tests.i18n.crawling import screens
from tests.i18n.office import furnish
from tests.i18n.reading import english_on

#: Brands, formats and what has no other name; words in capitals (EUR, SKU, SEO) are passed over anyway.
BRANDS = (
    "Stripe Shopify WooCommerce Magento PrestaShop Webhook WebP Excel Wagtail Bahasa Indonesia localhost en"
    " code esc Ctrl Alt Enter pain Google Outlook HubSpot Salesforce vCard cm kg"
)
#: Columns of a file of quotas.
COLUMNS = "of user team territory name kind month quarter starts_on amount"
COLUMNS += " method zone postcodes weight_up_to value_from price shop"
#: What the factories call things.
DATA = "Workshop workshop Ceramics Glaze glaze Tide bowl Home Ada Potter Root demo search"
#: A name as an example shows it.
DATA += " GmbH Amtsgericht Dresden"
#: Names of models and crumbs that Wagtail keeps in the language of whoever asked first.
KEPT = "locale locales Locale Locales Snippets Page None Simple translation"
ALLOWED = frozenset(f"{BRANDS} {COLUMNS} {DATA} {KEPT}".split())
CAPITALS = re.compile(r"[A-Z][A-Z0-9]+(?![a-z])")
#: Names of events, of columns in files, of IANA's time zones, places to fill in; addresses with one.
NAMES = re.compile(
    r"\{\w+\}|[A-Z][a-z]+(?:[A-Z][a-z]+)+|[a-z]+(?:_[a-z]+)+|[列欄]名：.*|[A-Z]\w+(?:/[\w +-]+)+|http\S+",
    re.ASCII,
)
# What is in another language on purpose: a mail's preview in English, one's own language and time zone.
PASSED_OVER = re.compile(r"/cms/mail-tools/previews/[\w-]+/en/|/cms/account/|locale=en|/styleguide/")
FEWEST = 150
OK = 200


def words_on(html):
    pieces = english_on(html, allowed=ALLOWED)
    left = [(piece, CAPITALS.sub(" ", NAMES.sub(" ", piece.replace("'", " ")))) for piece in pieces]
    return [piece for piece, rest in left if english_on(f"<html>{rest}", allowed=ALLOWED)]


@pytest.mark.long
def test_every_screen_of_the_back_office_keeps_no_english(client, world):
    furnish(world)
    staff = staff_with()
    staff.is_superuser = True
    staff.first_name, staff.last_name, staff.email = "雨", "陈", "yu@kiln.example"
    staff.save()
    UserProfile.objects.update_or_create(user=staff, defaults={"preferred_language": world.language})
    client.force_login(staff)

    seen, found = 0, {}
    for address, response in screens(client):
        seen += 1
        is_read = response.status_code == OK and not PASSED_OVER.search(address)
        if is_read and (words := words_on(response.content.decode())):
            found[address] = words

    assert found == {}
    assert seen > FEWEST


def test_staff_choose_among_the_languages_that_our_screens_speak():
    assert [code for code, _name in get_available_admin_languages()] == ["en", "zh-hans", "zh-hant"]
