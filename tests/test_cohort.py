"""``recurtx cohort``: a registry in any form comes to the verdicts of its patients; nothing is lost or half written."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import recurtx as api
from command import MINI, Result, mini, words
from recurtx.document import read_text
from recurtx.errors import UsageError

pytest.importorskip("polars")

import polars as pl

from recurtx.cohort import tables
from recurtx.cohort.naming import read_map
from recurtx.cohort.synth import patients, registry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from recurtx.ruleset import Ruleset

ROWS = [
    {"id": "a", "cancer.type": "ovarian", "recurrence.pci": 8, "recurrence.sites": ["peritoneum"], "hospital": "north"},
    {"id": "b", "cancer.type": "gastric", "recurrence.pci": 30, "recurrence.sites": ["liver"], "hospital": "south"},
    {"id": "c", "cancer.type": "ovarian", "recurrence.pci": None, "recurrence.sites": None, "hospital": "north"},
]
SURGERY = ["candidate_with_caution", "outside_scope", "needs_information"]
"""What is said of them."""
KEEP = "columns: {hospital: keep}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "map.yaml").write_text(KEEP, encoding="utf-8")
    return tmp_path


def frame() -> pl.DataFrame:
    return pl.DataFrame(ROWS)


def as_text(table: pl.DataFrame) -> pl.DataFrame:
    lists = [name for name, kind in table.schema.items() if isinstance(kind, pl.List)]
    return table.with_columns(*(pl.col(name).list.join(", ") for name in lists))


def write(name: str, table: pl.DataFrame | None = None) -> str:
    table = frame() if table is None else table
    match Path(name).suffix:
        case ".parquet":
            table.write_parquet(name)
        case ".ndjson":
            table.write_ndjson(name)
        case ".tsv":
            as_text(table).write_csv(name, separator="\t")
        case _:
            as_text(table).write_csv(name)
    return name


def run(name: str, output: str = "out.csv", *more: str) -> Result:
    return mini("cohort", name, "-o", output, "--map", "map.yaml", *more)


def verdicts(name: str) -> list[str]:
    return [row["surgery"] for row in read(name)]


def read(name: str) -> list[dict[str, object]]:
    readers = {".csv": pl.read_csv, ".parquet": pl.read_parquet, ".ndjson": pl.read_ndjson}
    return list(readers[Path(name).suffix](name).to_dicts())


def refused(result: Result, code: str) -> str:
    """The message of a run that is refused as a whole and leaves nothing behind."""
    assert result.code == 2, result
    assert [c.code for c in result.complaints()] == [code], result.err
    assert not Path("out.csv").exists()
    assert not list(Path().glob(".recurtx-*"))
    return words(result.err)


# Forms


@pytest.mark.parametrize("name", ["t.csv", "t.tsv", "t.parquet", "t.ndjson"])
@pytest.mark.parametrize("output", ["out.csv", "out.parquet", "out.ndjson"])
def test_a_registry_comes_to_the_same_in_every_form(name: str, output: str, folder: Path) -> None:
    result = run(write(name), output)
    assert (result.code, result.err) == (0, "")
    rows = read(output)
    assert [(row["row"], row["id"], row["hospital"]) for row in rows] == [
        (1, "a", "north"),
        (2, "b", "south"),
        (3, "c", "north"),
    ]
    assert [row["surgery"] for row in rows] == SURGERY


def test_a_workbook_is_read(folder: Path) -> None:
    book = pytest.importorskip("xlsxwriter").Workbook("t.xlsx")
    sheet = book.add_worksheet()
    for place, row in enumerate([list(ROWS[0]), *(list(row.values()) for row in ROWS)]):
        sheet.write_row(place, 0, [", ".join(v) if isinstance(v, list) else v for v in row])
    book.close()
    assert run("t.xlsx").code == 0
    assert verdicts("out.csv") == SURGERY


def test_sections_may_be_nested(folder: Path) -> None:
    lines = [
        json.dumps({"cancer": {"type": "ovarian"}, "recurrence": {"pci": 8}}),
        json.dumps({"cancer.type": "gastric"}),
    ]
    Path("t.ndjson").write_text("\n".join(lines), encoding="utf-8")
    pl.DataFrame({"cancer": [{"type": "ovarian"}], "recurrence": [{"pci": 8}]}).write_parquet("t.parquet")
    Path("map.yaml").write_text("columns: {}\n", encoding="utf-8")
    assert run("t.ndjson").code == run("t.parquet", "two.csv").code == 0
    assert verdicts("out.csv") == ["candidate_with_caution", "outside_scope"], "an index says that it came back"
    assert verdicts("two.csv") == ["candidate_with_caution"]


def test_words_are_understood_as_everywhere(folder: Path) -> None:
    table = pl.DataFrame({"type": ["epithelial ovarian"], "ECOG": ["ECOG 1"], "PCI": ["PCI 30"], "hospital": ["x"]})
    table = pl.concat([table, table.with_columns(pl.lit("ovary").alias("type"))])
    assert run(write("t.csv", table)).code == 0
    assert verdicts("out.csv") == ["possible"] * 2


def test_a_map_renames_recodes_and_converts(folder: Path) -> None:
    Path("map.yaml").write_text(
        "columns:\n"
        "  dx: {fact: cancer.type, values: {1: ovarian, 2: gastric, 9: null}}\n"
        "  alb: {fact: patient.albumin_g_l, unit: g/dl}\n"
        "  liver: {fact: recurrence.sites, element: liver}\n"
        "  lung: {fact: recurrence.sites, element: lung}\n"
        "others: ignore\n",
        encoding="utf-8",
    )
    table = pl.DataFrame(
        {"dx": ["1", "2"], "alb": ["2.9", "4"], "liver": ["yes", "0"], "lung": ["no", None], "z": ["?", ""]}
    )
    assert run(write("t.csv", table)).code == 0
    assert verdicts("out.csv") == ["possible", "outside_scope"]
    rules = api.Rules.load(MINI)
    columns = {"alb": {"fact": "patient.albumin_g_l", "unit": "g/dl"}, "dx": "cancer.type"}
    found = api.judge(pl.DataFrame({"dx": ["ovarian"], "alb": [2.9]}), rules, columns=columns, reasons=True)
    same = api.assess(rules.patient({"cancer.type": "ovarian", "patient.albumin_g_l": 29}), rules)
    assert found["surgery.missing"].to_list() == ["; ".join(same["surgery"].missing)]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("columns: {a: {fact: cancer.typ}}", "cancer.type"),
        ("columns: {a: {fact: patient.albumin_g_l, unit: stones}}", "its unit is g/l"),
        ("columns: {a: {fact: recurrence.sites, element: livr}}", "liver"),
        ("columns: {b: ignore}", "does not have"),
        ("colums: {}", "colums"),
    ],
)
def test_a_map_that_is_wrong_says_where(text: str, says: str, folder: Path) -> None:
    Path("map.yaml").write_text(text, encoding="utf-8")
    result = run(write("t.csv", pl.DataFrame({"a": ["x"]})))
    assert result.code == 2
    assert {c.code for c in result.complaints()} <= {"RTX112", "RTX231", "RTX232"}
    assert says in words(result.err)


def test_history_is_read_patient_by_patient(folder: Path) -> None:
    facts = {
        "cancer": {"type": "ovarian"}, "recurrence": {"date": "2024-11"},
        "prior": {"regimens": [{"agents": ["carboplatin"], "ended": "2024-01"}]},
    }  # fmt: skip
    Path("t.ndjson").write_text(json.dumps(facts), encoding="utf-8")
    Path("map.yaml").write_text("columns: {}\n", encoding="utf-8")
    result = run("t.ndjson", "out.ndjson", "--format", "json", "--ways")
    assert json.loads(result.out)["judged_alone"] == 1
    rules = api.Rules.load(MINI)
    answer = api.assess(rules.patient(facts), rules)
    assert read("out.ndjson")[0]["platinum_therapy"] == answer["platinum_therapy"].verdict


# Who is refused


def test_bad_rows_neither_stop_the_run_nor_vanish(folder: Path) -> None:
    bad = [
        {"id": "d", "cancer.type": "ovarian", "recurrence.pci": 77},
        {"id": "e", "cancer.type": "ovarien", "recurrence.pci": 3},
        {"id": "f", "cancer.type": None, "recurrence.pci": 3},
        {"id": "g", "cancer.type": "ovarian", "recurrence.pci": 5, "recurrence.sites": []},
        {"id": "a", "cancer.type": "ovarian", "recurrence.pci": 5},
    ]
    table = pl.concat([frame(), pl.DataFrame(bad, schema=frame().schema)])
    result = run(write("t.parquet", table), "out.csv", "--format", "json")
    assert result.code == 1
    summary = json.loads(result.out)
    assert (summary["patients"], summary["judged"], summary["refused"]) == (8, 3, 5)
    rejects = read("out.rejects.csv")
    assert [(r["row"], r["id"], r["column"], r["code"]) for r in rejects] == [
        (4, "d", "recurrence.pci", "RTX121"), (5, "e", "cancer.type", "RTX120"), (6, "f", "cancer.type", "RTX113"),
        (7, "g", "recurrence.pci", "RTX130"), (8, "a", "id", "RTX235"),
    ]  # fmt: skip
    assert "ovarian" in str(rejects[1]["reason"])
    assert [row["id"] for row in read("out.csv")] == ["a", "b", "c"]


def test_what_patients_are_in_is_for_their_owner_alone(folder: Path) -> None:
    run(write("t.csv", pl.concat([frame(), frame()])))
    modes = {stat.S_IMODE(Path(name).stat().st_mode) for name in ("out.csv", "out.rejects.csv")}
    assert modes == {0o600}


# What is refused as a whole


def test_a_column_that_nobody_knows_is_refused_with_the_nearest_name(folder: Path) -> None:
    says = refused(run(write("t.csv", frame().rename({"recurrence.pci": "recurrence.pcii"}))), "RTX231")
    assert "did you mean `recurrence.pci`?" in says


def test_no_rows_are_no_registry(folder: Path) -> None:
    assert "no patient" in refused(run(write("t.csv", frame().head(0))), "RTX234")


def test_a_table_without_the_cancer_is_refused(folder: Path) -> None:
    assert "which cancer" in refused(run(write("t.csv", frame().drop("cancer.type"))), "RTX234")


def test_one_fact_in_two_columns_is_refused(folder: Path) -> None:
    refused(run(write("t.csv", frame().with_columns(pl.lit(3).alias("PCI")))), "RTX233")


def test_a_parquet_file_without_its_end_is_told(folder: Path) -> None:
    data = Path(write("t.parquet")).read_bytes()
    Path("t.parquet").write_bytes(data[: len(data) // 2])
    assert "its end is missing" in refused(run("t.parquet"), "RTX230")


def test_two_encodings_are_told_with_the_line(folder: Path) -> None:
    Path("t.csv").write_bytes(
        "id,cancer.type,hospital\na,ovarian,Köln\n".encode() + "b,ovarian,Köln\n".encode("cp1252")
    )
    assert "line 3 is not UTF-8" in refused(run("t.csv"), "RTX230")


def test_wrong_quoting_is_told(folder: Path) -> None:
    Path("t.csv").write_text('id,cancer.type,hospital\na,ovarian,"north\nb,ovarian,south\n', encoding="utf-8")
    assert "line 2 is the first" in refused(run("t.csv"), "RTX230")


@pytest.mark.parametrize(("name", "mark"), [("t.csv", ","), ("t.tsv", "\t")])
def test_a_row_with_too_many_or_too_few_values_is_refused_and_no_other(name: str, mark: str, folder: Path) -> None:
    rows = [["id", "cancer.type", "hospital"], ["a", "ovarian", "north", "1"], ["b", "ovarian", f'"no{mark}rth"'], [],
            ["c", "ovarian"], ["d", "ovarian", "south"]]  # fmt: skip
    Path(name).write_text("\n".join(mark.join(row) for row in rows), encoding="utf-8")
    assert run(name).code == 1
    assert [row["id"] for row in read("out.csv")] == ["b", "d"]
    told = [(r["row"], r["code"], r["reason"].split(";")[0]) for r in read("out.rejects.csv")]
    assert told == [
        (1, "RTX238", "the row has 4 values, and the head 3 columns"),
        (3, "RTX238", "the row has 2 values, and the head 3 columns"),
    ]


def test_a_list_that_cannot_be_taken_is_told_as_it_stands(folder: Path) -> None:
    lists = [["liver", "peritoneum"], ["liver", "liver"], ["lvier", "peritoneum"], ["peritoneum", "lvier"]]
    table = pl.DataFrame({"id": ["a", "b", "c", "d"], "cancer.type": "ovarian", "recurrence.sites": lists})
    assert mini("cohort", write("t.parquet", table), "-o", "out.csv").code == 1
    assert [row["id"] for row in read("out.csv")] == ["a"]
    assert [(r["row"], r["code"]) for r in read("out.rejects.csv")] == [(2, "RTX132"), (3, "RTX120"), (4, "RTX120")]


def test_a_column_of_the_wrong_type_refuses_its_patients_only(folder: Path) -> None:
    table = frame().with_columns(pl.Series("recurrence.pci", [[1], None, None], dtype=pl.List(pl.Int64)))
    assert run(write("t.parquet", table)).code == 1
    assert [(r["row"], r["code"]) for r in read("out.rejects.csv")] == [(1, "RTX122")]


def test_a_line_that_is_no_json_is_refused_and_no_other(folder: Path) -> None:
    lines = '{"cancer.type": "ovarian", "hospital": "north"}\n{"cancer.type": \n[1]\n\n{"cancer.type": "gastric"}\n'
    Path("t.ndjson").write_text(lines, encoding="utf-8")
    assert run("t.ndjson").code == 1
    assert [row["row"] for row in read("out.csv")] == [1, 4]
    told = {r["row"]: (r["code"], r["reason"]) for r in read("out.rejects.csv")}
    assert told.keys() == {2, 3}
    assert {code for code, _ in told.values()} == {"RTX238"}
    assert told[2][1].startswith("line 2 is not JSON")
    assert told[3][1].startswith("line 3: it holds no mapping")


def test_a_long_table_is_read_piece_by_piece_and_whole(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recurtx.cohort.delimited._BLOCK", 50)
    rows = [f'{n},ovarian,"north{chr(10)} {n}"' if n % 3 else f"{n},ovarian,south" for n in range(1, 40)]
    Path("t.csv").write_text("\r\n".join(["id,cancer.type,hospital", *rows]), encoding="utf-8", newline="")
    source = tables.open_table("t.csv")
    assert source.rows == len(rows)
    batches = list(source.batches())
    assert len(batches) > 10
    assert not any(batch.torn for batch in batches)
    whole = pl.concat(batch.frame for batch in batches)
    assert whole["id"].to_list() == [str(n) for n in range(1, 40)]
    assert whole["hospital"][0] == "north\n 1"


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("t.csv", b"id;cancer.type\na;ovarian\n", "one column, with semicolons in it"),
        ("t.csv", b"id,cancer.type,id\na,ovarian,b\n", "`id` is given twice"),
        ("t.csv", b"id,cancer.type,Gr\xf6sse\na,ovarian,1\n", "line 1 is not UTF-8"),
        ("t.csv", "id,cancer.type\na,ovarian\n".encode("utf-16"), "it is UTF-16"),
        ("t.csv", b"", "empty"),
        ("t.xlsx", b"PK", "it is no workbook"),
        ("t.ods", b"", "it is no workbook"),
        ("t.ndjson", b'{"id": "a", "id": "b"}\n', "line 1: `id` is given twice"),
        ("t.ndjson", b'{"cancer": {"type": "ovarian"}, "cancer.type": "gastric"}', "`cancer.type` is given twice"),
        ("t.ndjson", b'{"id": ' + b"[" * 100_000, "line 1 is nested too deep"),
        ("t.ndjson", b"[1]\n", "line 1: it holds no mapping"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_what_its_ending_says_is_told(name: str, data: bytes, says: str, folder: Path) -> None:
    Path(name).write_bytes(data)
    assert says in refused(run(name), "RTX230")


@pytest.mark.parametrize("name", ["t.csv", "t.tsv", "t.ndjson"])
def test_a_mark_of_the_order_of_bytes_is_no_part_of_the_first_name(name: str, folder: Path) -> None:
    file = Path(write(name))
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert (run(name).code, verdicts("out.csv")) == (0, SURGERY)


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo, lambda path: path.symlink_to(path)])
def test_what_is_no_file_is_no_table(make: Callable[[Path], None], folder: Path) -> None:
    make(Path("t.csv"))
    assert "cannot be read" in refused(run("t.csv"), "RTX103")


def test_a_column_without_a_name_is_told(folder: Path) -> None:
    Path("t.csv").write_text(",cancer.type\n0,ovarian\n", encoding="utf-8")
    Path("map.yaml").write_text("{}", encoding="utf-8")
    assert '`"": ignore`' in refused(run("t.csv"), "RTX231")
    Path("map.yaml").write_text('columns: {"": ignore}', encoding="utf-8")
    assert run("t.csv").code == 0


def test_a_file_that_changes_while_it_is_read_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = write("t.csv")
    source = tables.open_table(name)
    with Path(name).open("a", encoding="utf-8") as file:
        file.write("z,ovarian,,,north\n")
    with pytest.raises(UsageError) as told:
        list(source.batches())
    assert told.value.problems[0].code == "RTX236"


def test_a_table_is_never_written_over_itself(folder: Path) -> None:
    before = Path(write("t.csv")).read_bytes()
    assert run("t.csv", "t.csv").code == 2
    assert Path("t.csv").read_bytes() == before


def test_a_folder_that_is_missing_or_closed_is_told(folder: Path) -> None:
    name = write("t.csv")
    assert [c.code for c in run(name, "nowhere/out.csv").complaints()] == ["RTX205"]
    if os.geteuid():
        Path("closed").mkdir(mode=0o500)
        assert [c.code for c in run(name, "closed/out.csv").complaints()] == ["RTX205"]


def test_a_full_disk_leaves_nothing(folder: Path) -> None:
    """A limit on the size of files stands for the end of the disk."""
    table = pl.concat([frame().with_columns(pl.lit(f"{i}").alias("id")) for i in range(2000)])
    name = write("t.parquet", table.with_columns(pl.int_range(pl.len()).cast(pl.String).alias("id")))
    code = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))\n"
        "from recurtx.cli import run\n"
        f"sys.argv = ['recurtx', '--rules', {str(MINI)!r}, 'cohort', {name!r}, '-o', 'out.csv', '--map', 'map.yaml']\n"
        "sys.exit(run())\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, timeout=60, text=True)
    assert done.returncode == 2, done.stderr
    assert "RTX205" in done.stderr
    assert not Path("out.csv").exists()
    assert not list(Path().glob(".recurtx-*"))


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_stopped_leaves_nothing(sent: signal.Signals, folder: Path) -> None:
    """It waits for its map, which is a pipe, or is under way: either way nothing is half written."""
    lines = (json.dumps({"id": str(i), "cancer.type": "ovarian", "recurrence.pci": i % 30}) for i in range(150_000))
    Path("t.ndjson").write_text("\n".join(lines), encoding="utf-8")
    words_ = ["--rules", str(MINI), "cohort", "t.ndjson", "-o", "out.csv"]
    code = (
        "import signal, sys\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"
        f"sys.argv = ['recurtx', *{words_!r}]\nfrom recurtx.__main__ import main\nsys.exit(main())\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    until = time.monotonic() + 50
    while time.monotonic() < until and not list(Path().glob(".recurtx-*.part")) and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(sent)
    process.communicate(timeout=50)
    assert process.returncode != 0
    assert not Path("out.csv").exists()
    assert not list(Path().glob(".recurtx-*"))


# The summary


def test_the_summary_counts_by_option_cancer_and_stratum(folder: Path) -> None:
    result = run(write("t.csv"), "out.csv", "--by", "hospital", "--format", "json")
    found = json.loads(result.out)
    assert found["cancers"] == {"ovarian": 2, "gastric": 1}
    assert found["verdicts"]["surgery"] == {
        "ovarian": {"candidate_with_caution": 1, "needs_information": 1},
        "gastric": {"outside_scope": 1},
    }
    assert found["strata"] == {"north": 2, "south": 1}
    assert found["verdicts_by_stratum"]["surgery"]["south"] == {"outside_scope": 1}
    assert found["missing"]["recurrence.confirmed"] >= 1
    for format in ("terminal", "text", "markdown", "html"):
        page = run("t.csv", "out.csv", "--by", "hospital", "--format", format).out
        assert "hospital north: 2 patients" in words(page)


def test_a_stratum_that_is_no_column_is_refused(folder: Path) -> None:
    assert "did you mean `hospital`?" in words(run(write("t.csv"), "out.csv", "--by", "hospitel").err)


# Batches


def test_batches_count_rows_on_and_find_ids_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "BATCH", 2)
    rows = [{"id": str(i % 5), "cancer.type": "ovarian"} for i in range(7)]
    Path("t.ndjson").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    Path("map.yaml").write_text("columns: {}\n", encoding="utf-8")
    assert run("t.ndjson").code == 1
    assert [row["row"] for row in read("out.csv")] == [1, 2, 3, 4, 5]
    assert [(r["row"], r["code"]) for r in read("out.rejects.csv")] == [(6, "RTX235"), (7, "RTX235")]


# Impact


def test_other_rules_are_compared_over_a_registry(folder: Path) -> None:
    rules = folder / "rules"
    for path in MINI.rglob("*.yaml"):
        target = rules / path.relative_to(MINI)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(
            path.read_text(encoding="utf-8").replace(
                "cancer.type: [colorectal, appendiceal, ovarian]", "cancer.type: [colorectal]"
            ),
            encoding="utf-8",
        )
    result = mini("rules", "diff", MINI, rules, "--cohort", write("t.csv"), "--map", "map.yaml", "--format", "json")
    found = json.loads(result.out)["registry"]
    assert (found["patients"], found["turned"]) == (3, 2)
    turned = {(t["option"], t["before"], t["after"]): t["patients"] for t in found["verdicts"]}
    assert turned["surgery", "needs_information", "outside_scope"] == 1
    assert turned["surgery", "candidate_with_caution", "outside_scope"] == 1


def test_one_more_fact_settles_some(folder: Path) -> None:
    result = mini("what-if", "--cohort", write("t.csv"), "--map", "map.yaml", "--format", "json")
    found = {(f["fact"], f["element"]): f for f in json.loads(result.out)["facts"]}
    assert found
    assert all(f["settles"] <= f["may_settle"] <= f["not_known"] for f in found.values())
    assert "settles" in mini("what-if", "--cohort", "t.csv", "--map", "map.yaml").out
    assert mini("what-if", "case:x", "--cohort", "t.csv").code == 2


# A made-up registry


def test_a_made_up_registry_says_that_it_is_one_and_is_the_same_again(folder: Path) -> None:
    for name in ("a.parquet", "b.parquet"):
        assert mini("cohort", "synth", "--n", "50", "--seed", "7", "-o", name).code == 0
    one, other = (pl.read_parquet(f"{name}.synthetic.parquet") for name in "ab")
    assert one.equals(other)
    assert one["id"].str.starts_with("synthetic-").all()
    assert "synthetic" in pl.read_parquet_metadata("a.synthetic.parquet")["recurtx"]


def test_every_made_up_patient_can_be_one(folder: Path) -> None:
    found = api.judge(next(patients(3000, 3)), api.Rules.load(MINI))
    assert found["problem"].null_count() == 3000


def test_every_figure_of_the_made_up_registry_is_of_a_known_source(ruleset: Ruleset) -> None:
    known = ruleset.sources
    cited = {draw.source for one in registry().facts for draw in one.of if draw.source}
    assert len(cited) > 5
    assert cited <= known.keys()


# From Python


def _tables() -> Iterator[object]:
    yield pl.DataFrame({"cancer.type": ["ovarian", "x"], "recurrence.pci": [30, 2]})
    arrow = pytest.importorskip("pyarrow")
    yield arrow.table({"cancer.type": ["ovarian", "x"], "recurrence.pci": [30, 2]})


def test_a_table_comes_back_as_what_it_was() -> None:
    rules = api.Rules.load(MINI)
    for table in _tables():
        found = api.judge(table, rules)
        assert type(found) is type(table)
        assert len(found) == 2
        problems = found["problem"].to_list() if isinstance(found, pl.DataFrame) else found["problem"].to_pylist()
        assert problems[0] is None
        assert "RTX120" in problems[1]


def test_what_options_become_is_told_without_words_unless_these_are_asked_for() -> None:
    def columns(**asked: bool) -> set[str]:
        return {name for name in api.judge(frame(), rules, others="ignore", **asked).columns if "surgery." in name}

    rules = api.Rules.load(MINI)
    assert columns() == {"surgery.settled"}
    assert columns(becomes=True) == {"surgery.settled", "surgery.becomes"}
    assert columns(ifs=True) == {"surgery.settled", "surgery.becomes", "surgery.if"}
    told = api.judge(frame(), rules, others="ignore", becomes=True, reasons=True)
    assert told["surgery.becomes"].to_list() == [None, None, "candidate"]
    assert {"surgery.missing", "surgery.decided_by"} <= set(told.columns)


def test_pandas_comes_back_as_pandas() -> None:
    pandas = pytest.importorskip("pandas")
    found = api.judge(pandas.DataFrame({"cancer.type": ["ovarian"], "recurrence.pci": [30]}), api.Rules.load(MINI))
    assert list(found["surgery"]) == ["possible"]


def test_a_map_is_read_from_its_document() -> None:
    assert read_map(read_text("columns: {a: cancer.type}", "m")).columns["a"].fact == "cancer.type"  # type: ignore[union-attr]
