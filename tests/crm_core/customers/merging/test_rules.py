from django.apps import apps
from django.db.models import AutoField, BigAutoField

from crm_core.customers.merging.rules import MERGE_RULES, MOVE
from crm_core.customers.models import Customer
from crm_core.customers.records.survivors import COUNTED, EARLIEST, chosen_fields


def references():
    """Name every field of every model that points at a customer."""
    return {
        f"{model._meta.label}.{field.name}".lower(): field
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.proxy
        for field in model._meta.local_fields
        if field.is_relation and field.related_model is Customer
    }


def test_each_reference_to_a_customer_has_a_rule():
    assert sorted(references()) == sorted(MERGE_RULES.names())


def test_rows_that_move_have_numbers_for_keys():
    moving = [rule for rule in MERGE_RULES if rule.action == MOVE]

    kinds = {type(rule.rows.model._meta.pk) for rule in moving}
    assert kinds <= {AutoField, BigAutoField}


def test_rules_name_what_the_database_holds_once_per_customer():
    """A unique constraint with the customer in it would stop a merge halfway."""
    once = {
        rule.name: rule.one_per
        for rule in MERGE_RULES
        if rule.action == MOVE
        for constraint in rule.rows.model._meta.constraints
        if rule.field in getattr(constraint, "fields", ())
    }
    unique = {
        rule.name: rule.one_per
        for rule in MERGE_RULES
        if rule.action == MOVE and references()[rule.name].unique
    }

    assert once == {
        "account_plans.accountplan.customer": ("year",),
        "customers.identityconflict.customer": ("identifier",),
        "custom_fields.customfieldvalue.customer": ("field",),
        "deal_registrations.conflictmatch.customer": ("registration",),
        "leads.lead.customer": ("open_slot",),
        "order_entry.orderdraft.customer": ("by",),
        "profile.contactpoint.customer": ("kind", "service", "value"),
        "profile.customeraddress.customer": ("digest",),
        "profile.customertag.customer": ("tag",),
        "profile.employment.company": ("person",),
        "profile.employment.person": ("company",),
        "pipeline.dealcontact.person": ("deal",),
        "profile.householdmember.customer": (),
        "segments.segmentpick.customer": ("segment",),
        "sequences.enrolment.customer": ("open_in",),
    }
    assert unique == {"pipeline.accountposition.person": (), "profile.contactpreference.customer": ()}


def test_each_field_of_a_customer_is_chosen_or_counted():
    fields = {field.name for field in Customer._meta.concrete_fields if not field.primary_key}
    chosen = {field.name for field in chosen_fields()}

    assert fields == chosen | COUNTED | set(EARLIEST)
    assert chosen == {"kind", "name", "email", "phone", "company", "owner", "territory", "language"}
