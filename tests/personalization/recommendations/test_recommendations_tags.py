import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template

from tests.personalization.factories import ViewFactory, VisitorFactory, carry
from tests.shop.factories import OrderFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.usefixtures("site")


@pytest.fixture
def render(rf, client):
    """Render template source for the browser that the test client stands for."""

    def rendered(source, *, user=None, **context):
        request = rf.get("/")
        request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}
        request.user = user or AnonymousUser()
        source = "{% load recommendations_tags %}" + source
        html = Template(source).render(Context({"request": request, **context}))
        return html.strip(), request

    return rendered


def bought(visitor, product):
    line = OrderFactory(lines=[product]).lines.get()
    return ViewFactory(kind="purchase", visitor=visitor, product=product, order_line=line)


def test_stranger_gets_nothing_at_no_cost(render, django_assert_num_queries):
    with django_assert_num_queries(0):
        html, request = render("{% greeting %}{% order_again %}{% recently_viewed %}")

    assert html == ""
    assert request.shows_personal is True


def test_visitor_who_refused_gets_nothing_at_no_cost(render, client, django_assert_num_queries):
    carry(client, visitor=VisitorFactory(first_name="Mei"), granted=False)

    with django_assert_num_queries(0):
        assert render("{% greeting %}{% order_again %}")[0] == ""


def test_returning_guest_is_greeted_and_offered_the_same_again(render, client):
    visitor, cup = VisitorFactory(first_name="Mei"), ProductFactory(title="Tenmoku cup")
    bought(visitor, cup)
    carry(client, visitor=visitor)

    html, _request = render("{% greeting %}{% order_again %}")

    assert html.count("Mei") == 1
    assert "Recommended for you, Mei" in html
    assert "Tenmoku cup" in html
    assert "Why am I seeing this?" in html
    assert 'href="/consent/"' in html


def test_greeting_and_order_again_take_two_queries_beside_the_cards(
    render, client, django_assert_max_num_queries
):
    visitor = VisitorFactory(first_name="Mei")
    for _ in range(3):
        bought(visitor, ProductFactory())
    carry(client, visitor=visitor)

    with django_assert_max_num_queries(6) as captured:
        render("{% greeting %}{% order_again %}")

    own = [query for query in captured.captured_queries if "interactions_" in query["sql"]]
    assert len(own) == 2


def test_returning_guest_without_anything_to_order_again_is_still_greeted(render, client):
    carry(client, visitor=VisitorFactory(first_name="Mei"))

    html, _request = render("{% greeting %}{% order_again %}")

    assert "Good to see you again, Mei." in html
    assert "Why am I seeing this?" not in html


def test_user_is_greeted_by_the_accounts_name_without_consent(render, django_assert_num_queries):
    user = UserFactory(first_name="Ada")

    with django_assert_num_queries(0):
        html, _request = render("{% greeting %}{% order_again %}", user=user)

    assert "Ada" in html
    assert "Why am I seeing this?" not in html


def test_names_are_escaped(render, client):
    carry(client, visitor=VisitorFactory(first_name="<b>Mei"))

    html, _request = render("{% greeting %}")

    assert "<b>" not in html
    assert "&lt;b&gt;Mei" in html


def test_recommendation_says_that_it_is_not_about_the_reader(render):
    cup, saucer = ProductFactory(title="Cup"), ProductFactory(title="Saucer")
    OrderFactory(lines=[cup, saucer])

    html, _request = render("{% recommended_for product %}", product=cup)

    assert "Frequently bought together" in html
    assert "Saucer" in html
    assert "Everybody sees the same" in html
    assert "/consent/" not in html


@pytest.mark.parametrize("path", ["/shop/basket/", "/shop/search/?q=zeppelin"])
def test_an_empty_basket_and_a_search_that_found_nothing_offer_what_is_popular(client, path):
    bowl = ProductFactory(title="Rice bowl")

    page = client.get(path).content.decode()

    assert 'id="strip-popular"' in page
    assert page.count(f'data-product="{bowl.pk}"') == 1


def test_product_nobody_bought_gets_what_is_popular(render):
    cup, bowl = ProductFactory(title="Cup"), ProductFactory(title="Bowl")

    html, _request = render("{% recommended_for product %}", product=cup)

    assert "Bestsellers" in html
    assert "Bowl" in html
    assert ">Cup<" not in html
    assert bowl.pk
