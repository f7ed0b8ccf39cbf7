"""What chance alone may do to a mean over series and cutoffs."""
