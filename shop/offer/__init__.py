"""Oscar's `offer`, forked: what a buyer reads of an offer exists in every language."""
