"""What a column of a contact file can be. Columns that belong together carry a number: "street#2"."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from crm_core.profile.models import ContactPoint

IGNORE = ""
CUSTOM = "custom:"
MESSENGER = "messenger:"
#: Parts of an address; those with one number belong together.
ADDRESS_PARTS = ("address", "street", "street2", "postcode", "city", "state", "country")
TARGETS: dict[str, str | Promise] = {
    IGNORE: _("Do not import"),
    "name": _("Full name"),
    "first_name": _("First name"),
    "middle_name": _("Middle name"),
    "last_name": _("Last name"),
    "suffix": _("Name suffix"),
    "kind": _("Person or company"),
    "email": _("E-mail"),
    "phone": _("Phone"),
    "mobile": _("Mobile phone"),
    "fax": _("Fax"),
    **{f"{MESSENGER}{code}": label for code, label in ContactPoint.Service.choices},
    "company": _("Company"),
    "role": _("Role in the company"),
    "address": _("Address in one cell"),
    "street": _("Street"),
    "street2": _("Address supplement"),
    "postcode": _("Postcode"),
    "city": _("City"),
    "state": _("State or region"),
    "country": _("Country"),
    "tags": _("Tags"),
    "notes": _("Notes"),
    "birthday": _("Birthday (to tell people apart)"),
    "language": _("Language"),
    "owner": _("Owner (colleague's e-mail)"),
    "preferred_channel": _("Preferred channel"),
    "opt_out": _("Unsubscribed from everything"),
    "newsletter": _("Newsletter: yes or no"),
    "newsletter_by": _("Newsletter: by which ways"),
    "consent_at": _("Newsletter: day of the yes"),
    "consent_how": _("Newsletter: how the yes was given"),
    "do_not_call": _("Do not call"),
    "external_id": _("Number in the other system"),
    "customer_id": _("Customer number (of an export from here)"),
}
LABEL_TARGETS = {
    "email.label": _("Place of the e-mail address"),
    "phone.label": _("Place of the number"),
    "address.label": _("Place of the address"),
}
PLACES: dict[str, str] = {
    **dict.fromkeys(
        ("work", "business", "office", "company", "geschäftlich", "arbeit", "工作", "公司"), "work"
    ),
    **dict.fromkeys(("home", "private", "privat", "personal", "住家", "住宅", "家庭"), "home"),
    **dict.fromkeys(("mobile", "cell", "iphone", "mobil", "handy", "手机", "手機"), "mobile"),
    **dict.fromkeys(("fax", "workfax", "homefax", "传真", "傳真"), "fax"),
    **dict.fromkeys(("other", "main", "sonstige", "其他"), "other"),
}


def place_of(label: str) -> str:
    """Return where a contact point is by what another program calls that; "" for what says nothing."""
    plain = label.strip().lstrip("*").strip().casefold().replace(" ", "")
    return PLACES.get(plain, "") or next((place for word, place in PLACES.items() if word in plain), "")


def base_of(target: str) -> str:
    """Return a target without the number of its group."""
    return target.partition("#")[0]


def group_of(target: str) -> str:
    """Return the number of a target's group."""
    return target.partition("#")[2]


def label_of(target: str) -> str:
    """Return what a target is called, with the number of its group."""
    base, group = base_of(target), group_of(target)
    words = pgettext_lazy("several columns of one sort", "%(target)s %(number)s")
    label = str({**TARGETS, **LABEL_TARGETS}.get(base, base))
    return str(words) % {"target": label, "number": group} if group and group != "1" else label
