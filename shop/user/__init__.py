"""Who logs in: one account by e-mail address for shop, portal and back office."""
