import pytest
from django.utils import translation

from shop.audit.models import AuditEntry
from shop.audit.words import detail_words, model_words
from tests.shop.factories import UserFactory


def test_an_entry_is_told_in_words():
    seen = AuditEntry(model="customers.customer", detail={"page": "CustomerPageView"})
    rights = AuditEntry(model="user.user", detail={"what": "account", "is_staff": True, "added": [3, 4]})

    assert (model_words(seen), detail_words(seen)) == ("Customer", "page: customer page")
    assert detail_words(rights) == "subject: user account, staff: yes, added: 3 4"
    with translation.override("zh-hans"):
        assert detail_words(seen) == "页面：顾客页面".replace("：", ": ")


def test_what_nobody_knows_any_more_stands_as_it_is():
    gone = AuditEntry(model="gone.model", detail={"list": "products", "odd": "value"})

    assert (model_words(gone), detail_words(gone)) == ("gone.model", "list: products, odd: value")
    assert model_words(AuditEntry(model="")) == ""


@pytest.mark.django_db
def test_a_new_colleague_is_logged_with_the_accounts_number():
    colleague = UserFactory(is_staff=True)
    UserFactory()
    colleague.first_name = "Ana"
    colleague.save()

    told = AuditEntry.objects.get(action="rights_changed")
    assert (told.object_id, told.detail) == (colleague.pk, {"what": "account", "is_staff": True})
