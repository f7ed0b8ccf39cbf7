"""Forecast the time series in a CSV file with an LSTM, from the shell."""

__version__ = "0.1.0"
