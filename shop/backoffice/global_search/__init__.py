"""One search for everything that staff look for, from any page of the back office."""
