"""From bytes to a table of text, and from its columns to numbers."""
