"""Where ``lstmcast`` and ``python -m lstmcast`` begin: Ctrl-C is heard while modules load."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line and return its exit code."""
    try:
        from lstmcast.cli.app import main as run  # noqa: PLC0415 - it takes a tenth of a second

        return run()
    except KeyboardInterrupt:  # before anybody was there to report it
        sys.stderr.write("Error: interrupted\n")
        return 130


if __name__ == "__main__":
    sys.exit(main())
