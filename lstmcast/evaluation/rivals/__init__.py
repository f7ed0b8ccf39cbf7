"""Forecasters to compare a model with, fitted to the same past in every fold of a backtest."""
