"""The sales representative of a company, as its buyers see and reach them."""
