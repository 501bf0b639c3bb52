"""Does a deep call above `with_room` reuse its memory, and is it still the same call?"""

import resource

import pytest

from config import wsgi
from config.call_stack import FRAME_WORDS, with_room

DEEPEST = 300
TURNS = 50


def down(depth: int) -> int:
    return down(depth - 1) + 1 if depth else 0


def faults_of_deep_calls() -> int:
    """Call from every depth again and again; return how often memory had to be mapped."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for depth in range(DEEPEST):
        for _turn in range(TURNS):
            down(depth)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def test_deep_calls_map_memory_once():
    assert with_room(faults_of_deep_calls)() < DEEPEST


def test_answers_and_errors_pass():
    assert with_room(divmod)(7, 2) == (3, 1)
    with pytest.raises(ZeroDivisionError):
        with_room(divmod)(7, 0)


def test_the_site_answers_above_such_a_frame():
    assert wsgi.application.__code__.co_stacksize == FRAME_WORDS
