"""Teaching cases from the literature: published patients, what the team did, and where that is reported."""

from recurtx.cases.load import Case, bundled_cases, load_case, read_case

__all__ = ["Case", "bundled_cases", "load_case", "read_case"]
