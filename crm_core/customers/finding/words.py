"""The words by which a customer is found, and those that somebody typed, in the one spelling of the index.

A name is found by any part of it, without accents and umlauts or with these spelt out; a Chinese one in
either order and script, with or without a blank, in pinyin or Wade-Giles; both by their initials. A number
is found by any four digits, an address by any part.
"""

import re
import unicodedata
from dataclasses import dataclass

from crm_core.customers.matching.folding import fold, romanised, without_umlauts
from shop.backoffice.fragments import MOST_WORDS, fragment_of
from shop.backoffice.searching import phone_digits
from shop.names import is_eastern

#: A name of more Chinese letters is a company's, which has one order.
LONGEST_TURNED = 4
MOST_INITIALS = 6
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
#: What stands around a word and is none of it.
_AROUND = "\"'’“”„«»()[]{},;:!?·、，。（）「」"
_DIGITS_ONLY = re.compile(r"[+\d()/.\-]+")


def name_words(name: str) -> list[str]:
    """Return the words of a name as the index keeps them."""
    plain = _WORD.findall(fold(name))
    eastern = "".join(word for word in plain if is_eastern(word))
    latin = [word for word in plain if not is_eastern(word)]
    words = [*latin, *(without_umlauts(word) for word in latin), *_parts(latin)]
    if len(latin) > 1:
        words.append("".join(word[0] for word in latin[:MOST_INITIALS]))
    if eastern:
        is_person = 1 < len(eastern) <= LONGEST_TURNED
        words.append(eastern * 2 if is_person else eastern)
        words += [sound * 2 if is_person else sound for sound in sorted(romanised(name))]
        words += sorted(_initials(eastern))
    return words


def _parts(words: list[str]) -> list[str]:
    """Return the parts of "Meyer-Landau" and "O'Neill", which are also written as one."""
    joined = [re.sub(r"[^\w]", "", word) for word in words]
    return [*joined, *(part for word in words for part in re.split(r"\W", word) if part)]


def _initials(name: str) -> set[str]:
    """Return the initials of a Chinese name in pinyin, in either order: 王淑芬 is "wsf" and "sfw"."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - 20 MB of dictionaries, for those who need them

    letters = "".join(syllable[:1] for syllable in lazy_pinyin(name, style=Style.NORMAL))[:MOST_INITIALS]
    is_person = 1 < len(letters) <= LONGEST_TURNED
    return {letters, letters[1:] + letters[:1]} if is_person else {letters}


def email_words(email: str) -> list[str]:
    """Return the address as the index keeps it."""
    return [fold(email)] if email else []


def phone_words(phone: str) -> list[str]:
    """Return the digits of a number in international spelling."""
    digits = "".join(filter(str.isdecimal, phone))
    return [digits] if digits else []


@dataclass(frozen=True, kw_only=True)
class Sought:
    """One word that somebody typed: each of its spellings is looked for, digits in telephone numbers too."""

    spellings: tuple[str, ...]
    digits: str = ""


def sought(text: str) -> list[Sought]:
    """Return what has to be found of a text, all of it; empty where nothing is long enough to be looked for.

    Adjacent parts of a number belong together ("03521 / 32 96"), and so do Chinese letters.
    """
    text, found = fold("".join(map(_plain_digit, text))).strip(), []
    if digits := phone_digits(text):
        return [Sought(spellings=_fragments(text.replace(" ", "")), digits=digits)]
    words = [word for word in (part.strip(_AROUND) for part in text.split()[:MOST_WORDS]) if word]
    eastern = "".join(word for word in words if is_eastern(word))
    numbers = [word for word in words if _DIGITS_ONLY.fullmatch(word)]
    if digits := phone_digits(" ".join(numbers)):
        found.append(Sought(spellings=(), digits=digits))
    rest = [word for word in words if not is_eastern(word) and not (digits and word in numbers)]
    spelt = (_fragments(word, without_umlauts(word)) for word in [*rest, eastern])
    return [*found, *(Sought(spellings=spellings) for spellings in spelt if spellings)]


def _plain_digit(letter: str) -> str:
    return str(unicodedata.decimal(letter)) if letter.isdecimal() else letter


def _fragments(*words: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fragment for fragment in map(fragment_of, words) if fragment))


def is_whole_word(kept: str, fragments: tuple[str, ...]) -> bool:
    """Say whether a text of the index has one of these as a whole word."""
    return any(f" {fragment.strip()} " in kept for fragment in fragments)


def begins_word(kept: str, fragments: tuple[str, ...]) -> bool:
    """Say whether a word of a text of the index begins with one of these."""
    return any(f" {fragment.strip()}" in kept for fragment in fragments)
