"""Oscar's `customer.alerts`, forked: alerts on what is sold out."""
