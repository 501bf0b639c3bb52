"""The bands: nothing that is two is automatic, and what is for a person to decide comes up."""

from collections import Counter

import pytest
from django.utils import translation

from bench.identity_pairs import labelled_pairs
from crm_core.customers.matching import folding
from crm_core.customers.matching.facts import IdentityFacts, folded_address
from crm_core.customers.matching.names import compare_companies, compare_names
from crm_core.customers.matching.scoring import AUTO, REVIEW, SEPARATE, compare
from crm_core.customers.matching.words import explain

MARA = IdentityFacts(names=("Mara Lindt",), emails=("mara.lindt@gmail.com",), phones=("+49301234567",))


def like(**facts):
    return IdentityFacts(**{"names": MARA.names, **facts})


def test_labelled_pairs_keep_precision_and_recall():
    found = Counter((pair.is_same, compare(pair.one, pair.other).band) for pair in labelled_pairs(pairs=400))

    assert found[False, AUTO] == 0
    assert found[True, AUTO] >= 130
    assert found[True, SEPARATE] <= 4


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("Mara Lindt", "LINDT, Mara", "same"),
        ("Mara Lindt", "Dr. Mara Lindt", "same"),
        ("Jörg Müller", "Joerg Mueller", "same"),
        ("Jean-Pierre Dubois", "Jean Pierre Dubois", "same"),
        ("王淑芬", "淑芬 王", "same"),
        ("王淑芬", "芬淑王", "different"),
        ("王淑芬", "王 淑芬", "same"),
        ("張麗華", "张丽华", "same"),
        ("張麗華", "Lihua Zhang", "sound"),
        ("張麗華", "Chang Li-hua", "sound"),
        ("王淑芬", "王淑芳", "different"),
        ("Robert Weber", "Bob Weber", "form"),
        ("R. Weber", "Robert Weber", "close"),
        ("Mara Lindt", "Mara Lindd", "close"),
        ("Anna Weber", "Jonas Weber", "different"),
        ("Mara", "Mara Lindt", "part"),
        ("Mara", "Mara", "part"),
        ("", "Mara Lindt", "part"),
    ],
    ids=str,
)
def test_names(one, other, level):
    assert compare_names(one, other)[0] == compare_names(other, one)[0] == level


def test_companies_without_their_legal_form():
    assert compare_companies("Harbour Kitchens GmbH & Co. KG", "HARBOUR KITCHENS")[0] == "same"
    assert compare_companies("大同陶瓷有限公司", "大同陶瓷")[0] == "same"
    assert compare_companies("Harbour Kitchens", "Harbour Hotels")[0] == "different"


@pytest.mark.parametrize(
    ("other", "band"),
    [
        (like(emails=("maralindt+shop@googlemail.com",)), AUTO),
        (like(phones=MARA.phones), AUTO),
        (like(phones=MARA.phones, emails=("mara@work.example",)), AUTO),
        (like(names=("Jonas Lindt",), phones=MARA.phones), SEPARATE),
        (like(emails=("mara.lindr@gmail.com",)), REVIEW),
        (like(emails=("mara.lindt@gmx.de",)), REVIEW),
        (like(phones=MARA.phones, is_company=True), REVIEW),
        (like(), SEPARATE),
    ],
    ids=["mailbox", "number", "other e-mail", "family", "slip", "other provider", "company", "namesake"],
)
def test_bands(other, band):
    assert compare(MARA, other).band == compare(other, MARA).band == band


def test_two_accounts_are_never_merged_by_scores():
    one, other = (like(phones=MARA.phones, accounts=(account,)) for account in ("1", "2"))

    assert compare(one, other).band == REVIEW


def test_another_birthday_is_for_a_person_to_decide():
    one, other = (like(phones=MARA.phones, born=(born,)) for born in ("1961-04-02", "1991-07-12"))

    assert compare(one, other).band == REVIEW


def test_number_of_an_office_decides_nothing():
    other = like(phones=MARA.phones)

    assert compare(MARA, other, shared=frozenset(MARA.phones)).band == REVIEW


def test_same_door_forgives_spelling_and_not_the_number():
    def at(line):
        return like(addresses=(folded_address(street=line, postcode="01067", city="Dresden"),))

    here = at("Lindenstraße 4")
    levels = [
        next(each.level for each in compare(here, other).evidence if each.fact == "address")
        for other in (at("Lindenstr. 4"), at("Lindenstrasse 4"), at("Lindenstraße 14"))
    ]
    assert levels == ["same", "same", "place"]


def test_traditional_letters_are_folded():
    assert folding.simplified("陳國華 開店") == "陈国华 开店"
    assert folding.fold("ＧＲÖẞL") == "grossl"


def test_sentence_says_what_agrees_and_what_does_not():
    match = compare(MARA, like(phones=MARA.phones, emails=("other@work.example",)))
    evidence = [each.as_json() for each in match.evidence]

    with translation.override("en"):
        assert explain(evidence) == "The same name, the same phone number; but different e-mail addresses."
    assert "Lindt" not in str(evidence)
