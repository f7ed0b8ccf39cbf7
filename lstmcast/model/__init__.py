"""The model core: torch and the standard library, nothing else.

Legend of the shape comments in this package: B batch, L lookback in time steps, T patches
the encoder walks, p steps in a patch, H horizon, F features, D hidden units, Q quantiles.
"""
