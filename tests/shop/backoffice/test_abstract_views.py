"""What a part of the kit leaves to its subclass is said by it, or nothing starts."""

import pytest

from shop.backoffice.boards import BoardView
from shop.backoffice.confirmation import ConfirmedAction
from shop.backoffice.wizard import WizardView
from shop.uploads.fields import CleanedUploadField


class HalfBoard(BoardView):
    def make_cards(self, records):
        return []


class HalfWizard(WizardView):
    def progress(self):
        return []


@pytest.mark.parametrize(
    ("view", "missing"),
    [
        (BoardView, "make_cards, make_move"),
        (HalfBoard, "make_move"),
        (WizardView, "keep, progress"),
        (HalfWizard, "keep"),
    ],
)
def test_view_that_is_not_complete_is_refused_when_addresses_are_read(view, missing):
    with pytest.raises(TypeError, match=rf"^{view.__name__} does not say: {missing}$"):
        view.as_view()


def test_view_that_is_complete_is_a_view():
    class Wizard(HalfWizard):
        def keep(self, step, form):
            return None

    assert callable(Wizard.as_view(title="Set up"))


def test_action_without_its_work_and_field_without_its_gate_are_none(rf):
    class Action(ConfirmedAction):
        display_name = action_type = aria_label = "x"

    with pytest.raises(TypeError, match="execute_action"):
        Action(rf.get("/"), None)
    with pytest.raises(TypeError, match="clean_upload"):
        CleanedUploadField()
