"""Unattended runs: one night of a job, step by step, and what is kept from night to night."""
