"""The shell: one file per command, and the one place where errors become exit codes."""
