"""The companies' pages of the back office: who may open them, and what their form sends."""

LIST = "/cms/companies/"
RIGHTS = ("b2b.view_company", "b2b.add_company", "b2b.change_company")


def form(name="Harbour Kitchens", vat_id="", **person):
    fields = {
        "name": name,
        "vat_id": vat_id,
        "status": "active",
        "needs_po_number": "unknown",
        "contacts-TOTAL_FORMS": 1 if person else 0,
        "contacts-INITIAL_FORMS": 0,
        "contacts-MIN_NUM_FORMS": 0,
        "contacts-MAX_NUM_FORMS": 1000,
    }
    blank = {"id": "", "name": "", "email": "", "phone": "", "job_title": "", "ORDER": 1, "DELETE": ""}
    if person:
        fields |= {f"contacts-0-{field}": value for field, value in {**blank, **person}.items()}
    return fields
