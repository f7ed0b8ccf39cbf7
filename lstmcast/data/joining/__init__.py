"""Files beside the data: the rows to come, and what is said of whole series."""
