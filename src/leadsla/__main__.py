"""`python -m leadsla` is the command line."""

import sys

from leadsla.cli import main

sys.exit(main())
