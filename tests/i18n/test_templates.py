"""Every word of a template goes through the catalogues."""

import re
from html import unescape
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
# Read by developers only.
OURS_ALONE = {"styleguide.html"}
SILENT = re.compile(
    r"{%\s*comment\b.*?{%\s*endcomment\s*%}|{#.*?#}|<!--.*?-->"
    r"|<(script|style|mj-style|kbd)\b.*?</\1>"
    r"|{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}"
    r"|{%\s*block \w*(?:class|type)\s*%}.*?{%\s*endblock\b[^%]*%}",
    re.DOTALL,
)
CODE = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
SPOKEN = re.compile(r'\b(?:alt|title|aria-label|placeholder)="([^"]*)"')
# A tag of HTML; a ">" inside a quoted attribute does not end it.
TAG = re.compile(r"<\s*[!/a-zA-Z](?:\"[^\"]*\"|'[^']*'|[^>\"'])*>")
# Templates that hold attributes only.
ATTRIBUTE = re.compile(r'\b[\w-]+="[^"]*"')
WORD = re.compile(r"\b(?!Kiln\b)[A-Za-z]{2,}")


def bare_words(source):
    """Pieces of text or spoken attributes that no translation tag surrounds."""
    html = unescape(CODE.sub(" ", SILENT.sub(" ", source)))
    texts = [*SPOKEN.findall(html), *ATTRIBUTE.sub(" ", TAG.sub("\\n", html)).splitlines()]
    return [" ".join(text.split()) for text in texts if WORD.search(text)]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('<p class="lead">{% translate "Hello" %} 12 {{ name }}</p>', []),
        ("{% blocktranslate %}Hello{% endblocktranslate %}<style>p { color: red }</style>", []),
        ('<img alt="A bowl" sizes="(width > 40rem) 50vw">', ["A bowl"]),
        ("<p>Hello {{ name }}</p>", ["Hello"]),
        ("<p>{{ place }}&nbsp;{{ name }}</p>", []),
    ],
)
def test_bare_words_are_seen(source, found):
    assert bare_words(source) == found


def test_no_template_has_words_of_its_own():
    left = {}
    for path in sorted(TEMPLATES.rglob("*")):
        if path.suffix in {".html", ".txt", ".subject", ".mjml"} and path.name not in OURS_ALONE:
            words = bare_words(path.read_text(encoding="utf-8"))
            if words:
                left[str(path.relative_to(TEMPLATES))] = words

    assert left == {}
