"""The viewers in tests: the chief of the city that most tests load, and of the whole province."""

from data.viewer import Viewer

CITY_CHIEF = Viewer("chief", "330900", post="值班员")
PROVINCE_CHIEF = Viewer("chief", "330000", post="值班员")
