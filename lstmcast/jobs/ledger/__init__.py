"""The ledger of a job: what ran, what was forecast, what came true, who was promoted.

``open_ledger`` in ``ledger.py`` is the way in; nothing else knows that there is SQL.
"""
