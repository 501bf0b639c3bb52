"""Oscar's `voucher`, forked: what a voucher is called exists in every language."""
