"""Weights to forecasts, in numpy alone: what `predict` runs, and what training is scored by."""
