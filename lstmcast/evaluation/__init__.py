"""Forecasts to scores: metrics, the baselines to beat, and the held-out horizon."""
