import pytest
from django import forms
from django.utils import translation

from shop.checkout.address_formats import FORMATS, format_of
from shop.checkout.address_forms import PHONE_HELP
from shop.checkout.administrative_areas import area_choices, is_known_area
from shop.checkout.forms import ShippingAddressForm
from shop.countries import CountryField
from tests.shop.checkout.walk import ADDRESS, fill_basket, url
from tests.shop.factories import CountryFactory, ProductFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

NAMES = {"first_name": "Ada", "last_name": "Potter", "line1": "1 Kiln Road"}
HANGZHOU = {
    **NAMES,
    "country": "CN",
    "state": "浙江省",
    "line4": "杭州市",
    "line3": "西湖区",
    "postcode": "310012",
}


def form_for(country, **typed):
    CountryFactory(iso_3166_1_a2=country, printable_name=country)
    return ShippingAddressForm({**NAMES, "country": country, **typed})


@pytest.mark.parametrize("code", sorted(FORMATS))
def test_example_of_every_country_is_right_and_stays_as_it_is(code):
    example = format_of(code).example
    assert format_of(code).clean_postcode(example) == example


@pytest.mark.parametrize(
    ("country", "typed", "kept"),
    [
        ("GB", "sw1a1aa", "SW1A 1AA"),
        ("CA", "k1a-0b1", "K1A 0B1"),
        ("NL", "1012js", "1012 JS"),
        ("PL", "00001", "00-001"),
        ("JP", "1000001", "100-0001"),
        ("US", "100011234", "10001-1234"),
        ("LV", "1050", "LV-1050"),
        ("DE", "D-01662", None),
        ("DE", "0166", None),
        ("TW", "1066", None),
        ("TW", "106", "106"),
        ("TW", "10617", "10617"),
        ("TW", "106-409", "106409"),
        ("TW", "1064091", None),
        ("JP", "〒１００－０００１", "100-0001"),
        ("JP", "100ー0001", "100-0001"),
        ("DE", "０１６６２", "01662"),
        ("DE", "٠١٦٦٢", "01662"),
        ("IE", "D02", None),
    ],
)
def test_postcode_is_written_as_its_country_does(country, typed, kept):
    assert format_of(country).clean_postcode(typed) == kept


@pytest.mark.parametrize(
    ("country", "missing"),
    [
        ("DE", {"line4", "postcode"}),
        ("US", {"line4", "state", "postcode"}),
        ("IE", {"line4"}),
        ("HK", {"line4", "state"}),
        ("SG", {"postcode"}),
        ("CN", {"line4", "state", "line3", "postcode"}),
        ("TW", {"line4", "line3", "postcode"}),
    ],
)
def test_what_a_country_needs_is_asked_for(country, missing):
    assert form_for(country).errors == {name: ["This is needed for the delivery."] for name in missing}


def test_wrong_postcode_gets_one_message_with_an_example():
    form = form_for("GB", line4="London", postcode="12345")

    assert form.errors == {"postcode": ["Please write a postcode as SW1A 1AA."]}


@pytest.mark.parametrize(
    ("country", "typed", "stored"),
    [
        ("DE", "03521 3296645", "+4935213296645"),
        ("HK", "2123 4567", "+85221234567"),
        ("DE", "+1 212 555 2368", "+12125552368"),
    ],
)
def test_telephone_is_read_in_the_countrys_format(country, typed, stored):
    form = form_for(country, phone_number=typed, line4="X", postcode="01662", state="九龍")

    assert form.is_valid(), form.errors
    assert form.cleaned_data["phone_number"].as_e164 == stored


def test_wrong_telephone_is_told_with_an_example():
    errors = form_for("DE", phone_number="12", line4="X", postcode="01662").errors

    assert errors["phone_number"][0].startswith("Please write a number as 030 ")


def test_city_of_china_lies_in_its_province():
    CountryFactory(iso_3166_1_a2="CN", printable_name="China")

    assert ShippingAddressForm(HANGZHOU).is_valid()
    assert set(ShippingAddressForm({**HANGZHOU, "line4": "广州市"}).errors) == {"line4"}
    cities = [name for name, _label in area_choices("CN", "line4", chosen={"state": "浙江省"})]
    assert (len(cities), cities[1]) == (12, "杭州市")
    assert len(area_choices("CN", "line4", chosen={})) == 32


def test_changing_the_country_asks_for_other_fields_and_keeps_what_was_typed(client):
    CountryFactory(display_order=1)
    CountryFactory(iso_3166_1_a2="US", iso_3166_1_a3="USA", printable_name="United States")
    fill_basket(client, ProductFactory())
    client.post(url("index"), {"email": "ada@example.com"})
    typed = {**ADDRESS, "country": "US", "line1": "5 Main Street", "notes": "Ring twice"}

    page = client.post(url("shipping-address"), {**typed, "look": "1"}, headers={"HX-Request": "true"})

    form = page.context["form"]
    assert form.errors == {}
    assert [form[name].value() for name in ("line1", "line4", "notes")] == [
        "5 Main Street",
        "Meissen",
        "Ring twice",
    ]
    assert form["state"].field.widget.choices[1][0] == "AL"
    assert page.context["totals"].is_export
    assert page.content.decode().lstrip().startswith("<title>")

    back = client.post(url("shipping-address"), {**typed, "country": "DE", "state": "NY", "look": "1"})
    assert back.context["form"].kept == {"state": "NY"}


def test_postcode_of_a_country_without_a_rule_is_kept_as_typed():
    assert format_of("AQ").clean_postcode(" ab-1 ") == "ab-1"
    form = form_for("AQ", line4="Base", postcode="")
    assert (form.is_valid(), form.cleaned_data["postcode"]) == (True, "")


@pytest.mark.parametrize(
    ("country", "field", "value", "state", "expected"),
    [
        ("US", "state", "NY", "", True),
        ("US", "state", "UM", "", False),
        ("US", "state", "", "", False),
        ("CN", "line4", "杭州市", "浙江省", True),
        ("CN", "line4", "杭州市", "", True),
        ("CN", "line4", "杭州市", "广东省", False),
        ("TW", "line4", "臺北市", "", True),
        ("TW", "line4", "杭州市", "", False),
    ],
)
def test_place_is_one_of_its_list(country, field, value, state, expected):
    assert is_known_area(country, field, value, chosen={"state": state}) is expected


def test_places_are_read_in_both_scripts():
    latin = dict(area_choices("HK", "state", chosen={}))["九龍"]
    with translation.override("zh-hant"):
        own = dict(area_choices("HK", "state", chosen={}))["九龍"]

    assert (latin, own) == ("Kowloon 九龍", "九龍")


@pytest.mark.parametrize("typed", ["12", "no number", "+49 1"])
def test_telephone_that_is_none_gets_an_example(typed):
    form = form_for("DE", line4="Meissen", postcode="01662", phone_number=typed)

    assert form.errors == {"phone_number": ["Please write a number as 030 123456, or with its country code."]}


def test_form_without_any_country_shows_a_number_from_anywhere():
    form = ShippingAddressForm()

    assert (form.country_code, form.fields["phone_number"].widget.attrs["placeholder"]) == (
        "",
        "+49 30 123456",
    )
    assert form.fields["phone_number"].widget.input_type == "tel"


def test_form_begins_in_the_country_that_is_known():
    CountryFactory(display_order=1)
    us = CountryFactory(iso_3166_1_a2="US", iso_3166_1_a3="USA", printable_name="United States")

    codes = [
        ShippingAddressForm(*given, **kwargs).country_code
        for given, kwargs in (
            ((), {}),
            ((), {"initial": {"country": "US"}}),
            ((), {"initial": {"country": us}}),
            (({"country": "US"},), {"initial": {"country": "DE"}}),
            (({},), {"initial": {"country": "US"}}),
        )
    ]

    assert codes == ["DE", "US", "US", "US", "DE"]


def test_what_is_wrong_is_said_once_in_one_way():
    form = form_for("DE", line4="Meissen", postcode="01662")
    assert form.is_valid()

    form.add_error("line1", "Wrong.")
    form.add_error(None, forms.ValidationError({"line1": ["Wrong again."]}))
    form.add_error(None, forms.ValidationError({"line1": ["And again."], "line4": ["Wrong, too."]}))
    form.add_error(None, "All of it.")

    assert form.errors == {"line1": ["Wrong."], "line4": ["Wrong, too."], "__all__": ["All of it."]}


def test_list_may_be_left_open_where_nothing_is_needed():
    form = form_for("US", line4="New York", postcode="10001", state="Bavaria")

    assert form.errors == {"state": ["Please choose one from the list."]}


def test_what_the_country_does_not_write_is_kept_and_not_stored():
    form = form_for("DE", line4="Meissen", postcode="01662", state="Saxony", line3="")

    assert (form.is_valid(), form.kept, form.instance.state) == (True, {"state": "Saxony"}, "")


def test_country_is_read_under_the_name_the_reader_knows():
    CountryFactory(printable_name="Federal Republic of Germany")
    hidden = CountryFactory(
        iso_3166_1_a2="AQ", iso_3166_1_a3="ATA", printable_name="Antarctica", is_shipping_country=False
    )

    assert CountryField().clean("DE").printable_name == "Germany"
    assert CountryField(required=False).clean("") is None
    with pytest.raises(forms.ValidationError):
        CountryField().clean(hidden.pk)


def test_form_that_is_shown_first_knows_what_is_on_the_address():
    CountryFactory(iso_3166_1_a2="CN", printable_name="China")
    CountryFactory()

    in_china = ShippingAddressForm(initial={"country": "CN", "state": "浙江省"})
    in_germany = ShippingAddressForm(initial={"country": "DE", "state": "Saxony"})

    assert len(in_china.fields["line4"].widget.choices) == 12
    assert in_germany.kept == {"state": "Saxony"}


def test_only_the_telephone_is_one_and_says_what_for():
    fields = form_for("DE").fields

    assert {name: field.help_text for name, field in fields.items() if field.help_text} == {
        "phone_number": PHONE_HELP
    }
    kinds = {name: getattr(field.widget, "input_type", "") for name, field in fields.items()}
    assert [name for name, kind in kinds.items() if kind == "tel"] == ["phone_number"]


def test_what_a_keyboard_adds_is_taken_away_before_the_check():
    form = form_for(
        "TW",
        first_name="\u200b淑芬\u00a0",
        last_name="王",
        postcode="１０６４０９",
        line4="臺北市",
        line3="大安區",
        phone_number="０９１２－３４５－６７８",
    )

    assert form.errors == {}
    assert (form.instance.first_name, form.instance.postcode) == ("淑芬", "106409")
    assert form.cleaned_data["phone_number"].as_e164 == "+886912345678"


def test_name_that_nobody_sees_is_none():
    assert set(form_for("DE", first_name="\u200b", postcode="01662", line4="Meissen").errors) == {
        "first_name"
    }
