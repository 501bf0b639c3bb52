import pytest

from tests.crm_core.factories import staff_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
GUIDE = "/cms/styleguide/"
PARTS = [
    *("list", "record", "board", "form", "sections", "rows", "wizard", "confirm"),
    *("figure", "chart", "empty", "pills", "permissions"),
]


def test_each_part_of_the_kit_is_shown_to_staff(client):
    client.force_login(staff_with())

    text = client.get(GUIDE).content.decode()

    assert [part for part in PARTS if f'id="{part}"' not in text] == []
    assert '<td data-label="Place"' in text
    assert 'name="sample-__prefix__-name"' in text
    assert text.count('aria-current="step"') == 1
    assert "2 ×</span> Moon jar" in text


def test_samples_have_no_control_that_leads_nowhere(client):
    client.force_login(staff_with())

    text = client.get(GUIDE).content.decode().split("<main", 1)[1]

    assert ("<form" in text, "data-board-form" in text) == (False, False)


def test_strangers_are_sent_to_log_in(client):
    assert client.get(GUIDE).status_code == 302
