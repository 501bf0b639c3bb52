"""A page of the back office as a browser sends it back: every field of the form, changed where told."""

import re

from bs4 import BeautifulSoup


def fields_of(response):
    """Return what the page's form would send as it stands; it has to carry what it was drawn from."""
    page = BeautifulSoup(response.content, "html.parser")
    forms = [
        form for form in page.find_all("form") if form.find("input", attrs={"name": re.compile("edit_base$")})
    ]
    assert len(forms) == 1, "one form of the page carries what it was drawn from"
    sent = {}
    for field in forms[0].find_all(["input", "select", "textarea"]):
        name = field.get("name")
        if name and "__prefix__" not in name and field.find_parent("template") is None:
            sent.setdefault(name, []).extend(_values(field))
    return {name: values for name, values in sent.items() if values}


def _values(field):
    if field.name == "textarea":
        return [field.text.removeprefix("\n")]
    if field.name == "select":
        options = field.find_all("option")
        chosen = [option for option in options if option.has_attr("selected")]
        if not chosen and not field.has_attr("multiple"):
            chosen = options[:1]
        return [option.get("value", option.text) for option in chosen]
    kind = field.get("type")
    if kind in {"checkbox", "radio"}:
        return [field.get("value", "on")] if field.has_attr("checked") else []
    return [] if kind in {"file", "submit"} else [field.get("value", "")]


def has_choice(response, name):
    """Say whether theirs and yours are offered for a field."""
    pattern = rf'name="[\w-]*edit_choice-{re.escape(name)}" value="theirs"'
    return bool(re.search(pattern, response.content.decode()))
