import pytest

from partners.portal.forms import LinkForm


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("", ""),
        (" ", ""),
        ("/vases/", "/vases/"),
        ("https://kiln.example", "/"),
        ("https://kiln.example/vases/", "/vases/"),
        ("https://kiln.example/vases/?page=2", "/vases/?page=2"),
    ],
)
def test_an_address_of_ours_becomes_its_path(typed, path):
    form = LinkForm({"to": typed}, host="kiln.example")

    assert form.is_valid(), form.errors
    assert form.cleaned_data["to"] == path
