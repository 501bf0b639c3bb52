"""What somebody has written about pieces, in their account area."""
