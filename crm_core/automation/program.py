"""A version's steps in the order of their execution, and where each goes on."""

from dataclasses import dataclass

from crm_core.automation.definitions import Definition, Step, read_definition
from crm_core.automation.models import RuleVersion

BRANCH = "branch"


@dataclass(frozen=True, kw_only=True)
class Instruction:
    """One step; the run goes on at `next`, after a condition that does not hold at `otherwise`."""

    step: Step
    next: int
    otherwise: int = 0


@dataclass(frozen=True, kw_only=True)
class Program:
    """A version as it is carried out; a position at its end means that nothing is left."""

    definition: Definition
    instructions: tuple[Instruction, ...]

    def at(self, position: int) -> Instruction | None:
        """Return the step of a position; None at the end."""
        return self.instructions[position] if position < len(self.instructions) else None


def program_of(version: RuleVersion) -> Program:
    """Read a version; versions never change, so each process reads one once."""
    known = _KNOWN.get(version.pk)
    if known is None:
        if len(_KNOWN) > MOST_KNOWN:
            _KNOWN.clear()
        known = compiled(read_definition(version.definition))
        _KNOWN[version.pk] = known
    return known


MOST_KNOWN = 500
_KNOWN: dict[int, Program] = {}


def forget_programs() -> None:
    """Let this process read versions again (tests roll rows back and their numbers come again)."""
    _KNOWN.clear()


def compiled(definition: Definition) -> Program:
    """Lay the steps of a definition out in a row."""
    placed: list[tuple[Step, int, int]] = []

    def place(steps: list[Step]) -> None:
        for step in steps:
            position = len(placed)
            placed.append((step, position + 1, 0))
            if step.do == BRANCH:
                place(step.then)
                then_end = len(placed)
                place(step.otherwise)
                end = len(placed)
                placed[position] = (step, position + 1, then_end)
                _redirect(placed, position + 1, then_end, end)
                if not step.then:
                    placed[position] = (step, end, then_end)

    place(definition.steps)
    return Program(
        definition=definition,
        instructions=tuple(
            Instruction(step=step, next=following, otherwise=other) for step, following, other in placed
        ),
    )


def _redirect(placed: list[tuple[Step, int, int]], start: int, then_end: int, end: int) -> None:
    """Have what goes on behind the first list of a branch go on behind the second."""
    for position in range(start, then_end):
        step, following, other = placed[position]
        placed[position] = (
            step,
            end if following == then_end else following,
            end if step.do == BRANCH and other == then_end else other,
        )
