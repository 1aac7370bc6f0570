"""Owners of facts: offices and bureaus. The only code that knows what the codes of owners look like.

A region has six digits, an office three more after those of its county (GB/T 2260, GB/T 10114). A county's bureau
reports in rows of its own, whose code ends with three zeros.
"""

from __future__ import annotations

REGION_DIGITS, OWNER_DIGITS = 6, 9
BUREAU = "000"
STATISTICS_END = "000"  # three more digits, which codes of the statistics bureau carry


def bureau_of(county: str) -> str:
    """Return the code of a county bureau's own rows."""
    return county + BUREAU


def is_owner(code: str) -> bool:
    """Say whether a code is that of an office or a bureau, rather than of a wider region."""
    return len(code) == OWNER_DIGITS


def is_bureau(code: str) -> bool:
    """Say whether a code is that of a bureau's own rows."""
    return is_owner(code) and code.endswith(BUREAU)


def region_of(code: str) -> str:
    """Return the region that a code is of: of a bureau's rows the county, else itself."""
    return code.removesuffix(BUREAU) if is_bureau(code) else code


def county_of(owner: str) -> str:
    """Return the county that an owner belongs to."""
    return owner[:REGION_DIGITS]


def as_owner(code: str) -> str:
    """Return the code of an owner without the three zeros that the statistics bureau adds, any other text as it is."""
    is_long = code.isdigit() and len(code) == OWNER_DIGITS + len(STATISTICS_END) and code.endswith(STATISTICS_END)
    return code.removesuffix(STATISTICS_END) if is_long else code
