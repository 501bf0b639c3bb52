"""What will be sold: weighted pipeline and repeat orders against quota."""
