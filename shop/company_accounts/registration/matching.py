"""Whether a company that applies is one of ours already: by its numbers, its domain, its name."""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher
from urllib.parse import urlsplit

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.b2b.models import Company, CompanyContact
from shop.company_accounts.models import CompanyApplication

ALIKE = 0.86
#: Mail providers: an address there says nothing of a company.
FREE_MAIL = frozenset(
    """
    gmail.com googlemail.com outlook.com hotmail.com live.com yahoo.com icloud.com me.com aol.com gmx.de
    gmx.net web.de t-online.de proton.me protonmail.com qq.com 163.com 126.com sina.com foxmail.com
    hinet.net mail.com
    """.split()  # noqa: SIM905 - a table
)
LEGAL_FORMS = frozenset(
    """
    gmbh ag kg ohg ug mbh co ltd limited plc inc incorporated llc llp corp corporation company sa sarl sas srl
    spa bv nv oy ab as aps sl slu pty kk gbr ev
    """.split()  # noqa: SIM905 - a table
)
EASTERN_FORMS = re.compile("股份有限公司|有限责任公司|有限責任公司|有限公司|公司|株式会社")


@dataclass(frozen=True, kw_only=True)
class Match:
    """A company that may be the applicant's, and by what, the strongest first."""

    company: Company
    reasons: tuple[str | Promise, ...]


@dataclass(frozen=True, kw_only=True)
class Claimant:
    """What somebody says of their company, whatever form they filled in."""

    name: str
    email: str
    vat_id: str = ""
    registration_number: str = ""
    website: str = ""


def plain_name(name: str) -> str:
    """Return a company's name without marks, case, punctuation and legal form."""
    text = unicodedata.normalize("NFKD", EASTERN_FORMS.sub(" ", unicodedata.normalize("NFKC", name)))
    text = "".join(sign for sign in text.casefold() if not unicodedata.combining(sign))
    words = re.sub(r"[\W_]+", " ", text.replace("&", " ").replace(".", "")).split()
    kept = [word for word in words if word not in LEGAL_FORMS]
    return " ".join(kept or words)


def plain_number(number: str) -> str:
    """Return a registration number without blanks and signs, in capitals."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", number)).upper()


def domains_of(claimant: Claimant) -> set[str]:
    """Return the domains that speak for the applicant: of their address and of their website."""
    found = {claimant.email.rpartition("@")[2].lower(), domain_of(claimant.website)}
    return {domain for domain in found if domain and domain not in FREE_MAIL}


def domain_of(url: str) -> str:
    """Return the domain of an address on the web, without "www."."""
    return (urlsplit(url).hostname or "").removeprefix("www.").lower()


def matches_of(application: CompanyApplication) -> list[Match]:
    """List the companies that may be the applicant's, those with most reasons first."""
    return companies_like(
        Claimant(
            name=application.name,
            email=application.user.email,
            vat_id=application.vat_id,
            registration_number=application.registration_number,
            website=application.website,
        )
    )


def companies_like(claimant: Claimant) -> list[Match]:
    """List the companies that may be the one somebody speaks of, those with most reasons first.

    There are some thousand companies at most: their names, numbers and websites are read once.
    """
    reasons: dict[int, list[str | Promise]] = defaultdict(list)
    number, name = plain_number(claimant.registration_number), plain_name(claimant.name)
    domains = domains_of(claimant)
    people = Q(pk__in=[])
    for domain in domains:
        people |= Q(lower__endswith=f"@{domain}")
    colleagues = set(
        CompanyContact.objects.annotate(lower=Lower("email")).filter(people).values_list("company", flat=True)
    )
    rows = Company.objects.values_list("pk", "name", "vat_id", "registration_number", "website")
    for pk, other, vat_id, registration, website in rows.iterator():
        if claimant.vat_id and vat_id == claimant.vat_id:
            reasons[pk].append(_("same VAT id"))
        if number and plain_number(registration) == number:
            reasons[pk].append(_("same registration number"))
        if pk in colleagues or domain_of(website) in domains:
            reasons[pk].append(_("same domain"))
        if alike(plain_name(other), name):
            reasons[pk].append(_("similar name"))
    found = Company.objects.in_bulk(reasons)
    ordered = sorted(reasons, key=lambda pk: (-len(reasons[pk]), pk))
    return [Match(company=found[pk], reasons=tuple(reasons[pk])) for pk in ordered if pk in found]


def alike(one: str, other: str) -> bool:
    """Tell whether two plain names may be one: the same words, or nearly the same letters."""
    if not one or not other:
        return False
    if one == other or set(one.split()) == set(other.split()):
        return True
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE
