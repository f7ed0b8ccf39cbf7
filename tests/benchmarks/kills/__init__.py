"""A job that is killed at any moment, on purpose."""
