"""A definition in lines, one for each thing that it says, and what differs between two."""

from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from crm_core.automation.definitions import All, Definition, Step
from crm_core.automation.sentences import condition_words, once_words, step_words, trigger_words
from crm_core.automation.triggers import event_words


def definition_lines(definition: Definition) -> list[str]:
    """Write a definition in lines, one for each thing that it says."""
    lines = [trigger_words(definition.trigger)]
    asked = definition.conditions
    parts = asked.parts if isinstance(asked, All) else [asked]
    lines += [_("if %(condition)s") % {"condition": condition_words(part, inside=True)} for part in parts]
    lines += list(step_lines(definition.steps))
    lines.append(_("How often for one customer: %(once)s") % {"once": once_words(definition)})
    lines.append(_("At most %(number)d times a day") % {"number": definition.most_per_day})
    lines += [_("Ends when %(event)s") % {"event": event_words(name)} for name in definition.ends_with]
    return lines


def step_lines(steps: list[Step], *, level: int = 0) -> list[str]:
    """Write steps in lines; those of branches stand further in."""
    indent = "\u2003" * level
    lines = []
    for number, step in enumerate(steps, 1):
        lines.append(f"{indent}{number}. {step_words(step)}")
        if step.then or step.otherwise:
            lines.append(f"{indent}\u2003{_('then:')}")
            lines += step_lines(step.then, level=level + 2)
            lines.append(f"{indent}\u2003{_('otherwise:')}")
            lines += step_lines(step.otherwise, level=level + 2)
    return lines


def difference(old: list[str], new: list[str]) -> list[tuple[str, str]]:
    """Lay two lists of lines over each other: ("same" | "gone" | "new", line)."""
    found: list[tuple[str, str]] = []
    for kind, start, end, new_start, new_end in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind == "equal":
            found += [("same", line) for line in old[start:end]]
            continue
        found += [("gone", line) for line in old[start:end]]
        found += [("new", line) for line in new[new_start:new_end]]
    return found
