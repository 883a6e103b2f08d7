"""Whatever goes wrong around it: nothing is lost, left behind, waited for without end, or open for others to read."""

from __future__ import annotations

import json
import os
import pty
import resource
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from markdown_it import MarkdownIt

from command import MINI, Result, done, in_process, mini, recurtx, words
from recurtx.cli.files import keep_folders, save
from recurtx.errors import UsageError
from recurtx.profile import Agents, SetContent, Situation
from recurtx.reasoning.interview import Inquiry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recurtx.ruleset import Ruleset

TEXT = "cancer: {type: ovarian}\nrecurrence: {sites: [peritoneum]}\n"
SETS = ("--set", "cancer.type=ovarian")


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    file = tmp_path / "p.yaml"
    file.write_text(TEXT, encoding="utf-8")
    return file


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    shutil.copytree(MINI, folder)
    return folder


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def refused(result: Result, code: str, says: str = "") -> None:
    """Told in one problem, without a traceback."""
    assert "Traceback" not in result.err
    (one,) = result.complaints()
    assert (result.out, one.code) == ("", code), result
    assert says in one.message, one


class TestClassesInsideClasses:
    """A class that lies within another stands for it, as a drug does."""

    agents = Agents(
        {"wide": frozenset("abc"), "narrow": frozenset("ab"), "other": frozenset("bd")},
        {"a": frozenset({"wide", "narrow"}), "b": frozenset({"wide", "narrow", "other"}),
         "c": frozenset({"wide"}), "d": frozenset({"other"})},
    )  # fmt: skip

    def told(self, content: SetContent, name: str) -> str:
        situation = Situation({"prior.agents": content}, self.agents)
        return situation.element("prior.agents", name).truth.value

    @pytest.mark.parametrize("complete", [True, False])
    def test_the_wider_class_is_present_where_the_narrower_is(self, complete: bool) -> None:
        content = SetContent(frozenset({"narrow"}), complete=complete)
        assert self.told(content, "wide") == "true"
        assert self.told(content, "other") == "unknown"

    def test_the_narrower_class_is_not_present_where_the_wider_is(self) -> None:
        assert self.told(SetContent(frozenset({"wide"}), complete=True), "narrow") == "unknown"

    def test_the_narrower_class_is_absent_where_the_wider_is(self) -> None:
        content = SetContent(absent=frozenset({"wide"}))
        assert (self.told(content, "narrow"), self.told(content, "other")) == ("false", "unknown")

    def test_members_of_a_class_that_is_unsure_are_unknown(self) -> None:
        content = SetContent(complete=True, unsure=frozenset({"narrow"}))
        assert [self.told(content, name) for name in ("a", "narrow", "wide", "c")] == ["unknown"] * 3 + ["false"]

    def test_a_class_present_inside_one_that_is_absent_is_a_contradiction(self) -> None:
        agents = "{present: [aromatase_inhibitor], absent: [endocrine]}"
        result = recurtx("suggest", *SETS, "--set", f"prior.agents={agents}")
        refused(result, "RTX132", "names aromatase_inhibitor as present, and every drug of that class as absent")

    def test_growth_under_a_narrower_class_asks_for_the_same_care_as_under_its_drug(self) -> None:
        answers = [json.loads(done(recurtx(*self.ovarian(name)))) for name in ("aromatase_inhibitor", "letrozole")]
        assert self.verdicts(answers[0]) == self.verdicts(answers[1])
        assert self.verdicts(answers[0])["endocrine_therapy"] == "candidate_with_caution"

    def ovarian(self, agent: str) -> tuple[str, ...]:
        facts = {
            "cancer.type": "ovarian", "cancer.histology": "low_grade_serous", "prior.agents": f"[{agent}]",
            "prior.progressed_on": f"[{agent}]", "prior.systemic_lines": "1", "prior.latest_response": "progression",
            "recurrence.sites": "[peritoneum]", "recurrence.confirmed": "true", "patient.ecog": "1",
        }  # fmt: skip
        return ("suggest", "--format", "json", *(w for f, v in facts.items() for w in ("--set", f"{f}={v}")))

    def verdicts(self, answer: dict[str, object]) -> dict[str, str]:
        found: dict[str, str] = {}
        open_ = list(answer["options"])  # type: ignore[call-overload]
        while open_:
            option = open_.pop()
            found[option["id"]] = option["verdict"]
            open_ += option["modalities"]
        return {name: found[name] for name in ("endocrine_therapy", "mek_inhibition")}


class TestWhatIsRead:
    """An answer never takes the place of what it came from."""

    @pytest.mark.parametrize("option", ["--output", "--receipt"])
    def test_the_file_behind_standard_input_stays(self, option: str, profile: Path) -> None:
        with profile.open("rb") as stdin:
            argv = [sys.executable, "-m", "recurtx", "--rules", str(MINI), "suggest", "-", option, str(profile)]
            found = subprocess.run(argv, stdin=stdin, capture_output=True, check=False, timeout=60)
        assert found.returncode == 2
        assert b"it is the file that standard input comes from" in b" ".join(found.stderr.split())
        assert profile.read_text(encoding="utf-8") == TEXT

    def test_a_receipt_from_standard_input_stays(self, profile: Path, tmp_path: Path) -> None:
        receipt = tmp_path / "r.json"
        mini("suggest", profile, "--receipt", receipt)
        before = receipt.read_bytes()
        with receipt.open("rb") as stdin:
            argv = [sys.executable, "-m", "recurtx", "--rules", str(MINI), "replay", "-", "-o", str(receipt)]
            assert subprocess.run(argv, stdin=stdin, capture_output=True, check=False, timeout=60).returncode == 2
        assert receipt.read_bytes() == before

    @pytest.mark.parametrize("argv", [
        ("suggest", *SETS, "-o"), ("suggest", *SETS, "--receipt"), ("rules", "list", "-o"),
        ("profile", "template", "-o"),
    ])  # fmt: skip
    def test_the_rules_in_use_stay(self, argv: tuple[str, ...], rules: Path, tmp_path: Path) -> None:
        file, link = rules / "options" / "surgery.yaml", tmp_path / "link.yaml"
        link.symlink_to(file)
        before = file.read_bytes()
        for place in (file, link):
            refused(recurtx("--rules", rules, *argv, place), "RTX205", "it is a file of the rules in use")
        assert file.read_bytes() == before

    def test_a_book_of_the_rules_may_stand_beside_them_and_be_renewed(self, rules: Path) -> None:
        for _ in range(2):
            done(recurtx("--rules", rules, "rules", "list", "-o", rules / "README.md"))

    @pytest.mark.parametrize("name", ["old", "new", "cohort"])
    def test_what_is_compared_stays(self, name: str, rules: Path, profile: Path, tmp_path: Path) -> None:
        new, cohort = tmp_path / "new", tmp_path / "cohort"
        shutil.copytree(rules, new)
        cohort.mkdir()
        shutil.copy(profile, cohort)
        file = {"old": rules / "every.yaml", "new": new / "every.yaml", "cohort": cohort / "p.yaml"}[name]
        before = file.read_bytes()
        refused(mini("rules", "diff", rules, new, "--profiles", cohort, "-o", file), "RTX205")
        assert file.read_bytes() == before

    def test_a_new_file_in_a_folder_that_is_compared_is_written(self, tmp_path: Path) -> None:
        keep_folders([str(tmp_path)], str(tmp_path / "new.yaml"), (".yaml",))

    def test_a_bundled_case_stays(self) -> None:
        import recurtx.cases

        file = Path(recurtx.cases.__file__).parent / "data" / "pmp-spleen-2024.yaml"
        refused(mini("suggest", "case:pmp-spleen-2024", "-o", file), "RTX205", "it is a file of recurtx itself")


def heeding() -> None:
    """Signals end a process, whoever started the tests ignores them or not."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


class TestEnded:
    """A signal to end leaves no part behind and loses no answer."""

    @pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
    def test_a_file_half_written_is_taken_away(self, name: str, profile: Path, tmp_path: Path) -> None:
        program = (
            "import os, pathlib, signal, sys\n"
            f"pathlib.Path.replace = lambda *_: os.kill(os.getpid(), signal.{name})\n"
            "from recurtx.__main__ import main\nmain()\n"
        )
        argv = [sys.executable, "-c", program, "--rules", str(MINI), "suggest", str(profile), "--receipt", "r.json"]
        found = subprocess.run(argv, capture_output=True, check=False, timeout=60, cwd=tmp_path, preexec_fn=heeding)
        assert (found.returncode, found.stderr) == (128 + getattr(signal, name), b"")
        assert [f.name for f in tmp_path.iterdir()] == ["p.yaml"]

    @pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
    @pytest.mark.parametrize("saved", [True, False])
    def test_answers_of_an_interview_are_kept(self, name: str, saved: bool, tmp_path: Path) -> None:
        argv = [sys.executable, "-m", "recurtx", "--rules", str(MINI), "interview", *["-o", "i.yaml"][: 2 * saved]]
        with subprocess.Popen(
            argv,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=tmp_path,
            preexec_fn=heeding,  # noqa: PLW1509
        ) as process:
            assert process.stdin
            assert process.stderr
            process.stdin.write(b"4\n1\n")
            process.stdin.flush()
            shown = b""
            while shown.count(b"> ") < 3 or not shown.endswith(b"> "):
                shown += process.stderr.read1()  # type: ignore[attr-defined]
            out = self.ended(process, getattr(signal, name))
        text = (tmp_path / "i.yaml").read_text(encoding="utf-8") if saved else out.decode()
        assert yaml.safe_load(text) == {"cancer": {"type": "gastric"}, "patient": {"ecog": 1}}
        assert process.returncode == 128 + getattr(signal, name)

    def ended(self, process: subprocess.Popen[bytes], number: int) -> bytes:
        """Send a signal until it is heeded: one that comes just before a read waits for the next."""
        while process.poll() is None:
            process.send_signal(number)
            try:
                return process.communicate(timeout=2)[0]
            except subprocess.TimeoutExpired:
                continue
        return process.communicate()[0]

    def test_where_the_window_is_closed_the_answers_are_put_into_a_file(self, tmp_path: Path) -> None:
        program = (
            "import fcntl, termios\nfcntl.ioctl(0, termios.TIOCSCTTY, 0)\nfrom recurtx.__main__ import main\nmain()\n"
        )
        argv = [sys.executable, "-c", program, "--rules", str(MINI), "--no-color", "interview"]
        mine, theirs = pty.openpty()
        process = subprocess.Popen(
            argv,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            cwd=tmp_path,
            start_new_session=True,
            preexec_fn=heeding,  # noqa: PLW1509
        )
        os.close(theirs)
        for line in ("4\n", "1\n", ""):
            shown = ""
            while not shown.endswith("> "):
                shown += os.read(mine, 65536).decode(errors="replace")
            os.write(mine, line.encode())
        os.close(mine)
        assert process.wait(timeout=60) in (2, 128 + signal.SIGHUP)
        (file,) = tmp_path.iterdir()
        assert yaml.safe_load(file.read_text(encoding="utf-8")) == {
            "cancer": {"type": "gastric"},
            "patient": {"ecog": 1},
        }
        assert (file.name[:18], mode(file)) == ("recurtx-interview-", 0o600)

    def test_nohup_is_heeded(self, tmp_path: Path) -> None:
        before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
        try:
            program = (
                "import os, pathlib, signal\nreplace = pathlib.Path.replace\n"
                "def hung_up(self, target):\n    os.kill(os.getpid(), signal.SIGHUP)\n    replace(self, target)\n"
                "pathlib.Path.replace = hung_up\nfrom recurtx.__main__ import main\nmain()\n"
            )
            argv = [sys.executable, "-c", program, "--rules", str(MINI), "suggest", *SETS, "-o", "a.txt"]
            assert subprocess.run(argv, check=False, timeout=60, cwd=tmp_path).returncode == 0
        finally:
            signal.signal(signal.SIGHUP, before)
        assert (tmp_path / "a.txt").exists()

    def test_ctrl_c_while_it_starts_is_silent(self) -> None:
        program = (
            "import sys\nclass Early:\n    def find_spec(self, name, *_):\n"
            "        if name == 'recurtx.cli':\n            raise KeyboardInterrupt\n"
            "sys.meta_path.insert(0, Early())\nfrom recurtx.__main__ import main\nmain()\n"
        )
        found = subprocess.run([sys.executable, "-c", program, "facts"], capture_output=True, check=False, timeout=60)
        assert (found.returncode, found.stdout, found.stderr) == (130, b"", b"")


class TestForTheOwnerOnly:
    """What holds a patient is readable by its owner alone."""

    @pytest.fixture(autouse=True)
    def mask(self) -> Iterator[None]:
        before = os.umask(0o022)
        yield
        os.umask(before)

    @pytest.mark.parametrize("argv", [
        ("suggest", "P", "-o", "F"), ("suggest", "P", "--receipt", "F"), ("suggest", *SETS, "-f", "json", "-o", "F"),
        ("explain", "P", "surgery", "-o", "F"), ("next", "P", "-o", "F"), ("profile", "template", "-o", "F"),
        ("what-if", "P", "--set", "patient.ecog=1", "-o", "F"), ("profile", "validate", "P", "-o", "F"),
        ("interview", "-o", "F"),
    ])  # fmt: skip
    def test_new_file(self, argv: tuple[str, ...], profile: Path, tmp_path: Path) -> None:
        file = tmp_path / "made"
        mini(*({"P": profile, "F": file}.get(word, word) for word in argv), stdin=b"4\n")
        assert mode(file) == 0o600

    @pytest.mark.parametrize(("before", "after"), [
        (0o644, 0o600), (0o664, 0o600), (0o755, 0o700), (0o600, 0o600), (0o640, 0o640), (0o660, 0o660), (0o200, 0o200),
    ])  # fmt: skip
    def test_file_that_all_could_read_is_closed_and_one_that_was_shared_on_purpose_is_not(
        self, before: int, after: int, tmp_path: Path
    ) -> None:
        file = tmp_path / "answer.txt"
        file.write_text("old", encoding="utf-8")
        file.chmod(before)
        done(mini("suggest", *SETS, "-o", file))
        assert mode(file) == after

    def test_what_holds_no_patient_is_as_the_shell_says(self, tmp_path: Path) -> None:
        file = tmp_path / "rules.txt"
        done(mini("rules", "list", "-o", file))
        assert mode(file) == 0o644

    def test_the_part_beside_it_is_never_open(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        seen: list[int] = []
        replace = Path.replace

        def looked(self: Path, target: Path) -> Path:
            seen.append(mode(self))
            return replace(self, target)

        monkeypatch.setattr(Path, "replace", looked)
        done(mini("suggest", *SETS, "-o", tmp_path / "a.txt"))
        assert seen == [0o600]


class TestTwoSides:
    """A file that an interview saves to and somebody else changes."""

    def talk(self, file: Path, tmp_path: Path, meddle: str, monkeypatch: pytest.MonkeyPatch, lines: bytes) -> Result:
        """An interview, with the file written by another hand before the second line is read."""
        from recurtx.cli import interview

        typed, count = interview.typed_line, iter(range(99))

        def meddled() -> tuple[str, bool] | None:
            if next(count) == 1:
                file.write_text(meddle, encoding="utf-8")
            return typed()

        monkeypatch.setattr(interview, "typed_line", meddled)
        known = [file] if file.exists() else []
        return mini("interview", *known, "--output", file, stdin=lines)

    def test_an_edit_made_meanwhile_is_kept_and_the_answers_are_printed(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file = tmp_path / "p.yaml"
        file.write_text("cancer: {type: gastric}\n", encoding="utf-8")
        found = self.talk(file, tmp_path, "cancer: {type: gastric}  # mine\n", monkeypatch, b"1\n1\nq\n")
        assert (found.code, [c.code for c in found.complaints()]) == (2, ["RTX205"])
        assert "was changed by somebody else" in words(found.err)
        assert file.read_text(encoding="utf-8") == "cancer: {type: gastric}  # mine\n"
        assert yaml.safe_load(found.out)["patient"] == {"ecog": 1}

    @pytest.mark.parametrize("second", [b"1", b"b"])
    def test_answers_of_another_interview_are_neither_replaced_nor_deleted(
        self, second: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file = tmp_path / "new.yaml"
        found = self.talk(file, tmp_path, TEXT, monkeypatch, b"4\n" + second + b"\nq\n")
        assert found.code == 2
        assert file.read_text(encoding="utf-8") == TEXT


def nested(count: int, one: str) -> str:
    return "cancer: {type: ovarian}\nprior: {agents: [" + f"{one}," * count + "]}\n"


HOSTILE = {
    "one drug over and over": nested(520_000, "a"),
    "empty lists": nested(340_000, "[]"),
    "unknown keys": "cancer: {type: ovarian}\n" + "".join(f"k{i}: 1\n" for i in range(90_000)),
    "unlisted drugs": "cancer: {type: ovarian}\nprior: {agents: [" + ",".join(f"zzqq{i}" for i in range(20_000)) + "]}",
    "unknown sites": "cancer: {type: ovarian}\nrecurrence: {sites: [" + ",".join(f"s{i}" for i in range(90_000)) + "]}",
    "partial sets": "cancer: {type: ovarian}\nprior: {agents: {" + ",".join(f"k{i}: 1" for i in range(90_000)) + "}}",
    "unlisted drugs in a history": "cancer: {type: ovarian}\nprior: {regimens: [" + ",".join(
        "{agents: [" + ",".join(f"zz{i}q{j}" for j in range(90)) + "], setting: recurrence}" for i in range(18)) + "]}",
}  # fmt: skip


class TestBounds:
    """What no patient has is refused before it costs anything."""

    @pytest.mark.parametrize("name", HOSTILE)
    def test_profile_that_would_cost_much(self, name: str, tmp_path: Path) -> None:
        file = tmp_path / "p.yaml"
        file.write_text(HOSTILE[name], encoding="utf-8")
        refused(mini("suggest", file), "RTX114")

    def test_it_takes_little_memory(self, tmp_path: Path) -> None:
        file = tmp_path / "p.yaml"
        file.write_text(HOSTILE["empty lists"], encoding="utf-8")

        def limited() -> None:
            resource.setrlimit(resource.RLIMIT_AS, (500 << 20, 500 << 20))

        argv = [sys.executable, "-m", "recurtx", "--rules", str(MINI), "suggest", str(file)]
        found = subprocess.run(argv, capture_output=True, check=False, timeout=60, preexec_fn=limited)
        assert (found.returncode, found.stdout) == (2, b"")
        assert b"RTX114" in found.stderr

    def test_a_list_is_told_at_its_place(self) -> None:
        text = "cancer: {type: ovarian}\nprior:\n  agents: [" + "a," * 300 + "]\n"
        refused(mini("suggest", "-", stdin=text.encode()), "RTX114", "it holds more than 200 values")
        assert mini("suggest", "-", stdin=text.encode()).err.startswith("<stdin>:3:11: RTX114")

    def test_a_profile_in_a_receipt_is_bounded_too(self, profile: Path, tmp_path: Path) -> None:
        from recurtx.answer import receipt as receipts

        file = tmp_path / "r.json"
        mini("suggest", profile, "--receipt", file)
        raw = json.loads(file.read_bytes())
        raw["profile"]["prior"] = {"agents": sorted(f"zzqq{i}" for i in range(5000))}
        raw["profile_digest"] = receipts.digest_of(receipts.Profile.model_validate_json(json.dumps(raw["profile"])))
        raw["digest"] = receipts._digest(raw)
        file.write_text(json.dumps(raw), encoding="utf-8")
        found = mini("replay", file)
        assert found.code == 2
        assert "RTX114" in found.err

    def test_rules_of_too_many_values(self, rules: Path) -> None:
        (rules / "concepts.yaml").write_text("schema: 1\nconcepts: [" + "[]," * 120_000 + "]\n", encoding="utf-8")
        found = recurtx("--rules", rules, "suggest", *SETS)
        assert found.code == 3
        assert "it holds more than 100 000 values" in words(found.err)

    def test_a_disk_is_no_folder_of_rules(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        from recurtx.ruleset import folder

        monkeypatch.setattr(folder, "_MOST", 20)
        for i in range(30):
            (tmp_path / f"{i}.txt").touch()
        found = recurtx("--rules", tmp_path, "suggest", *SETS)
        assert (found.code, [c.code for c in found.complaints()]) == (3, ["RTX002"])
        assert "holds more than 20 files" in found.err

    def test_rules_that_are_too_large_together(self, rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        from recurtx.ruleset import folder

        monkeypatch.setattr(folder, "_MOST_BYTES", 1024 * 1024)
        for i in range(3):
            (rules / "options" / f"x{i}.yaml").write_text("# \n" * 140_000, encoding="utf-8")
        found = recurtx("--rules", rules, "suggest", *SETS)
        assert (found.code, [c.code for c in found.complaints()]) == (3, ["RTX002"])

    def test_what_is_hidden_in_a_folder_of_rules_is_not_looked_at(self, rules: Path) -> None:
        (rules / ".github").mkdir()
        (rules / ".github" / "ci.yml").write_text("jobs: {}\n", encoding="utf-8")
        done(recurtx("--rules", rules, "suggest", *SETS))

    @pytest.mark.parametrize("argv", [
        ("suggest", "--set", "recurrence.sites=[LONG]"), ("suggest", "--set", "LONG=1"), ("suggest", "--set", "LONG"),
        ("suggest", "LONG", "EXTRA"), ("--LONG",), ("LONG",), ("explain", *SETS, "LONG"), ("rules", "show", "LONG"),
        ("suggest", *SETS, "--format", "LONG"), ("cases", "show", "LONG"), ("sources", "show", "LONG"),
        ("suggest", *SETS, "--format", "json", "--set", "patient.ecog=LONG"), ("facts", "LONG"),
        ("what-if", *SETS, "--sweep", "LONG"), ("rules", "list", "--cancer", "LONG"),
        ("suggest", "case:LONG"), ("rules", "check", "--explain", "LONG"), ("--rules", "LONG", "facts"),
    ], ids=" ".join)  # fmt: skip
    def test_a_long_word_is_not_repeated_whole(self, argv: tuple[str, ...]) -> None:
        found = mini(*(word.replace("LONG", "z" * 100_000) for word in argv))
        assert found.code in (1, 2, 3)
        assert len(found.err) + len(found.out) < 5000

    @pytest.mark.parametrize("text", [
        "id: LONG\ncancer: {type: ovarian}\n", "cancer: {type: LONG}\n", "cancer: {type: ovarian}\nLONG: 1\n",
        "cancer: !LONG {type: ovarian}\n", "cancer: &LONG {type: ovarian}\n", "cancer: {type: ovarian, LONG: 3}\n",
        "cancer: {type: ovarian}\nprior: {agents: [LONG]}\n", "cancer: {type: ovarian}\npatient: {age: 9LONG}\n",
        "cancer: {type: ovarian}\nprior: {regimens: [{agents: [cisplatin], setting: LONG}]}\n",
        "cancer: {type: ovarian}\nprior: {regimens: [{agents: [cisplatin], LONG: LONG}]}\n",
        "cancer: {type: ovarian}\nrecurrence: {date: LONG}\n", "cancer: {type: ovarian}\nas_of: LONG\n",
        "cancer: {type: ovarian}\nrecurrence: {sites: {present: [liver], LONG: 3}}\n",
        "cancer: {type: ovarian}\nrecurrence: {sites: [LONG, LONG]}\n", "cancer: LONG\n", "LONG\n", "a: [LONG: {]\n",
        "cancer: {type: ovarian}\npatient: {declines: [LONG]}\n",
    ])  # fmt: skip
    @pytest.mark.parametrize("form", [(), ("--format", "json")], ids=["text", "json"])
    def test_a_long_value_is_not_repeated_whole(self, text: str, form: tuple[str, ...]) -> None:
        found = mini("suggest", "-", *form, stdin=text.replace("LONG", "z" * 100_000).encode())
        assert (found.code, found.out) == (2, "")
        assert len(found.err) < 10_000, found.err[:300]


LINES = ["?" * 4000, "x " * 2000, "no " * 1300, "1 " * 2000, ", " * 2000, "a-" * 2000, "12,5 " * 800]


@pytest.mark.parametrize("line", LINES, ids=range(len(LINES)))
@pytest.mark.parametrize("path", ["prior.agents", "recurrence.sites", "patient.ecog"])
def test_a_line_of_many_words_is_not_compared_with_all_its_parts(
    line: str, path: str, ruleset: Ruleset, monkeypatch: pytest.MonkeyPatch
) -> None:
    from recurtx.reasoning import answers

    asked = 0
    meaning = answers._meaning

    def counted(*given: Any) -> Any:
        nonlocal asked
        asked += 1
        return meaning(*given)

    monkeypatch.setattr(answers, "_meaning", counted)
    elements = ("cisplatin", "oxaliplatin") if path == "prior.agents" else ()
    inquiry = Inquiry(path, elements=elements)
    answers.read_answer(line, inquiry, Situation({"cancer.type": "ovarian"}), ruleset.names)
    assert asked <= 100_000


class TestProtected:
    """What is not to be written is not."""

    @pytest.mark.parametrize("option", ["--output", "--receipt"])
    def test_write_protection_is_heeded(self, option: str, tmp_path: Path) -> None:
        file = tmp_path / "r.json"
        file.write_text("old", encoding="utf-8")
        file.chmod(0o444)
        refused(mini("suggest", *SETS, option, file), "RTX205", "it is write-protected")
        assert (file.read_text(encoding="utf-8"), mode(file)) == ("old", 0o444)

    def test_a_link_that_leads_to_itself_stays(self, tmp_path: Path) -> None:
        link = tmp_path / "loop"
        link.symlink_to(link)
        refused(mini("suggest", *SETS, "-o", link), "RTX205", "it is a link that leads to itself")
        assert link.is_symlink()

    @pytest.mark.skipif(os.getuid() != 0, reason="only root writes to the files of others")
    def test_root_leaves_a_file_with_its_owner(self, tmp_path: Path) -> None:
        file = tmp_path / "a.txt"
        file.write_text("old", encoding="utf-8")
        os.chown(file, 12345, 12345)
        done(mini("suggest", *SETS, "-o", file))
        assert (file.stat().st_uid, file.stat().st_gid) == (12345, 12345)

    def test_a_file_that_cannot_be_left_with_its_owner_stays(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def forbidden(*_: object) -> None:
            raise PermissionError

        file = tmp_path / "a.txt"
        file.write_text("old", encoding="utf-8")
        status = os.stat_result([0o100644, 1, 1, 1, file.stat().st_uid + 1, 0, 3, 0, 0, 0])
        looked = Path.stat
        monkeypatch.setattr(os, "chown", forbidden)
        monkeypatch.setattr(Path, "stat", lambda p, **k: status if p == file else looked(p, **k))
        with pytest.raises(UsageError, match="it belongs to another user or group"):
            save("new", str(file))
        assert [f.name for f in tmp_path.iterdir()] == ["a.txt"]


STEERING = ["\u202e", "\u2066", "\u200b", "\U000e0041", "\u2028", "\x1b[31m", "\x9b31m", "\x07", "\x08", "\x7f"]


@pytest.mark.parametrize("sign", STEERING, ids=ascii)
@pytest.mark.parametrize("argv", [
    ("suggest", *SETS, "--?opt"), ("suggest", "p.yaml", "extra?"), ("-?",), ("wh?at",), ("rules", "li?st"),
    ("suggest", *SETS, "--format", "?"), ("--width", "?", "facts"), ("rules", "--opt?"),
], ids=" ".join)  # fmt: skip
def test_words_that_the_framework_repeats_steer_nothing(argv: tuple[str, ...], sign: str) -> None:
    found = mini(*(word.replace("?", sign) for word in argv))
    assert (found.code, found.out) == (2, "")
    assert sign not in found.err


@pytest.mark.parametrize("form", [(), ("--format", "json")], ids=["text", "json"])
def test_rules_that_the_environment_chose_are_named(form: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECURTX_RULES", str(MINI))
    found = recurtx("suggest", *SETS, *form)
    assert (found.code, found.err) == (0, f"rules: {MINI} (RECURTX_RULES)\n")
    assert mini("suggest", *SETS, *form).err == ""


class TestPipes:
    """A pipe at whose other end is nobody is no reason to wait."""

    @pytest.fixture
    def pipe(self, tmp_path: Path) -> Path:
        os.mkfifo(tmp_path / "pipe.yaml")
        return tmp_path / "pipe.yaml"

    @pytest.mark.parametrize("argv", [
        ("suggest", "P"), ("replay", "P"), ("profile", "validate", "P"), ("interview", "P"),
        ("what-if", "case:pmp-spleen-2024", "--vs", "P"),
    ], ids=" ".join)  # fmt: skip
    def test_input(self, argv: tuple[str, ...], pipe: Path) -> None:
        refused(mini(*(pipe if word == "P" else word for word in argv)), "RTX103", "nobody writes to this pipe")

    @pytest.mark.parametrize("option", ["--output", "--receipt"])
    def test_output(self, option: str, pipe: Path) -> None:
        refused(mini("suggest", *SETS, option, pipe), "RTX205", "nobody reads from this pipe")

    @pytest.mark.parametrize("name", ["concepts.yaml", "options/zz.yaml"])
    def test_among_the_rules(self, name: str, rules: Path) -> None:
        (rules / name).unlink(missing_ok=True)
        os.mkfifo(rules / name)
        for command in (("suggest", *SETS), ("rules", "check")):
            found = recurtx("--rules", rules, *command)
            assert found.code == 3
            assert "it is no regular file" in words(found.err)

    def test_a_writer_that_is_slow_is_waited_for(self, pipe: Path) -> None:
        def write() -> None:
            with pipe.open("w") as file:
                for part in (TEXT[:10], TEXT[10:]):
                    time.sleep(0.1)
                    file.write(part)
                    file.flush()

        writer = threading.Thread(target=write)
        writer.start()
        assert done(mini("profile", "validate", pipe)) == "valid; 2 facts recorded\n"
        writer.join()

    def test_standard_error_is_no_profile(self) -> None:
        found = in_process("--rules", MINI, "suggest", "/dev/stderr")
        assert found.code == 2
        assert "the command writes to this pipe itself" in words(found.err)


@pytest.mark.parametrize(
    "command", [("--help",), ("suggest", "--help"), ("rules", "--help"), ("profile", "schema"), ("rules", "schema"),
                ("schema", "assessment"), ("schema", "what-if")], ids=" ".join)  # fmt: skip
def test_help_and_schemas_are_the_same_without_docstrings(command: tuple[str, ...]) -> None:
    assert in_process(*command, env={"PYTHONOPTIMIZE": "2"}) == in_process(*command)


@pytest.mark.parametrize("text", ["    code", "     - item", "   # head", "\t\tcode", "    1. item"])
def test_a_text_that_begins_with_blanks_is_no_code(text: str, rules: Path) -> None:
    file = rules / "options" / "palliative.yaml"
    before = file.read_text(encoding="utf-8")
    file.write_text(before.replace("Relief is possible at any stage.", json.dumps(text)), encoding="utf-8")
    book = done(recurtx("--rules", rules, "rules", "list", "--format", "markdown"))
    blocks = MarkdownIt("commonmark").parse(book)
    assert "code_block" not in {block.type for block in blocks}
    shown = ["".join(c.content for c in b.children) for b in blocks if b.type == "inline" and b.children]
    assert text.strip() in shown
