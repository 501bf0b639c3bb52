"""Names, addresses and companies in the one spelling that is compared.

Letters lose case, accents and width. Traditional Chinese letters become simplified ones; such a name can be
written in Latin letters (pinyin without tones, or Wade-Giles as in Taiwan), which is weaker: many names
sound alike.
"""

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

from shop.contact_data import plain_code, visible_line
from shop.names import is_eastern


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TITLES = _words("mr mrs ms miss dr prof herr frau mag ing sir dipl phd md jr sr 先生 小姐 女士 太太")
_LEGAL_FORMS = _words(
    "gmbh ag kg ohg ug mbh co ltd limited llc inc corp corporation company plc sa sarl srl bv nv"
    " ab oy as aps pty and und the & e v ev"
)
_LEGAL_ENDINGS = re.compile(r"(股份有限公司|有限责任公司|有限公司|公司|商行|企业社)$")
_STREETS = re.compile(r"(stra(ss|ß)e|str\b\.?|street\b|\bst\b\.?|road\b|\brd\b\.?|avenue\b|\bave\b\.?)")
_LETTERS = re.compile(r"[^\W\d_]+")
_SPELT_OUT = str.maketrans({"ß": "ss", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th"})
#: Written with two letters where the umlaut is not at hand.
_UMLAUTS = re.compile(r"ae|oe|ue")


@cache
def _simplified() -> dict[int, str]:
    """Read the table of traditional letters, once."""
    text = (Path(__file__).parent / "traditional.txt").read_text(encoding="utf-8")
    rows = (line for line in text.splitlines() if not line.startswith("#"))
    return {ord(pair[0]): pair[1] for row in rows for pair in row.split()}


def simplified(text: str) -> str:
    """Return a Chinese text in simplified letters; what is in others stays."""
    return text.translate(_simplified())


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Return a text without case, accents, width and script; blanks and signs stay."""
    plain = unicodedata.normalize("NFKC", visible_line(text)).casefold().translate(_SPELT_OUT)
    bare = "".join(
        letter for letter in unicodedata.normalize("NFD", plain) if not unicodedata.combining(letter)
    )
    return simplified(unicodedata.normalize("NFC", bare))


@lru_cache(maxsize=65_536)
def name_tokens(name: str) -> tuple[str, ...]:
    """Return the parts of a name, titles left out; a Chinese name is one part, however it was spaced."""
    tokens = [token for token in _LETTERS.findall(fold(name)) if token not in _TITLES]
    eastern = [token for token in tokens if is_eastern(token)]
    others = [token for token in tokens if token not in eastern]
    joined = "".join(eastern)
    for title in _TITLES:
        if len(joined) > len(title) and joined.endswith(title):
            joined = joined.removesuffix(title)
    return (joined, *others) if joined else tuple(others)


@lru_cache(maxsize=65_536)
def romanised(name: str) -> frozenset[str]:
    """Return how a Chinese name may be written in Latin letters, its syllables joined; empty for others."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - 20 MB of dictionaries, for those who need them

    chinese = "".join(token for token in name_tokens(name) if is_eastern(token))
    if not chinese:
        return frozenset()
    ways = (Style.NORMAL, Style.WADEGILES)
    written = ("".join(lazy_pinyin(chinese, style=style, v_to_u=False)) for style in ways)
    return frozenset(re.sub(r"[^a-z]", "", fold(way)) for way in written)


def letters_of(text: str) -> str:
    """Return the letters of a name in the order of the alphabet: the same for any order and spacing of it."""
    return "".join(sorted(letter for letter in text if letter.isalpha()))


@lru_cache(maxsize=65_536)
def without_umlauts(token: str) -> str:
    """Return "muller" for "mueller", as "müller" is folded: some write one, some the other."""
    return _UMLAUTS.sub(lambda found: found.group()[0], token)


@lru_cache(maxsize=16_384)
def company_name(name: str) -> str:
    """Return a company's name without its legal form and signs."""
    words = re.findall(r"[^\W_]+", fold(name))
    kept = [_LEGAL_ENDINGS.sub("", word) for word in words if word not in _LEGAL_FORMS]
    return " ".join(word for word in kept if word) or " ".join(words)


@lru_cache(maxsize=65_536)
def street(line: str) -> str:
    """Return a street with its number, abbreviations and signs left out."""
    plain = _STREETS.sub(" ", fold(line))
    return " ".join(re.findall(r"[^\W_]+", plain))


def postcode(code: str) -> str:
    """Return a postcode in capitals without blanks and hyphens."""
    return re.sub(r"[^0-9A-Z]", "", plain_code(code).upper())


#: Providers whose mailboxes do not know dots or what follows a plus sign.
_DOTLESS = frozenset({"gmail.com", "googlemail.com"})
_PLUS = re.compile(r"\+.*$")


def mailbox(email: str) -> tuple[str, str]:
    """Return the local part and the domain of a normalised address as its provider delivers it."""
    local, _at, domain = email.rpartition("@")
    if domain in _DOTLESS:
        return _PLUS.sub("", local).replace(".", ""), "gmail.com"
    return _PLUS.sub("", local), domain


#: Not a person's: many write from there, and many of them exist.
ROLE_MAILBOXES = _words(
    "info office mail contact kontakt sales service support admin hello shop team post einkauf"
    " orders order buchhaltung accounting billing webmaster noreply purchasing reception"
)
#: Anybody's: that two have one of these in common says nothing.
PUBLIC_DOMAINS = _words(
    "gmail.com googlemail.com outlook.com hotmail.com live.com yahoo.com icloud.com me.com"
    " aol.com gmx.de gmx.net web.de t-online.de freenet.de mail.ru qq.com 163.com 126.com sina.com"
    " yahoo.com.tw hinet.net proton.me"
)
