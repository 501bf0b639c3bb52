"""What a reader meets on a page: its words, told apart from code, names and addresses."""

import re
from html.parser import HTMLParser

# Names stay as they are in every language, those of languages too; a Cookie has no other name in Chinese.
NAMES = frozenset({"Kiln", "English", "Cookie", "PDF", "QR", "PIN", "IP", "UTC"})
UNSEEN = frozenset({"script", "style", "template", "noscript"})
VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)
SPOKEN = ("alt", "title", "aria-label", "placeholder", "data-copied")
META = frozenset({"description", "og:title", "og:description"})
ADDRESS = re.compile(r"https?://\S+|(?:[\w.+-]+@)?(?:[\w-]+\.)+[a-z]{2,}\b|(?<!\w)/[\w/-]+/(?!\w)")
WORD = re.compile(r"(?<![\w-])[A-Za-z][A-Za-z'’]+(?![\w-])", re.ASCII)


class _Reader(HTMLParser):
    """Collects text and spoken attributes; passes over what is marked as another language."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.language = ""
        self.words: list[str] = []
        self._passed_over: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language = given.get("lang", "")
        over = bool(self._passed_over and self._passed_over[-1])
        over = over or tag in UNSEEN or given.get("lang", self.language) != self.language
        if tag not in VOID:
            self._passed_over.append(over)
        if over:
            return
        self.words += [given[name] for name in SPOKEN if name in given]
        if tag == "meta" and given.get("name", given.get("property")) in META:
            self.words.append(given.get("content", ""))
        if tag == "input" and given.get("type") in {"submit", "button"}:
            self.words.append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and self._passed_over:
            self._passed_over.pop()

    def handle_data(self, data: str) -> None:
        if not (self._passed_over and self._passed_over[-1]):
            self.words.append(data)


def english_in(text: str, *, allowed: frozenset[str] = frozenset()) -> list[str]:
    """Return the lines of plain text that hold a Latin word which is no name, each once."""
    found = []
    for line in text.splitlines():
        rest = ADDRESS.sub(" ", line)
        if set(WORD.findall(rest)) - NAMES - allowed:
            found.append(" ".join(line.split()))
    return list(dict.fromkeys(found))


def english_on(html: str, *, allowed: frozenset[str] = frozenset()) -> list[str]:
    """Return the pieces of a page's words that hold a Latin word which is no name, each once."""
    reader = _Reader()
    reader.feed(html)
    return english_in("\n".join(reader.words), allowed=allowed)
