"""``python -m lstmcast``: the same as the command ``lstmcast``."""

from __future__ import annotations

import sys

from lstmcast.cli.app import main

if __name__ == "__main__":
    sys.exit(main())
