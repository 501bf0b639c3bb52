"""Which column is what by its heading, as Google, Outlook, HubSpot, Salesforce, PrestaShop call it."""

import hashlib
import re
from collections.abc import Iterable, Sequence

from crm_core.contact_import.targets import CUSTOM, IGNORE

#: Headings by which an export is known: all have to be there.
LAYOUTS: dict[str, tuple[str, ...]] = {
    "kiln": ("customer number", "e-mail", "type"),
    "google": ("first name", "last name", "organization name", "e-mail 1 - value"),
    "google-old": ("given name", "family name", "group membership"),
    "outlook": ("first name", "last name", "e-mail address", "business phone"),
    "hubspot": ("record id - contact", "first name", "last name"),
    "hubspot-old": ("contact id", "first name", "lifecycle stage"),
    "salesforce": ("last name", "account name", "email opt out"),
    "salesforce-api": ("lastname", "hasoptedoutofemail"),
    "prestashop": ("social title", "email address", "newsletter"),
    "prestashop-sql": ("id_customer", "lastname", "newsletter"),
}
NAMES = {
    "kiln": "Kiln",
    "google": "Google Contacts",
    "outlook": "Outlook",
    "hubspot": "HubSpot",
    "salesforce": "Salesforce",
    "prestashop": "PrestaShop",
    "vcard": "vCard",
}
MAILS = r"e-?mail|mail|e-?mail-?adresse|电子邮件|電子郵件|邮箱|信箱|电邮|電郵"
PLACE = r"(?P<place>home|work|business|other|mailing|billing|shipping|company|primary|privat|geschäftlich)"
PHONES = (
    r"((business|home|work|other|primary|company main|assistant'?s?|car) )?(phone|telephone|telefon)"
    r"( number)?( 2)?|other phones|电话(号码)?|電話(號碼)?|homephone|otherphone|phone number"
)
COMPANIES = (
    r"(organization( 1 - )? ?name|organization 1 - name|company( name)?|account name|associated company"
    r"|primary associated company|firma|unternehmen|公司(名称|名稱)?)"
)
#: A pattern of the folded heading, and what it is; {n} is the number in it, else that of its place.
PATTERNS: tuple[tuple[str, str], ...] = (
    (r"customer number", "customer_id"),
    (r"(record id( - contact)?|contact id|id_customer|id customer|customer id)", "external_id"),
    (r"id", "external_id"),
    (r"(name|full name|display name|姓名|contact name|名称|名稱)", "name"),
    (r"(first ?name|given name|vorname|prénom|名字?|firstname)", "first_name"),
    (r"(middle ?name|additional name|zweiter vorname)", "middle_name"),
    (r"(last ?name|family name|surname|nachname|nom|姓氏?|lastname)", "last_name"),
    (r"(suffix|name suffix)", "suffix"),
    (r"type", "kind"),
    (r"e-mail (?P<n>\d) - (label|type)", "email.label#{n}"),
    (r"phone (?P<n>\d) - (label|type)", "phone.label#{n}"),
    (r"address (?P<n>\d) - (label|type)", "address.label#{n}"),
    (r"e-mail (?P<n>\d) - value", "email#{n}"),
    (r"phone (?P<n>\d) - value", "phone#{n}"),
    (r"address (?P<n>\d) - formatted", "address#{n}"),
    (r"address (?P<n>\d) - (street)", "street#{n}"),
    (r"address (?P<n>\d) - (extended address|supplement)", "street2#{n}"),
    (r"address (?P<n>\d) - (postal code|postcode)", "postcode#{n}"),
    (r"address (?P<n>\d) - city", "city#{n}"),
    (r"address (?P<n>\d) - (region|state)", "state#{n}"),
    (r"address (?P<n>\d) - country", "country#{n}"),
    (r"address (?P<n>\d) - place", "address.label#{n}"),
    (rf"(primary |work |other |additional )*({MAILS})( address(es)?)?", "email"),
    (rf"({MAILS}) (?P<n>[1-9])( address)?", "email#{n}"),
    (r"(additional email addresses|other e-mails?|weitere e-mails?)", "email"),
    (
        r"(mobil(e|telefon)|mobile ?phone( number)?|cell( phone)?|handy|手[机機]([号號][码碼])?)",
        "mobile",
    ),
    (r"((business|home|work|other) fax|fax( number)?|传真|傳真)", "fax"),
    (PHONES, "phone"),
    (COMPANIES, "company"),
    (r"(organization( 1 -)? title|organization title|job ?title|title|position|role|职位|職稱|职务)", "role"),
    (rf"{PLACE} ?(street|address|street address)( 1)?", "street#{n}"),
    (rf"{PLACE} ?street 2", "street2#{n}"),
    (rf"{PLACE} ?(postal ?code|zip( code)?|zip/postal code|postcode)", "postcode#{n}"),
    (rf"{PLACE} ?city", "city#{n}"),
    (rf"{PLACE} ?(state(/province)?|province|region)", "state#{n}"),
    (rf"{PLACE} ?country(/region)?", "country#{n}"),
    (r"(street( address)?|address( 1| line 1)?|straße|strasse|anschrift|地址)", "street#1"),
    (r"(address( 2| line 2)|address supplement)", "street2#1"),
    (r"(postal ?code|post ?code|zip( code)?|plz|邮编|郵遞區號|邮政编码)", "postcode#1"),
    (r"(city|town|ort|stadt|城市|縣市)", "city#1"),
    (r"(state|state/region|province|region|省份?)", "state#1"),
    (r"(country|country/region|land|国家|國家)", "country#1"),
    (r"(labels|group membership|categories|tags|groups?|标签|標籤|分组)", "tags"),
    (r"(notes?|description|bemerkungen?|备注|備註)", "notes"),
    (r"(birthday|birth ?date|date of birth|geburtstag|生日)", "birthday"),
    (r"(language|preferred language|sprache|语言|語言)", "language"),
    (r"(contact owner|owner|account owner|contact owner email)", "owner"),
    (r"preferred channel", "preferred_channel"),
    (
        r"(unsubscribed from all email|email opt out|hasoptedoutofemail|opted out of email|unsubscribed)",
        "opt_out",
    ),
    (r"(newsletter|newsletter subscription)", "newsletter"),
    (r"newsletter (by|channels?)", "newsletter_by"),
    (
        r"(newsletter (date( add)?|since)|opt-?in (date|time)|consent (date|given on)|date of consent)",
        "consent_at",
    ),
    (r"((newsletter|opt-?in|consent) source|source of consent)", "consent_how"),
    (r"(do not call|donotcall)", "do_not_call"),
    (r"(wechat( id)?|微信)", "messenger:wechat"),
    (r"(line( id)?)", "messenger:line"),
    (r"(whatsapp)( phone number)?", "messenger:whatsapp"),
    (r"(telegram)", "messenger:telegram"),
    (r"(qq)", "messenger:qq"),
    (r"(skype( id)?)", "messenger:skype"),
)
_COMPILED = [(re.compile(pattern), target) for pattern, target in PATTERNS]
#: Places by which addresses without a number belong together.
GROUPS = {"home": "1", "primary": "1", "mailing": "1", "privat": "1", "billing": "1", "company": "2"}
GROUPS |= {"work": "2", "business": "2", "geschäftlich": "2", "shipping": "2", "other": "3"}
SINGLE = {"name", "first_name", "middle_name", "last_name", "suffix", "kind", "external_id", "customer_id"}
SINGLE |= {"company", "role", "birthday", "language", "owner", "opt_out", "newsletter", "preferred_channel"}
SINGLE |= {"newsletter_by", "consent_at", "consent_how"}


def folded_heading(heading: str) -> str:
    """Return a heading without case, underscores and repeated blanks."""
    return " ".join(heading.replace("_", " ").replace(":", " ").casefold().split())


def layout_of(headings: Sequence[str]) -> str:
    """Return which program wrote headings, empty for who knows; "-old" and the like belong to one program."""
    plain = {" ".join(heading.casefold().split()) for heading in headings}
    found = next((name for name, needed in LAYOUTS.items() if plain.issuperset(needed)), "")
    return found.partition("-")[0]


def target_of(heading: str) -> str:
    """Return what a heading most likely is, IGNORE where nothing says."""
    plain = folded_heading(heading)
    for pattern, target in _COMPILED:
        found = pattern.fullmatch(plain)
        if found:
            named = found.groupdict()
            number = named.get("n") or GROUPS.get(named.get("place") or "", "1")
            return target.replace("{n}", number)
    return IGNORE


def proposed(headings: Sequence[str], custom: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    """Return a mapping by the headings; `custom` are codes of custom fields with their labels.

    What can be there only once is taken from the first heading that says it.
    """
    by_label = {
        folded_heading(word): f"{CUSTOM}{code}" for code, words in custom for word in (code, *words) if word
    }
    taken: set[str] = set()
    mapping = {}
    for heading in headings:
        target = by_label.get(folded_heading(heading)) or target_of(heading)
        base = target.partition("#")[0]
        if base in SINGLE or target.startswith(CUSTOM) or "#" in target:
            if target in taken:
                target = IGNORE
            taken.add(target)
        mapping[heading] = target
    return mapping


def fingerprint(headings: Sequence[str]) -> str:
    """Return what tells these headings from others, whatever their order."""
    return hashlib.sha256(
        "\n".join(sorted(folded_heading(heading) for heading in headings)).encode()
    ).hexdigest()
