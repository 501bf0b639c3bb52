"""Two thousand pairs of customers of whom it is known whether they are one: made by a seed, the same every time.

Half are one person (or company) written twice, with the slips, short forms, swapped names and changed data that
shops see. The other half are two who look alike: families with one telephone, colleagues behind a switchboard,
neighbours, namesakes, sisters with Chinese names.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from crm_core.customers.matching.facts import Address, IdentityFacts, folded_address

PAIRS = 2000
_GIVEN = [
    "Robert",
    "William",
    "Elizabeth",
    "Margaret",
    "Katherine",
    "Thomas",
    "Michael",
    "Anthony",
    "Susan",
    "Patricia",
    "Jonas",
    "Marlene",
    "Friedrich",
    "Johannes",
    "Hildegard",
    "Ursula",
    "Maximilian",
    "Sebastian",
    "Johanna",
    "Charlotte",
    "Amelie",
    "Luca",
    "Giulia",
    "Marco",
    "Chiara",
    "Pierre",
    "Camille",
    "Hugo",
    "Ingrid",
    "Lars",
    "Sven",
    "Freya",
    "Olga",
    "Dmitri",
    "Priya",
    "Arjun",
    "Fatima",
    "Omar",
    "Leila",
    "Yusuf",
    "Nathalie",
    "Benedikt",
]
_NICKNAMES = {
    "Robert": "Bob",
    "William": "Bill",
    "Elizabeth": "Liz",
    "Margaret": "Peggy",
    "Katherine": "Kate",
    "Thomas": "Tom",
    "Michael": "Mike",
    "Anthony": "Tony",
    "Susan": "Sue",
    "Patricia": "Trish",
    "Friedrich": "Fritz",
    "Johannes": "Hannes",
    "Ursula": "Uschi",
    "Maximilian": "Max",
    "Sebastian": "Basti",
}
_FAMILY = [
    "Weber",
    "Schneider",
    "Lindt",
    "Okafor",
    "Baumgartner",
    "Hartmann",
    "Müller",
    "Größl",
    "Zimmermann",
    "Kowalski",
    "Novak",
    "Rossi",
    "Bianchi",
    "Dubois",
    "Lefèvre",
    "Andersson",
    "Johansson",
    "Petersen",
    "Whitfield",
    "Castellanos",
    "Ramirez",
    "Fitzgerald",
    "O'Brien",
    "MacDonald",
    "Vandenberg",
    "Kaufmann",
    "Steinberg",
    "Takahashi",
    "Nakamura",
    "Sokolova",
    "Ivanov",
    "Chandrasekhar",
    "Rahman",
    "Haddad",
    "Öztürk",
    "Papadopoulos",
    "Halvorsen",
    "Winterbourne",
    "Abernathy",
    "Schönfeld",
]
_CHINESE = [
    ("張", "张", "zhang"),
    ("陳", "陈", "chen"),
    ("劉", "刘", "liu"),
    ("黃", "黄", "huang"),
    ("吳", "吴", "wu"),
    ("鄭", "郑", "zheng"),
    ("許", "许", "xu"),
    ("蔡", "蔡", "cai"),
    ("楊", "杨", "yang"),
    ("林", "林", "lin"),
]
_CHINESE_GIVEN = [
    ("淑芬", "淑芬", "shufen"),
    ("志偉", "志伟", "zhiwei"),
    ("麗華", "丽华", "lihua"),
    ("建國", "建国", "jianguo"),
    ("雅婷", "雅婷", "yating"),
    ("俊傑", "俊杰", "junjie"),
    ("詩涵", "诗涵", "shihan"),
    ("宗翰", "宗翰", "zonghan"),
    ("曉東", "晓东", "xiaodong"),
    ("佩珊", "佩珊", "peishan"),
]
_STREETS = (
    "Lindenstraße|Hafenweg|Goethestraße|Am Markt|Kirchgasse|Schulweg|Bergstraße|Rosenweg|Ringstraße"
    "|Elm Street|Station Road|High Street|Mill Lane|Church Road|Rue Voltaire|Via Roma|Storgatan"
)
_STREET_NAMES = _STREETS.split("|")
_CITIES = [
    ("10115", "Berlin"),
    ("20095", "Hamburg"),
    ("01067", "Dresden"),
    ("80331", "München"),
    ("50667", "Köln"),
]
_DOMAINS = ["gmail.com", "gmx.de", "outlook.com", "web.de", "yahoo.com", "icloud.com"]
_COMPANIES = ["Harbour Kitchens", "Nordlicht Hotels", "Brücke Gastro", "Seeblick Catering", "Keramik Kontor"]


@dataclass(frozen=True, kw_only=True)
class LabelledPair:
    """Two customers, what sort of pair they are, and whether they are one."""

    kind: str
    one: IdentityFacts
    other: IdentityFacts
    is_same: bool


class Maker:
    """Makes people; everything it draws comes from one seed."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)

    def person(self) -> IdentityFacts:
        """Somebody with a name, a mailbox, a mobile number and an address."""
        given, family = self.rng.choice(_GIVEN), self.rng.choice(_FAMILY)
        return IdentityFacts(
            names=(f"{given} {family}",),
            emails=(self.email(given, family),),
            phones=(self.phone(),),
            addresses=(self.address(),),
        )

    def chinese(self) -> tuple[IdentityFacts, int, int]:
        """Somebody with a Chinese name in traditional letters, and which name it is."""
        family, given = self.rng.randrange(len(_CHINESE)), self.rng.randrange(len(_CHINESE_GIVEN))
        latin = _CHINESE_GIVEN[given][2], _CHINESE[family][2]
        facts = replace(
            self.person(),
            names=(_CHINESE[family][0] + _CHINESE_GIVEN[given][0],),
            emails=(self.email(*latin),),
        )
        return facts, family, given

    def email(self, given: str, family: str) -> str:
        """An address as people make them."""
        plain = "".join(
            letter for letter in f"{given}.{family}".lower() if letter.isascii() and letter != "'"
        )
        number = self.rng.choice(["", "", str(self.rng.randrange(50, 99)), str(self.rng.randrange(1000))])
        return f"{plain}{number}@{self.rng.choice(_DOMAINS)}"

    def phone(self) -> str:
        """A mobile number."""
        return f"+4917{self.rng.randrange(10**8, 10**9)}"

    def address(self) -> Address:
        """A door."""
        code, city = self.rng.choice(_CITIES)
        line = f"{self.rng.choice(_STREET_NAMES)} {self.rng.randrange(1, 120)}"
        return folded_address(
            street=line, postcode=code[:3] + f"{self.rng.randrange(100):02}", city=city, country="DE"
        )

    def typo(self, word: str) -> str:
        """The word with one slip: a letter left out, doubled, swapped or replaced."""
        place = self.rng.randrange(1, len(word) - 1)
        return self.rng.choice(
            [
                word[:place] + word[place + 1 :],
                word[:place] + word[place] + word[place:],
                word[: place - 1] + word[place] + word[place - 1] + word[place + 1 :],
                word[:place] + self.rng.choice("aeinrst") + word[place + 1 :],
            ]
        )


def labelled_pairs(*, seed: int = 2026, pairs: int = PAIRS) -> list[LabelledPair]:
    """Return pairs of every kind in turn, half of them one person."""
    maker = Maker(seed)
    return [KINDS[number % len(KINDS)](maker) for number in range(pairs)]


def _same(kind: str, one: IdentityFacts, other: IdentityFacts) -> LabelledPair:
    return LabelledPair(kind=kind, one=one, other=other, is_same=True)


def _two(kind: str, one: IdentityFacts, other: IdentityFacts) -> LabelledPair:
    return LabelledPair(kind=kind, one=one, other=other, is_same=False)


def _parts(facts: IdentityFacts) -> tuple[str, str]:
    given, _blank, family = facts.names[0].partition(" ")
    return given, family


def _typo_in_name(maker: Maker) -> LabelledPair:
    one = maker.person()
    given, family = _parts(one)
    other = replace(one, names=(f"{given} {maker.typo(family)}",), emails=(maker.person().emails[0],))
    return _same("typo in name, other e-mail", one, other)


def _typo_in_email(maker: Maker) -> LabelledPair:
    one = maker.person()
    local, _at, domain = one.emails[0].partition("@")
    slip = maker.rng.choice([f"{maker.typo(local)}@{domain}", f"{local}@{maker.typo(domain)}"])
    return _same("typo in e-mail", one, replace(one, emails=(slip,), phones=()))


def _nickname(maker: Maker) -> LabelledPair:
    one = maker.person()
    given = maker.rng.choice(list(_NICKNAMES))
    family = _parts(one)[1]
    one = replace(one, names=(f"{given} {family}",))
    other = replace(one, names=(f"{_NICKNAMES[given]} {family}",), emails=(), addresses=(maker.address(),))
    return _same("nickname, same phone", one, other)


def _swapped(maker: Maker) -> LabelledPair:
    one = maker.person()
    given, family = _parts(one)
    other = replace(
        one, names=(f"{family.upper()}, {given}",), emails=(maker.email(given, family),), phones=()
    )
    return _same("swapped name, other e-mail, same address", one, other)


def _dotted(maker: Maker) -> LabelledPair:
    one = maker.person()
    local = one.emails[0].partition("@")[0]
    one = replace(one, emails=(f"{local}@gmail.com",))
    other = replace(one, emails=(f"{local.replace('.', '')}+shop@googlemail.com",), phones=(maker.phone(),))
    return _same("one mailbox in two spellings", one, replace(other, addresses=(maker.address(),)))


def _moved(maker: Maker) -> LabelledPair:
    one = maker.person()
    given, family = _parts(one)
    other = replace(one, emails=(maker.email(given, family),), addresses=(maker.address(),))
    return _same("moved, same phone", one, other)


def _other_script(maker: Maker) -> LabelledPair:
    one, family, given = maker.chinese()
    name = maker.rng.choice(["{0}{1}", "{0} {1}", "{1} {0}"]).format(
        _CHINESE[family][1], _CHINESE_GIVEN[given][1]
    )
    if name.index(_CHINESE[family][1]) > 0:
        name = f"{_CHINESE[family][1]} {_CHINESE_GIVEN[given][1]}"
    return _same(
        "Chinese name in the other script", one, replace(one, names=(name,), emails=(), addresses=())
    )


def _pinyin(maker: Maker) -> LabelledPair:
    one, family, given = maker.chinese()
    latin = f"{_CHINESE_GIVEN[given][2].title()} {_CHINESE[family][2].title()}"
    return _same("Chinese name in Latin letters", one, replace(one, names=(latin,), phones=()))


def _company_twice(maker: Maker) -> LabelledPair:
    name = f"{maker.rng.choice(_COMPANIES)} {maker.rng.choice(_FAMILY)}"
    one = replace(maker.person(), names=(f"{name} GmbH",), is_company=True)
    return _same(
        "company with and without its legal form", one, replace(one, names=(name.upper(),), emails=())
    )


def _umlaut(maker: Maker) -> LabelledPair:
    one = replace(maker.person(), names=(f"{maker.rng.choice(_GIVEN)} Müller",))
    return _same("umlaut written out", one, replace(one, names=(one.names[0].replace("ü", "ue"),), emails=()))


def _family(maker: Maker) -> LabelledPair:
    one = maker.person()
    given, family = _parts(one)
    name = maker.rng.choice([other for other in _GIVEN if other != given])
    other = replace(one, names=(f"{name} {family}",), emails=(maker.email(name, family),))
    return _two("family with one phone", one, other)


def _switchboard(maker: Maker) -> LabelledPair:
    company = maker.rng.choice(_COMPANIES)
    domain = company.lower().replace(" ", "-").replace("ü", "ue") + ".example"
    one = replace(maker.person(), companies=(company,), emails=(f"a{maker.rng.randrange(999)}@{domain}",))
    other = replace(one, names=maker.person().names, emails=(f"b{maker.rng.randrange(999)}@{domain}",))
    if other.names == one.names:
        other = replace(other, names=("Somebody Else",))
    return _two("colleagues behind a switchboard", one, other)


def _namesakes(maker: Maker) -> LabelledPair:
    one = maker.person()
    other = replace(maker.person(), names=one.names)
    return _two("namesakes", one, other)


def _neighbours(maker: Maker) -> LabelledPair:
    one, other = maker.person(), maker.person()
    if _parts(one)[1] == _parts(other)[1]:
        other = replace(other, names=("Somebody Else",))
    return _two("neighbours", one, replace(other, addresses=one.addresses))


def _sisters(maker: Maker) -> LabelledPair:
    one, family, given = maker.chinese()
    name = _CHINESE_GIVEN[(given + 1) % len(_CHINESE_GIVEN)]
    other = replace(one, names=(_CHINESE[family][0] + name[0],), emails=(maker.email(name[2], "x"),))
    return _two("sisters with Chinese names", one, other)


def _numbered(maker: Maker) -> LabelledPair:
    one = maker.person()
    given, family = _parts(one)
    local = one.emails[0].partition("@")[0].rstrip("0123456789")
    one = replace(one, emails=(f"{local}1@gmx.de",))
    other = replace(maker.person(), names=(f"{given} {family}",), emails=(f"{local}2@gmx.de",))
    return _two("namesakes with a number in the address", one, other)


def _father_and_son(maker: Maker) -> LabelledPair:
    one = replace(maker.person(), born=("1961-04-02",))
    given, family = _parts(one)
    other = replace(one, born=("1991-07-12",), emails=(maker.email(given, family),))
    return _two("father and son of one name, with their birthdays", one, other)


def _role_mailbox(maker: Maker) -> LabelledPair:
    company = maker.rng.choice(_COMPANIES)
    domain = company.lower().replace(" ", "-").replace("ü", "ue") + ".example"
    one = replace(maker.person(), companies=(company,), emails=(f"info@{domain}",))
    other = replace(maker.person(), companies=(company,), emails=(f"info@{domain}",), addresses=one.addresses)
    if other.names == one.names:
        other = replace(other, names=("Somebody Else",))
    return _two("colleagues with one mailbox", one, other)


def _couple(maker: Maker) -> LabelledPair:
    one = replace(maker.person(), names=("Martin Kaufmann",))
    other = replace(one, names=("Martina Kaufmann",), emails=(maker.email("martina", "kaufmann"),))
    return _two("couple whose names differ by a letter", one, other)


def _employer(maker: Maker) -> LabelledPair:
    company = f"{maker.rng.choice(_COMPANIES)} GmbH"
    one = replace(maker.person(), companies=(company,))
    other = replace(
        one, names=(company,), companies=(company,), is_company=True, emails=("info@firm.example",)
    )
    return _two("a person and their company", one, other)


KINDS: list[Callable[[Maker], LabelledPair]] = [
    _typo_in_name,
    _family,
    _typo_in_email,
    _switchboard,
    _nickname,
    _namesakes,
    _swapped,
    _neighbours,
    _dotted,
    _sisters,
    _moved,
    _numbered,
    _other_script,
    _father_and_son,
    _pinyin,
    _role_mailbox,
    _company_twice,
    _couple,
    _umlaut,
    _employer,
]
