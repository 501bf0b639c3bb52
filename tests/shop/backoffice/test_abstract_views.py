"""What a part of the kit leaves to its subclass is said by it, or nothing starts."""

from abc import abstractmethod

import pytest

from shop.backoffice.abstract_forms import AbstractForm
from shop.backoffice.boards import BoardView
from shop.backoffice.confirmation import ConfirmedAction
from shop.backoffice.wizard import WizardView
from shop.dashboard.offers.terms_form import TermsForm
from shop.dashboard.vouchers.forms import PromotionForm
from shop.uploads.fields import CleanedUploadField
from shop.voucher.models import Voucher


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


def test_form_without_what_is_left_to_it_is_refused_when_its_module_is_read():
    class Sentences(AbstractForm):
        @abstractmethod
        def sentence(self):
            return ""

    class Between(Sentences):  # may leave it to the next
        pass

    def read_module():
        class Half(Between):
            class Meta:
                pass

    with pytest.raises(TypeError, match=r"^Half does not say: sentence$"):
        read_module()


@pytest.mark.parametrize(("form", "missing"), [(TermsForm, "sentence"), (PromotionForm, "held_offers")])
def test_form_of_an_offer_or_a_code_leaves_this_to_its_subclass(form, missing):
    def read_module():
        return type(form)("Half", (form,), {"Meta": type("Meta", (), {"model": Voucher, "fields": ()})})

    with pytest.raises(TypeError, match=rf"^Half does not say: {missing}$"):
        read_module()
