from search.listing import FacetBox, FacetChoice


def box(counts, *, chosen=()):
    choices = tuple(
        FacetChoice(
            name="size",
            slug=f"s{n}",
            label=f"{n} cm",
            count=count,
            is_selected=n in chosen,
            swatch="",
            url="",
        )
        for n, count in enumerate(counts)
    )
    return FacetBox(code="size", label="Size", choices=choices, is_active=bool(chosen), clear_url="")


def slugs(choices):
    return [choice.slug for choice in choices]


def test_a_short_facet_is_shown_whole():
    facet = box([1] * 14)

    assert slugs(facet.first_choices) == [f"s{n}" for n in range(14)]
    assert facet.further_choices == ()


def test_a_long_facet_shows_what_leads_to_most_in_its_own_order():
    facet = box([1, *range(2, 21)], chosen=(0,))

    assert slugs(facet.first_choices) == ["s0", *(f"s{n}" for n in range(11, 20))]
    assert slugs(facet.further_choices) == [f"s{n}" for n in range(1, 11)]


def test_what_is_chosen_is_never_folded_away():
    facet = box([1] * 30, chosen=range(12))

    assert slugs(facet.first_choices) == [f"s{n}" for n in range(12)]


def test_of_dozens_of_values_those_that_lead_to_least_are_left_to_narrower_listings():
    facet = box([1] * 10 + [5] * 40)

    assert len(facet.first_choices) + len(facet.further_choices) == 26
    assert not set(slugs(facet.further_choices)) & {f"s{n}" for n in range(10)}
