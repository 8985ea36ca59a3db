"""``python -m tools.rules``: check lessons, see `tools.rules.check`."""

import sys

from tools.rules.check import main

sys.exit(main())
