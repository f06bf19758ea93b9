"""Entry point; kept to syntax that older Pythons read, so that they can say what is wrong."""

import sys

from parley.install.older_python import NEWEST_OLD, hand_over

if sys.version_info[:2] <= NEWEST_OLD:
    hand_over(sys.argv[1:])

from parley.install.program import main

sys.exit(main(sys.argv[1:]))
