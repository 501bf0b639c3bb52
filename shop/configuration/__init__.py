"""What staff set of money, payments and mail: kept in the database, overridden by the environment."""
