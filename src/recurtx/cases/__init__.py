"""Teaching cases: published patients, what the team did and where that is reported; and constructed ones."""

from recurtx.cases.load import Case, all_cases, bundled_cases, constructed_cases, load_case, read_case

__all__ = ["Case", "all_cases", "bundled_cases", "constructed_cases", "load_case", "read_case"]
