"""What resellers pay."""
def add_dealer_prices(files, groups):
    return 0
