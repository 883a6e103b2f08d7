"""What follows from operations, regimens and dates, read the slow way: every day that a date may mean is tried.

A month or a year is all its days. A number follows where the days tried leave it open by no more than two months; it
is then what a calendar that knows only the months of its ends would say, or to a tenth where both ends are days.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

Plain = dict[str, Any]
RESPONSES = ["complete", "partial", "stable", "progression"]


def follows(profile: Plain, platinums: list[str]) -> Plain:
    """Facts by path; a set as ``{"present", "absent", "unsure", "complete"}``."""
    found: Plain = {}
    operations, regimens = profile.get("prior.operations"), profile.get("prior.regimens")
    as_of, relapse = profile.get("as_of"), profile.get("recurrence.date")
    if operations is not None:
        found |= from_operations([with_kinds(o) for o in operations], as_of)
    if regimens is not None:
        found |= from_regimens(regimens, as_of)
    if relapse is not None:
        hipecs = [with_kinds(o) for o in operations or [] if "hipec" in with_kinds(o)["kind"]]
        last = latest(hipecs, as_of)
        found["recurrence.months_since_hipec"] = gap(moment(last, as_of), of_date(relapse)) if last else None
        given = [r for r in regimens or [] if set(platinums) & set(r["agents"])]
        last = latest([ended(r) for r in given], as_of)
        when = moment(last, as_of) if last else None
        if when and when[2] == "date" and of_date(relapse)[1] >= when[0]:
            found["prior.platinum_free_interval_months"] = gap(when, of_date(relapse))
    return {path: value for path, value in found.items() if value is not None}


def from_operations(operations: list[Plain], as_of: str | None) -> Plain:
    crs, hipec = [o for o in operations if "crs" in o["kind"]], [o for o in operations if "hipec" in o["kind"]]
    surely = [o for o in operations if "crs" in o["kind"] or "laparotomy" in o["kind"]]
    others = [o for o in operations if o not in surely and ("resection" in o["kind"] or "bypass_or_stoma" in o["kind"])]
    found: Plain = {
        "prior.crs_count": len(crs),
        "prior.hipec_count": len(hipec),
        "prior.laparotomies": None if others else len(surely),
    }
    in_order = chronological(crs, as_of)
    if in_order:
        found["prior.completeness"] = in_order[-1].get("completeness")
        found["prior.initial_pci"] = in_order[0].get("pci")
    if hipec:
        drugs = {drug for o in hipec for drug in o.get("hipec_agents", [])}
        found["prior.hipec_agent"] = a_set(drugs, complete=all("hipec_agents" in o for o in hipec))
    last = latest(operations, as_of)
    found["prior.months_since_operation"] = until_now(last, as_of) if last else None
    return found


def from_regimens(regimens: list[Plain], as_of: str | None) -> Plain:
    every = {drug for r in regimens for drug in r["agents"]}
    grew = {d for r in regimens if "progression" in (r.get("response"), r.get("stopped_for")) for d in r["agents"]}
    said_nothing = {d for r in regimens if not r.get("response") and not r.get("stopped_for") for d in r["agents"]}
    found: Plain = {
        "prior.agents": a_set(every, complete=True),
        "prior.progressed_on": a_set(grew, absent=every - grew - said_nothing),
    }
    harmful = [r["agents"] for r in regimens if r.get("stopped_for") in ("toxicity", "allergy")]
    if harmful:
        sure = {agents[0] for agents in harmful if len(agents) == 1}
        found["prior.intolerances"] = a_set(sure, unsure={d for agents in harmful for d in agents} - sure)
    settings = [r.get("setting") for r in regimens]
    if None not in settings:
        counted = [s for s in settings if s != "maintenance"]
        pairs = list(pairwise(counted))
        around = [b for a, b in pairs if b == "adjuvant" and a in ("neoadjuvant", "perioperative")]
        found["prior.systemic_lines"] = settings.count("recurrence")
        found["prior.total_lines"] = len(counted) - len(around) or (1 if regimens else 0)
    heard = [r["response"] for r in regimens if r.get("response")]
    unheard = [r for r in regimens if not r.get("response") and r.get("setting") not in ("adjuvant", "maintenance")]
    if heard:
        best = min(heard, key=RESPONSES.index)
        found["prior.best_response"] = best if best == "complete" or not unheard else None
    last = latest([ended(r) for r in regimens], as_of)
    if last:
        found["prior.latest_response"] = (
            "progression" if last.get("stopped_for") == "progression" else last.get("response")
        )
        found["prior.months_since_systemic"] = 0.0 if last.get("ended") == "running" else until_now(last, as_of)
    return found


def a_set(
    present: set[str], absent: set[str] | None = None, unsure: set[str] | None = None, complete: bool = False
) -> Plain:
    return {"present": present, "absent": absent or set(), "unsure": unsure or set(), "complete": complete}


def with_kinds(operation: Plain) -> Plain:
    kind = operation["kind"]
    return {**operation, "kind": [kind] if isinstance(kind, str) else kind}


def ended(regimen: Plain) -> Plain:
    """A regimen with the time of its end as an operation has it."""
    end = regimen.get("ended")
    if isinstance(end, dict):
        return {**regimen, "months_ago": end["months_ago"]}
    return regimen if end in (None, "running") else {**regimen, "date": str(end)}


# --- time ----------------------------------------------------------------------------------------------------------

Moment = tuple[float, float, str]
"""The first and the last place that something may have in time, in months; "date" for the calendar, "ago" else."""


def of_date(date: str) -> Moment:
    parts = [int(part) for part in str(date).split("-")]
    day = (parts[2] - 1) / 31 if len(parts) == 3 else 0
    first = parts[0] * 12 + (parts[1] - 1 if len(parts) > 1 else 0) + day
    return first, first + {1: 12, 2: 1, 3: 0}[len(parts)], "date"


def moment(record: Plain, as_of: str | None) -> Moment | None:
    if record.get("ended") == "running":
        return float("inf"), float("inf"), "date" if as_of else "ago"
    if "date" in record:
        return of_date(record["date"])
    if "months_ago" not in record:
        return None
    now = of_date(as_of)[0] if as_of else 0
    return now - record["months_ago"], now - record["months_ago"], "date" if as_of else "ago"


def surely_before(one: Moment | None, other: Moment | None) -> bool:
    return bool(one and other and one[2] == other[2] and one[1] < other[0])


def chronological(records: list[Plain], as_of: str | None) -> list[Plain] | None:
    """The list as it stands where no date speaks against it; else by date, where all are dated and none overlaps."""
    times = [moment(r, as_of) for r in records]
    pairs = [(i, j) for j in range(len(records)) for i in range(j)]
    if not any(surely_before(times[j], times[i]) for i, j in pairs):
        return records
    if None in times or len({t[2] for t in times if t}) > 1:
        return None
    order = sorted(range(len(records)), key=lambda i: (times[i] or (0,))[0])
    if any(surely_before(times[order[j]], times[order[i]]) for i, j in pairs):
        return None
    return [records[i] for i in order]


def latest(records: list[Plain], as_of: str | None) -> Plain | None:
    in_order = chronological(records, as_of)
    return in_order[-1] if in_order else None


def until_now(record: Plain, as_of: str | None) -> float | None:
    return gap(moment(record, as_of), of_date(as_of) if as_of else (0, 0, "ago"))


def gap(start: Moment | None, end: Moment | None) -> float | None:
    """Months between, where they are known."""
    if start is None or end is None or start[2] != end[2]:
        return None
    least, most = end[0] - start[1], end[1] - start[0]
    if most - least > 2 or most < 0 or least > 600:
        return None
    if least == most:
        return max(0.0, int(least * 10 + 1e-6) / 10)
    return float(max(0, int((least + most) / 2 + 0.5)))
