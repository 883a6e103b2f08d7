"""Patients that cannot be: values that contradict each other, as the vocabulary's own words have it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reference.rules import Plain

WITH_A_SITE = {
    "recurrence.pci": (0,), "recurrence.largest_lesion_cm": (0,), "recurrence.distribution": (),
    "recurrence.confirmed": (False,), "recurrence.small_bowel": ("none",), "recurrence.mesenteric_root": (False,),
    "recurrence.lesion_count": (0,), "recurrence.obstruction_cause": ("benign",),
}  # fmt: skip
"""Facts that see a recurrence somewhere, with the values that do not."""
BEST_FIRST = ("complete", "partial", "stable", "progression")


def contradicts(path: str, value: Any, found: Plain) -> bool:
    """Whether a value cannot be true of a patient of whom the rest is found."""
    get = {**found, path: value}.get
    match path:
        case "recurrence.sites" | "patient.sex" | "cancer.type" if _of_another_sex(get):
            return True
        case "recurrence.sites":
            return any(contradicts(p, found[p], {"recurrence.sites": value}) for p in WITH_A_SITE if p in found)
        case _ if path in WITH_A_SITE and get("recurrence.sites") == [] and value not in WITH_A_SITE[path]:
            return True
        case "recurrence.lesion_count" if value == 0 and get("recurrence.sites"):
            return True
        case "prior.crs_count" | "prior.hipec_count":
            return get("prior.crs_count") == 0 and get("prior.hipec_count", 0) > 1
        case "prior.total_lines" | "prior.systemic_lines":
            lines = get("prior.total_lines")
            return lines is not None and (
                lines < get("prior.systemic_lines", 0) or (lines == 0 and bool(get("prior.agents")))
            )
        case "prior.best_response" | "prior.latest_response":
            best, latest = get("prior.best_response"), get("prior.latest_response")
            return bool(best and latest) and BEST_FIRST.index(latest) < BEST_FIRST.index(best)
        case "recurrence.bowel_obstruction":
            return value == "none" and "closed_loop" in get("recurrence.red_flags", [])
    if path in SCORED and get("recurrence.pci") == 0:
        seen = get("recurrence.small_bowel", "none") != "none" or get("recurrence.mesenteric_root", False)
        peritoneum = seen or "peritoneum" in get("recurrence.sites", [])  # what is recorded of the sites may be a part
        return (get("recurrence.distribution") == "diffuse" and peritoneum) or get(
            "recurrence.small_bowel"
        ) == "extensive"
    if get("recurrence.lesion_count") == 0:
        return path in WITH_A_SITE and value not in WITH_A_SITE[path] and path in SEEN_AS_LESIONS
    return False


def _of_another_sex(get: Any) -> bool:
    """Whether a man has what he has no organ for."""
    has = {"ovary", "vaginal_vault"}.intersection(get("recurrence.sites", ()))
    return get("patient.sex") == "male" and (get("cancer.type") == "ovarian" or bool(has))


SCORED = ("recurrence.pci", "recurrence.distribution", "recurrence.small_bowel", "recurrence.mesenteric_root")
"""What the peritoneum is scored by, and what says of itself how far it is involved."""
SEEN_AS_LESIONS = ("recurrence.pci", "recurrence.largest_lesion_cm", "recurrence.distribution")
