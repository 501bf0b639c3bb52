import pytest
from bs4 import BeautifulSoup
from django import forms

from shop.backoffice.form_sections import FormSection, bind_sections, problems_of
from tests.shop.factories import CountryFactory, StaffFactory


class JarForm(forms.Form):
    name = forms.CharField(label="Name")
    note = forms.CharField(label="Note", required=False)
    pieces = forms.IntegerField(label="Pieces", max_value=9)

    sections = (
        FormSection(name="words", title="Words", fields=["name", "gone"]),
        FormSection(name="stock", title="Stock", fields=["pieces"], formset="rows"),
    )

    def clean(self):
        raise forms.ValidationError("Not like this.")


class RowForm(forms.Form):
    row_name = ""
    price = forms.IntegerField(label="Price")


RowFormSet = forms.formset_factory(RowForm, extra=0, can_delete=True)


def rows(**cells):
    data = {"rows-TOTAL_FORMS": "3", "rows-INITIAL_FORMS": "3", **{f"rows-{n}-price": "1" for n in range(3)}}
    return RowFormSet(data | cells, prefix="rows")


def test_each_section_has_its_fields_and_what_no_section_names_is_not_lost():
    bound = bind_sections(JarForm({"name": "", "pieces": "10"}), rows(**{"rows-2-price": "x"}))

    assert [
        (each.section.name, [field.name for field in each.fields], len(each.problems)) for each in bound
    ] == [
        ("words", ["name"], 1),
        ("stock", ["pieces", "note"], 2),
    ]


def test_form_without_sections_has_none():
    assert bind_sections(RowForm()) == []


def test_what_is_wrong_names_field_and_row():
    sent = rows(**{"rows-1-price": "x", "rows-2-price": "y", "rows-2-DELETE": "on"})
    sent.forms[1].row_name = "Tide"

    assert [(p.name, p.anchor, p.label, p.words) for p in problems_of(JarForm({"name": ""}), sent)] == [
        ("", "", "", "Not like this."),
        ("name", "id_name", "Name", "This field is required."),
        ("pieces", "id_pieces", "Pieces", "This field is required."),
        ("rows-1-price", "id_rows-1-price", "Row 2 (Tide), Price", "Enter a whole number."),
    ]


def test_nothing_is_wrong_with_what_was_not_sent():
    assert problems_of(JarForm(), RowFormSet(prefix="rows")) == []


@pytest.mark.django_db
@pytest.mark.usefixtures("site")
def test_form_of_the_back_office_lists_errors_and_counts_them_by_section(client):
    CountryFactory()
    client.force_login(StaffFactory(is_superuser=True))

    response = client.post("/cms/setup/warehouse/", {"country": "XX", "cutoff_time": "noon"})

    page = BeautifulSoup(response.content, "html.parser")
    links = {link["href"]: " ".join(link.text.split()) for link in page.select(".notice--bad a, nav.chips a")}
    assert links == {
        "#id_name": "Name: This field is required.",
        "#id_country": "Country: Select a valid choice. That choice is not one of the available choices.",
        "#id_cutoff_time": "Cut-off time: Enter a valid time.",
        "#id_time_zone": "Time zone: This field is required.",
        "#id_working_days": "Working days: This field is required.",
        "#address": "Address 2 errors",
        "#dispatch": "Shipping 3 errors",
    }
    assert [link for link in links if page.find(id=link.removeprefix("#")) is None] == []
