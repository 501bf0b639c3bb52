"""Orders that somebody of the buyer's company has to approve."""
