"""From a CSV file to a SeriesSet; `load.py` walks the whole path.

1. ``text``      bytes, encoding, delimiter -> a table of text; columns of numbers
2. ``moments``   time cells -> seconds, local and in UTC
3. ``columns``   which column is the time, the series id, a target
4. ``placing``   the grid all rows lie on; duplicates, gaps -> series

What the rest of the package uses lies beside them: ``series``, ``calendar``, ``frequency``,
``season``, ``roles`` and ``notes``. Nothing below them knows of files, columns or pandas.
"""
