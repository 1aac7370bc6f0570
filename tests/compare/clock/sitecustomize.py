"""Python imports this at its start: the clock shows COMPARE_MOMENT and the program's build has a fixed name.

The build is a hash over the program's files and printed on paper, so it would differ with every change.
"""

import os
from functools import cache

import time_machine

import dashboard.build

time_machine.travel(float(os.environ["COMPARE_MOMENT"]), tick=False).start()
dashboard.build.build_id = cache(lambda: "0" * 12)
