"""Staff place an order for a customer, at the customer's price."""
