"""Which column is what: time, series, target, or not used and why."""
