"""What a shell completes, asked as a shell asks: through the variables of the completion protocol."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from command import MINI
from recurtx.cases import all_cases
from recurtx.cli import run
from recurtx.codes import CODES
from recurtx.profile import VOCABULARY

if TYPE_CHECKING:
    from pathlib import Path

TEMPOS = VOCABULARY["recurrence.tempo"].values
SITES = VOCABULARY["recurrence.sites"].values


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> object:
    """Completions of the last word, as fish asks for them; anything on standard error fails."""
    monkeypatch.chdir(tmp_path)
    for name in ("a.yaml", "b.json", "notes.txt", ".hidden.yaml"):
        (tmp_path / name).touch()
    (tmp_path / "cohort").mkdir()
    (tmp_path / "cohort" / "c.yml").touch()

    def completed(*words: str) -> list[str]:
        line = " ".join(("recurtx", "--rules", str(MINI), *words[:-1], words[-1]))
        monkeypatch.setenv("_RECURTX_COMPLETE", "complete_fish")
        monkeypatch.setenv("_TYPER_COMPLETE_FISH_ACTION", "get-args")
        monkeypatch.setenv("_TYPER_COMPLETE_ARGS", line)
        monkeypatch.setattr(sys, "argv", ["recurtx"])
        run()
        said = capsys.readouterr()
        assert said.err == ""
        return [row.partition("\t")[0] for row in said.out.splitlines() if row]

    return completed


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (("sug",), ["suggest"]),
        (("rules", "s"), ["search", "show", "summary", "schema"]),
        (("suggest", "case:pmp-sp"), ["case:pmp-spleen-2024"]),
        (("suggest", "a"), ["a.yaml"]),
        (("suggest", "co"), ["cohort/"]),
        (("suggest", "cohort/"), ["cohort/c.yml"]),
        (("suggest", "--set", "recurrence.pc"), ["recurrence.pci=", "recurrence.pci_method="]),
        (("suggest", "--set", "patient.album"), ["patient.albumin_g_l="]),
        (("suggest", "--set", "cancer.type=o"), ["cancer.type=ovarian", "cancer.type=other"]),
        (("suggest", "--set", "patient.ecog="), [f"patient.ecog={n}" for n in range(5)]),
        (("suggest", "--set", "patient.pregnant="), ["patient.pregnant=true", "patient.pregnant=false"]),
        (("suggest", "--set", "recurrence.sites="), [f"recurrence.sites=[{site}" for site in SITES]),
        (("suggest", "--set", "recurrence.sites=[ovary,liv"), ["recurrence.sites=[ovary,liver"]),
        (("suggest", "--set", "patient.declines=[hea"), ["patient.declines=[heated"]),
        (("suggest", "--set", "nothing=x"), []),
        (("suggest", "a.yaml", "--option", "sys"), ["systemic"]),
        (("suggest", "a.yaml", "--format", "ma"), ["markdown"]),
        (("suggest", "a.yaml", "--no-p"), ["--no-presume", "--no-pager"]),
        (("explain", "a.yaml", "heat"), ["heated"]),
        (("explain", "a.yaml", "surgery", "--to", "candidate_"), ["candidate_with_caution"]),
        (("what-if", "a.yaml", "--vs", "b"), ["b.json"]),
        (("what-if", "a.yaml", "--sweep", "recurrence.asc"), ["recurrence.ascites"]),
        (("facts", "recurrence.asc"), ["recurrence.ascites"]),
        (("cases", "show", "pmp-sp"), ["pmp-spleen-2024"]),
        (("rules", "show", "surgery.low-extent-"), ["surgery.low-extent-doubted"]),
        (("rules", "list", "--effect", "c"), ["cautions"]),
        (("rules", "list", "--factor", "e"), ["extent"]),
        (("rules", "list", "--cancer", "ov"), ["ovarian"]),
        (("rules", "check", "--explain", "RTX20"), [code for code in CODES if code.startswith("RTX20")]),
        (("sources", "show", "two"), ["two-2021-trial"]),
    ],
    ids=" ".join,
)
def test_completion(words: tuple[str, ...], wanted: list[str], ask: object) -> None:
    assert ask(*words) == wanted  # type: ignore[operator]


def test_profiles_come_with_the_bundled_cases_and_without_hidden_files(ask: object) -> None:
    found = ask("suggest", "")  # type: ignore[operator]
    assert found == [*(f"case:{name}" for name in all_cases()), "a.yaml", "b.json", "cohort/"]


def test_rules_that_cannot_be_read_complete_to_nothing_without_a_word(ask: object) -> None:
    for words in (("explain", "a.yaml", "s"), ("rules", "show", "s"), ("sources", "show", "t")):
        assert ask("--rules", "nowhere", *words) == []  # type: ignore[operator]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (("suggest", "--set", "cancer.type", "=", "col"), ["colorectal"]),
        (("suggest", "--set", "cancer.type", "="), list(VOCABULARY["cancer.type"].values)),
        (("suggest", "case", ":", "pmp-sp"), ["pmp-spleen-2024"]),
        (("suggest", "--set", "recurrence.sites", "=", "[ovary,liv"), ["[ovary,liver"]),
        (("suggest", "--set", "recurrence.tem"), [f"recurrence.tempo={v}" for v in TEMPOS]),
        (("suggest", "--format", "=", "ma"), ["markdown"]),
        (("explain", "--set", "cancer.type", "=", "ovarian", "second"), ["second_hipec"]),
    ],
    ids=" ".join,
)  # fmt: skip
def test_bash_splits_words_at_signs_and_gets_what_is_behind_the_last(words: tuple[str, ...], wanted: list[str]) -> None:
    start = "import sys; sys.argv = ['recurtx']; from recurtx.cli import run; run()"
    env = {**os.environ, "_RECURTX_COMPLETE": "complete_bash", "COMP_CWORD": str(len(words))}
    env["COMP_WORDS"] = "\n".join(("recurtx", *words))
    argv = [sys.executable, "-c", start]
    done = subprocess.run(argv, capture_output=True, text=True, env=env, check=False, timeout=60)
    assert (done.stderr, done.stdout.splitlines()) == ("", wanted)
