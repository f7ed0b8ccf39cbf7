"""The report people can look at: one HTML file that needs nothing else."""
