import pytest

from shop.backoffice.rich_text import RichTextField


def sent(html):
    """What the editor sends for a text."""
    return {"text": RichTextField().widget.format_value(html)}


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<h3>Glaze</h3><p>Fired <b>twice</b>.</p>", "<h3>Glaze</h3><p>Fired <b>twice</b>.</p>"),
        ("", ""),
        ('<p onclick="x()">Vase</p>', "<p>Vase</p>"),
    ],
)
def test_text_comes_back_as_it_was_drawn(html, kept):
    field = RichTextField(required=False)

    assert field.clean(field.widget.value_from_datadict(sent(html), {}, "text")) == kept


@pytest.mark.parametrize("text", ["", "no json", "[]", "{}", '{"blocks": 5}', "null", "[" * 9999])
def test_what_is_no_content_of_the_editor_is_no_text(text):
    field = RichTextField(required=False)

    assert field.clean(field.widget.value_from_datadict({"text": text}, {}, "text")) == ""


def test_tags_that_no_page_knows_are_taken_out():
    assert RichTextField().clean("<script>x()</script><p>Vase</p>") == "<p>Vase</p>"
