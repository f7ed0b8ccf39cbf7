"""Covariates: what they change in a forecast, beside the same forecast without them.

    python -m tests.benchmarks.covariates DATA [SET ...] [--seeds N] [--validation]

Everything goes through the command line, as users run it; what is compared is measured in the
same run. Goals are about ratios: with covariates to without, or recovered effect to true one.
"""
