"""Making up a quiz and scoring it: on the server alone, what is correct never stands in a page before."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from partners.training.models import Attempt, Choice, Question

#: A question with its choices, by key, in the order in which they are shown.
Asked = list[list[object]]
#: By question, the choices that were ticked.
Answers = Mapping[int, Sequence[int]]
WHOLE = 100


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A question as it is shown: its choices in order, and those that were ticked."""

    question: Question
    choices: Sequence[Choice]
    ticked: frozenset[int] = frozenset()

    @property
    def is_right(self) -> bool:
        """Whether every correct choice is ticked and no other."""
        return is_right(self.choices, self.ticked)

    @property
    def marked(self) -> list[tuple[Choice, bool]]:
        """The choices, each with whether it was ticked."""
        return [(choice, choice.pk in self.ticked) for choice in self.choices]


def is_right(choices: Iterable[Choice], ticked: Iterable[int]) -> bool:
    """Tell whether every correct choice is ticked and no other."""
    return {choice.pk for choice in choices if choice.is_correct} == set(ticked)


def shuffled(questions: Iterable[Question]) -> Asked:
    """Return questions (choices prefetched) and choices by key, in an order of chance."""
    chance = random.SystemRandom()
    asked: Asked = []
    for question in chance.sample(rows := list(questions), len(rows)):
        choices = [choice.pk for choice in question.choices.all()]
        asked.append([question.pk, chance.sample(choices, len(choices))])
    return asked


def shown_in(attempt: Attempt, *, answers: Answers | None = None) -> list[Shown]:
    """Return the questions of an attempt in its order, ticked as in `answers`, else as it was answered.

    Two queries. A question or choice that was taken out meanwhile is left out, and does not count.
    """
    keys = [int(str(key)) for key, _choices in attempt.questions]
    found = {row.pk: row for row in Question.objects.filter(pk__in=keys).prefetch_related("choices")}
    given = kept_answers(attempt) if answers is None else answers
    shown = []
    for key, order in attempt.questions:
        if (question := found.get(key)) is None:
            continue
        choices = {choice.pk: choice for choice in question.choices.all()}
        rows = [choices[pk] for pk in order if pk in choices]
        ticked = frozenset(given.get(question.pk, ())) & set(choices)
        shown.append(Shown(question=question, choices=rows, ticked=ticked))
    return shown


def kept_answers(attempt: Attempt) -> dict[int, list[int]]:
    """Return what was answered, by question."""
    return {int(key): ticked for key, ticked in attempt.answers.items()}


def score_of(shown: Sequence[Shown]) -> int:
    """Return how many of the questions are right, in whole per cent rounded down; 0 where there are none."""
    right = sum(one.is_right for one in shown)
    return right * WHOLE // len(shown) if shown else 0
