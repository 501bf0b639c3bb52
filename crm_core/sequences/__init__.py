"""Series of mails and activities that stop when their reason ends."""
