"""A merge moves values along; of a field that both have, staff choose whose is shown, else the survivor's."""

from crm_core.custom_fields.kinds import shown
from crm_core.custom_fields.models import CustomFieldValue
from crm_core.custom_fields.queries import fields_for, labels_of, values_of
from crm_core.customers.access.fields import fields_of
from crm_core.customers.merging.choices import CHOICES, Choice, ChoiceSource
from crm_core.customers.merging.rules import MERGE_RULES, MOVE, MergeRule
from crm_core.customers.models import Customer
from shop.user.models import User

CHOSEN_AS = "custom_field"
VALUES = MergeRule(
    model=CustomFieldValue, field="customer", action=MOVE, one_per=("field",), chosen_as=CHOSEN_AS
)


def choices_of_custom_fields(one: Customer, other: Customer, user: User) -> list[Choice]:
    """List the custom fields in which either has a value, of those that somebody sees; three queries."""
    access = fields_of(user)
    fields = [field for field in fields_for() if access.shows(field.name, "custom_fields")]
    if not fields:
        return []
    held = values_of([one.pk, other.pk], fields)
    labels = labels_of(fields, held.values())
    found = []
    for field in fields:
        pair = [held.get(record.pk, {}).get(field.pk) for record in (one, other)]
        if all(value is None for value in pair):
            continue
        first, second = ("" if value is None else shown(field, value, labels[field.pk]) for value in pair)
        may_choose = access.changes(field.name) and access.changes("custom_fields")
        found.append(
            Choice(
                name=f"{CHOSEN_AS}:{field.pk}",
                label=field.label,
                values=(first, second),
                is_open=may_choose and None not in pair and pair[0] != pair[1],
            )
        )
    return found


MERGE_RULES.register(VALUES)
MERGE_RULES.register(MergeRule(model=CustomFieldValue, field="reference", action=MOVE))
CHOICES.register(ChoiceSource(name="custom_fields", choices=choices_of_custom_fields))
