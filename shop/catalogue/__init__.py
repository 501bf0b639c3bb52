"""Oscar's `catalogue`, forked: texts in three languages, our own listing and product data."""
