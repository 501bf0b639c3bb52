"""Forms that make leads: a marketer says which do, and what each field tells of who wrote."""

from django.db.models import Q

from content.models.forms import Form, FormEntry, FormField
from crm_core.customers.services import CannotIdentifyError
from crm_core.leads.facts import LeadFacts
from crm_core.leads.kinds import FORM
from crm_core.leads.models import Lead
from crm_core.leads.services import capture_lead
from shop.catalogue.models import Product
from shop.countries import country_names

LENGTH_OF_CODE = 2
MakesLeads = Form.MakesLeads
Tells = FormField.Tells


def makes_lead(entry: FormEntry) -> bool:
    """Say whether an entry is a lead: by its form, and by the consent where that asks for it."""
    wanted = entry.form.makes_leads
    return wanted == MakesLeads.ALWAYS or (wanted == MakesLeads.CONSENT and bool(entry.consent_text))


def capture_entry(entry: FormEntry) -> Lead | None:
    """Make a lead of an entry whose form makes leads, once; None where it makes none or names nobody."""
    if not makes_lead(entry):
        return None
    told = _told(entry)
    answers = {entry.labels.get(name, name): answer for name, answer in entry.answers.items() if answer}
    wants = told.get(Tells.WANTS) or _longest_text(entry)
    try:
        lead = capture_lead(
            LeadFacts(
                kind=FORM,
                source=f"form-entry:{entry.pk}",
                occurred_at=entry.sent_at,
                user=entry.user if entry.user is not None and entry.user.is_active else None,
                name=told.get(Tells.NAME, ""),
                email=entry.email,
                phone=told.get(Tells.PHONE, ""),
                company_name=told.get(Tells.COMPANY, ""),
                vat_id=told.get(Tells.VAT_ID, ""),
                country=country_code(told.get(Tells.COUNTRY, "")),
                postcode=told.get(Tells.POSTCODE, ""),
                language=entry.language,
                title=entry.form.title,
                text=wants,
                products=_products(told.get(Tells.PRODUCT, "")),
                written={"answers": answers, "company_size": told.get(Tells.COMPANY_SIZE, "")},
                data={
                    "entry_id": entry.pk,
                    "form_id": entry.form_id,
                    "has_consent": bool(entry.consent_text),
                },
            )
        )
    except CannotIdentifyError:
        return None
    FormEntry.objects.filter(pk=entry.pk, customer=None).update(customer=lead.customer_id)
    return lead


def _told(entry: FormEntry) -> dict[str, str]:
    """Return what the answers tell, by what their fields are said to tell."""
    found: dict[str, str] = {}
    for field in entry.form.form_fields.exclude(tells=""):
        answer = str(entry.answers.get(field.clean_name) or "").strip()
        if answer:
            found[field.tells] = f"{found[field.tells]} {answer}" if field.tells in found else answer
    return found


def _longest_text(entry: FormEntry) -> str:
    """Return what stands in the texts of more lines, where no field is said to tell what they want."""
    names = entry.form.form_fields.filter(field_type="multiline").values_list("clean_name", flat=True)
    return max((str(entry.answers.get(name) or "") for name in names), key=len, default="")


def country_code(text: str) -> str:
    """Return the code of a country that is written as a code or by its name; "" for what is none."""
    names = country_names()
    plain = text.strip()
    if len(plain) == LENGTH_OF_CODE and plain.upper() in set(names.values()):
        return plain.upper()
    return names.get(plain.casefold(), "")


def _products(text: str) -> tuple[int, ...]:
    """Find products by number or name, several separated by commas."""
    words = [word.strip() for word in text.replace("，", ",").split(",") if word.strip()]
    if not words:
        return ()
    named = Q(upc__in=words) | Q(title__in=words)
    return tuple(Product.objects.filter(named).order_by("pk").values_list("pk", flat=True)[:20])
