"""The published competitions: what lstmcast reaches beside its goals, its rivals and naive.

    python -m tests.benchmarks.competitions DATA [SET ...] [--zero-shot] [--validation]

The referee (``score.py`` and ``baselines.py``, beside the folder of data) runs as its own
processes and judges forecast files: no code of lstmcast judges lstmcast. Memory is not
measured here, so that the measuring process may hold pandas.
"""
