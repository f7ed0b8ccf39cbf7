"""Forecasts of series with no or few values, which rest on the other series."""
