"""The mails that need more than one slice: an order with its money, a promise with its order."""
