"""From time cells to seconds: every way to write a moment, and time zones of rows."""
