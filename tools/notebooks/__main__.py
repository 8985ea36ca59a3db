"""``python -m tools.notebooks``: run lessons and store them, see `tools.notebooks.run`."""

import sys

from tools.notebooks.run import main

sys.exit(main())
