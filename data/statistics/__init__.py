"""Signal or noise: what a series of figures says beyond chance. Numbers in, frozen results out; no database, no words.

`rules` holds the rule books, `xmr`, `attributes` and `rare` the control charts over time, `funnel` the comparison of
regions, `verdict` the two icons read off a chart.
"""

from data.statistics.history import judged
from data.statistics.intervals import interval, is_small_sample
from data.statistics.verdict import Variation, Verdict

__all__ = ["Variation", "Verdict", "interval", "is_small_sample", "judged"]
