"""Who the customer is, what happened, what to do next."""
