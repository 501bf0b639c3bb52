"""Fields as staff define them."""

from crm_core.custom_fields.models import CustomField, FieldChoice


def field(code="size", kind="text", **facts):
    label = facts.pop("label", code.title())
    choices = facts.pop("choices", ())
    made = CustomField.objects.create(code=code, kind=kind, label=label, label_en=label, **facts)
    for position, word in enumerate(choices):
        FieldChoice.objects.create(field=made, label=word, label_en=word, position=position)
    return made


def choice(of, label):
    return FieldChoice.objects.get(field=of, label_en=label)
