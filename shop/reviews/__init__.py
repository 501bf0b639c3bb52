"""Oscar's `catalogue.reviews`, forked: photographs, who really bought, pages of our own."""
