"""Staff in the shop on behalf of a buyer, with reason, banner and log."""
