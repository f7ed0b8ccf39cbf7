"""How far back a cell can learn to look: two synthetic tasks whose answer lies ``lag`` steps ago.

    python -m tests.benchmarks memory

What is measured is what is shipped: the encoder of ``lstmcast.model.network``, started by
``lstmcast.model.initialisation`` and moved by ``lstmcast.training.adamw``.
"""
