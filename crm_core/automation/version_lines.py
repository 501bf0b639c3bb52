"""A definition in lines, one for each thing that it says, and what differs between two."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.translation import gettext as _, ngettext

from crm_core.automation.definitions import All, Definition, Step
from crm_core.automation.phrases import sentence_start
from crm_core.automation.program import BRANCH
from crm_core.automation.sentences import condition_words, once_words, step_words, trigger_words
from crm_core.automation.triggers import event_words


@dataclass(frozen=True, kw_only=True)
class StepLine:
    """A step as it is shown: its words, and of a branch the steps of its two ways."""

    words: str
    is_branch: bool = False
    then: Sequence["StepLine"] = ()
    otherwise: Sequence["StepLine"] = ()


def step_tree(steps: Sequence[Step]) -> list[StepLine]:
    """Return steps as they are shown, those of branches inside them."""
    return [
        StepLine(
            words=sentence_start(step_words(step)),
            is_branch=step.do == BRANCH,
            then=step_tree(step.then),
            otherwise=step_tree(step.otherwise),
        )
        for step in steps
    ]


def start_lines(definition: Definition) -> list[str]:
    """Write what starts a rule, and each thing that it asks for."""
    asked = definition.conditions
    parts = asked.parts if isinstance(asked, All) else [asked]
    conditions = [_("if %(condition)s") % {"condition": condition_words(part)} for part in parts]
    return [trigger_words(definition.trigger), *map(sentence_start, conditions)]


def limit_lines(definition: Definition) -> list[str]:
    """Write how often a rule runs and what ends it."""
    most = definition.most_per_day
    return [
        _("How often for one customer: %(once)s") % {"once": once_words(definition)},
        ngettext("At most once a day", "At most %(number)d times a day", most) % {"number": most},
        *(_("Ends when %(event)s") % {"event": event_words(name)} for name in definition.ends_with),
    ]


def definition_lines(definition: Definition) -> list[str]:
    """Write a definition in lines, one for each thing that it says."""
    return [*start_lines(definition), *step_lines(definition.steps), *limit_lines(definition)]


def step_lines(steps: Sequence[Step], *, before: str = "", way: str = "") -> list[str]:
    """Write steps in numbered lines; in a branch 2 stand "2a.1 Then: ..." and "2b.1 Otherwise: ..."."""
    lines = []
    for place, step in enumerate(steps, 1):
        number = f"{before}{place}"
        words = step_words(step)
        if way:
            lines.append(f"{number} " + way % {"step": words})
        else:
            lines.append(f"{number}. {sentence_start(words)}")
        lines += step_lines(step.then, before=f"{number}a.", way=_("Then: %(step)s"))
        lines += step_lines(step.otherwise, before=f"{number}b.", way=_("Otherwise: %(step)s"))
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
