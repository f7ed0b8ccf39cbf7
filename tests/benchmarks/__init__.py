"""Speed, memory and accuracy, as ratios to a baseline that is measured in the same run.

    python -m tests.benchmarks [startup] [predict] [train] [windows] [speed] [memory] [accuracy]

Not part of the test suite: figures depend on the machine, ratios much less so.
"""
