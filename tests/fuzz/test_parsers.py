"""Whatever a stranger writes where a page reads something, it is understood or refused with its own error."""

import contextlib
import datetime as dt
from collections import Counter
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import InvalidPage
from django.core.signing import dumps
from django.forms.models import ModelFormMetaclass
from django.http import HttpRequest, QueryDict
from django.utils.translation import get_language_from_request
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies as st

from partners.referrals.cookies import COOKIE as CLICK_COOKIE, click_in
from personalization.interactions.consent import CONSENT_COOKIE, VISITOR_COOKIE, choice_in, visitor_key_in
from search.parameters import listing_query_string, parse_parameters
from shop.backoffice.edits.comparing import read_base
from shop.backoffice.lists.queries import normalised
from shop.backoffice.paginator import CappedPaginator
from shop.basket.forms import LineForm
from shop.catalogue.product_options import form_field
from shop.dashboard.catalogue.editor.pictures import CardsInput, PicturesField
from shop.imports import values
from shop.imports.errors import BadValueError
from shop.numbers import whole_number
from shop.order.links import order_from_token
from shop.order.numbers import is_well_formed
from shop.safe_redirects import safe_redirect_url
from shop.stock.lines import InvalidLinesError, read_lines
from shop.user.models import User
from tests.fuzz.asking import HOSTILE
from tests.fuzz_examples import fuzz_examples
from tests.shop.factories import ProductFactory
from tests.shop.stock.factories import record_of

pytestmark = pytest.mark.django_db
HARD = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(max_size=60),
    st.integers(-(10**40), 10**40).map(str),
    st.decimals().map(str),
    st.floats().map(str),
    st.dates().map(str),
    st.text(st.characters(min_codepoint=0xD7F0, max_codepoint=0xE010, exclude_categories=()), max_size=4),
    st.from_regex(r"[-+]?[0-9]{1,30}([.,][0-9]{0,30})?([eE][-+]?[0-9]{1,8})?", fullmatch=True),
    st.from_regex(r"[CK][0-9]{2}-[0-9A-Z]{6,12}", fullmatch=True),
)
# What came through Django, which reads a broken sequence as U+FFFD.
WEB = HARD.map(lambda text: text.encode("utf-8", "replace").decode())
NOW = dt.datetime(2026, 11, 29, tzinfo=dt.UTC)


def fuzzed(*strategies, examples=None):
    """Try a test as often as the suite or `make fuzz` says; the database is read, never written."""

    def wrap(test):
        settings = hypothesis_settings(
            max_examples=examples or fuzz_examples(),
            deadline=None,
            suppress_health_check=[HealthCheck.function_scoped_fixture],
        )
        return settings(given(*strategies)(test))

    return wrap


@fuzzed(
    st.lists(st.tuples(st.sampled_from(["q", "sort", "page", "price", "price_from", "rating", "stock"]), WEB))
)
def test_search_parameters(pairs):
    asked = QueryDict(mutable=True)
    for name, value in pairs:
        asked.appendlist(name, value)

    found = parse_parameters(asked, currency="EUR")

    again = parse_parameters(
        QueryDict(listing_query_string(found, currency="EUR").encode("ascii")), currency="EUR"
    )
    assert again == found


@fuzzed(WEB)
def test_numbers_ways_and_pages(text):
    number = whole_number(text)
    assert number is None or 0 <= number < 2**63
    request = HttpRequest()
    request.META["HTTP_HOST"] = "testserver"
    assert safe_redirect_url(request, text, otherwise="/").startswith(
        ("/", "http://testserver", "https://testserver")
    )
    with contextlib.suppress(InvalidPage):
        assert 1 <= CappedPaginator([], 50).validate_number(text) <= 10**9
    assert CappedPaginator(User.objects.none(), 50).get_page(text).number == 1


@fuzzed(WEB)
def test_order_numbers_and_tokens(text):
    assert is_well_formed(text) in {True, False}
    assert order_from_token(text) is None
    assert order_from_token(dumps(text)) is None


@fuzzed(WEB, WEB)
def test_signed_cookies(text, other):
    cookies = {CLICK_COOKIE: text, CONSENT_COOKIE: other, VISITOR_COOKIE: text}
    assert (click_in(cookies, now=NOW), choice_in(cookies, now=NOW), visitor_key_in(cookies, now=NOW)) == (
        None,
        None,
        None,
    )


READERS = [
    lambda text: values.integer(text, "c"),
    lambda text: values.decimal(text, "c"),
    lambda text: values.real(text, "c"),
    lambda text: values.boolean(text, "c"),
    lambda text: values.date(text, "c"),
    lambda text: values.text(text, "c", longest=40).encode(),
    lambda text: values.rich_text(text, "c").encode(),
    lambda text: values.text_list([text, text], "c"),
    lambda text: values.quantities_by_warehouse(text, "c"),
    lambda text: values.amount(text, "c", currency="EUR", is_minor=False),
    lambda text: values.amount(text, "c", currency="JPY", is_minor=True),
    lambda text: values.value_of({"c": text}, SimpleNamespace(template="", path="c", column="c", default=None,
                                                              separator="", scale="100")),
]  # fmt: skip


@fuzzed(HARD)
def test_values_of_imported_files(text):
    for reader in READERS:
        with contextlib.suppress(BadValueError):
            found = reader(text)
            assert not isinstance(found, Decimal) or found.is_finite()


@fuzzed(HARD)
def test_quantities_and_options(text):
    form = LineForm({"quantity": text})
    assert not form.is_valid() or 0 <= form.cleaned_data["quantity"] < 10**6
    kinds = ("text", "integer", "float", "boolean", "date")
    option = SimpleNamespace(
        name="o", required=False, help_text="", SELECT="select", RADIO="radio", MULTI_SELECT="m", CHECKBOX="c",
        INTEGER="integer", FLOAT="float", DATE="date", BOOLEAN="boolean", type="",
    )  # fmt: skip
    for kind in kinds:
        option.type, option.code = kind, "o"
        with contextlib.suppress(ValidationError):
            form_field(option).clean(text)


@fuzzed(WEB, WEB)
def test_what_the_back_office_reads(text, other):
    assert isinstance(normalised(text), str)
    assert isinstance(normalised(f"p={text}&q={other}&form=%00"), str)
    assert read_base("catalogue.product:1", text) == {}
    assert read_base("catalogue.product:1", "[" * 100_000) == {}


@fuzzed(WEB, WEB, WEB, examples=max(20, fuzz_examples() // 10))
def test_cards_of_pictures(number, text, order):
    """However many are announced, as many are read as one page may hold; what is read can be compared."""
    data = QueryDict(mutable=True)
    data.update({"p-TOTAL_FORMS": number, "p-INITIAL_FORMS": "0", "p-0-file": text, "p-0-ORDER": order})
    cards = CardsInput().value_from_datadict(data, {}, "pictures")
    assert [
        [card["file"], card["caption"], card["owners"]] for card in cards or []
    ] == PicturesField().to_python(cards)


@pytest.fixture
def pasted_records():
    return {sku: record_of(ProductFactory(upc=sku)) for sku in ("A", "KC-1", "花瓶 2")}


GOOD_LINES = st.tuples(
    st.sampled_from(["A", "KC-1", "花瓶 2"]),
    st.sampled_from([" ", "; ", "\t", ",", ": "]),
    st.integers(1, 9_999_999),
)
# What ends in no number is no line, whatever it is.
BAD_LINES = HARD.map(lambda text: " ".join(text.split()).rstrip("0123456789") + "x")


@fuzzed(st.lists(st.one_of(GOOD_LINES, BAD_LINES), max_size=8), examples=max(50, fuzz_examples() // 10))
def test_pasted_lines(pasted_records, lines):
    bad = [number for number, line in enumerate(lines, 1) if isinstance(line, str)]
    text = "\n".join(line if isinstance(line, str) else f"{line[0]}{line[1]}{line[2]}" for line in lines)
    if bad:
        with pytest.raises(InvalidLinesError) as refusal:
            read_lines(text)
        assert refusal.value.problems == [f"Line {number}: enter a SKU and a quantity." for number in bad]
        return
    wanted = Counter()
    for sku, _separator, number in lines:
        wanted[pasted_records[sku]] += number
    assert read_lines(text) == dict(wanted)


@fuzzed(WEB)
def test_languages_of_a_browser(text):
    request = HttpRequest()
    request.META["HTTP_ACCEPT_LANGUAGE"] = text
    request.COOKIES["django_language"] = text
    request.path_info = f"/{text}/"
    assert get_language_from_request(request, check_path=True).lower() in {"en", "zh-hans", "zh-hant"}


def _number_fields():
    """Every number that a form of ours asks for, with its form."""
    seen, found = set(), []
    waiting = list(forms.BaseForm.__subclasses__())
    while waiting:
        form = waiting.pop()
        waiting += form.__subclasses__()
        if form in seen:
            continue
        seen.add(form)
        ours = form.__module__.split(".")[0] in {
            "shop",
            "content",
            "search",
            "partners",
            "personalization",
            "crm_core",
        }
        for name, field in getattr(form, "base_fields", {}).items() if ours else ():
            # A column's own bounds are asked by its model; the basket replaces Oscar's field for each form.
            is_of_a_column = (
                isinstance(form, ModelFormMetaclass)
                and form._meta.model
                and name in {column.name for column in form._meta.model._meta.get_fields()}
            )
            is_replaced = form.__module__ == "shop.basket.forms" and name == "quantity"
            if isinstance(field, forms.IntegerField) and not (is_of_a_column or is_replaced):
                found.append((form, name, field))
    return found


def test_every_number_of_a_form_is_bounded():
    open_ends = [
        f"{form.__module__}.{form.__name__}.{name}"
        for form, name, field in _number_fields()
        for huge in ("9" * 30, "-" + "9" * 30, "1e30", "9" * 5000)
        if _takes(field, huge)
    ]

    assert sorted(set(open_ends)) == []


def _takes(field, text):
    try:
        field.clean(text)
    except ValidationError:
        return False
    return True
