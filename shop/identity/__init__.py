"""The shop as pages and mails tell it: name, sign, addresses."""
