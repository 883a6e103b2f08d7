"""What a user prefers: an option beats the environment, the environment the configuration file."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING, Any

import pytest

from command import MINI, Result, done, in_terminal, mini, recurtx, words
from recurtx.cli.preferences import KEYS, place
from test_terminal import ANSWER, START, seen

if TYPE_CHECKING:
    from pathlib import Path

FACTS = ("--set", "cancer.type=ovarian")


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the configuration file is; there is none yet."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr("sys.platform", "linux")
    return tmp_path / "recurtx" / "config.toml"


def write(file: Path, text: str) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")


def shown(key: str) -> Any:
    rows = json.loads(done(recurtx("config", "show", "--format", "json")))["configuration"]
    return next((row["value"], row["from"]) for row in rows if row["key"] == key)


class TestOrder:
    """Option, environment, file, default."""

    def test_width(self, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def widest(*argv: str) -> int:
            return max(len(row) for row in done(mini(*argv, "suggest", *FACTS)).splitlines())

        assert widest() == 80
        write(file, "width = 70")
        assert widest() == 70
        monkeypatch.setenv("RECURTX_WIDTH", "60")
        assert widest() == 60
        assert widest("--width", "100") == 100

    def test_rules_and_who_named_them_is_told(
        self, file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.delenv("RECURTX_RULES", raising=False)
        write(file, f"rules = '{MINI}'")
        assert recurtx("suggest", *FACTS).err == f"rules: {MINI} ({file})\n"
        monkeypatch.setenv("RECURTX_RULES", str(MINI))
        assert recurtx("suggest", *FACTS).err == f"rules: {MINI} (RECURTX_RULES)\n"
        monkeypatch.setenv("RECURTX_RULES", str(tmp_path))
        assert done(mini("suggest", *FACTS))

    def test_a_folder_that_is_not_whole_stands_beside_the_file(self, file: Path) -> None:
        write(file, "rules = 'ours'")
        assert f"{file.parent / 'ours'}" in recurtx("suggest", *FACTS).err

    @pytest.mark.parametrize(
        ("argv", "env", "text", "coloured"),
        [
            ((), {}, "", False),
            ((), {}, "color = 'always'", True),
            ((), {"NO_COLOR": "1"}, "color = 'always'", False),
            ((), {"FORCE_COLOR": "1"}, "", True),
            ((), {"CLICOLOR_FORCE": "1"}, "color = 'never'", True),
            ((), {"FORCE_COLOR": "0"}, "", False),
            ((), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, "", False),
            (("--color", "always"), {"NO_COLOR": "1"}, "", True),
            (("--color", "never"), {"FORCE_COLOR": "1"}, "", False),
            (("--no-color",), {"FORCE_COLOR": "1"}, "", False),
            (("--color", "auto"), {"FORCE_COLOR": "1"}, "", False),
        ],
    )
    def test_colour(
        self, argv: tuple[str, ...], env: dict[str, str], text: str, coloured: bool, file: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        write(file, text)
        for name, value in {"TERM": "xterm-256color", **env}.items():
            monkeypatch.setenv(name, value)
        found = recurtx("--rules", MINI, "suggest", *FACTS, *argv)
        assert ("\x1b[1m" in done(found)) is coloured
        assert "\x1b]8" not in found.out, "links are for terminals alone"

    def test_theme(self, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TERM", "xterm-256color")
        argv = ("suggest", "--set", "cancer.type=ovarian", "--set", "patient.ecog=1", "--color", "always")
        assert "\x1b[1;36m" in done(mini(*argv))
        write(file, "theme = 'dark'")
        assert "\x1b[1;38;5;44m" in done(mini(*argv))
        monkeypatch.setenv("RECURTX_THEME", "light")
        assert "\x1b[1;38;5;24m" in done(mini(*argv))
        monkeypatch.setenv("RECURTX_THEME", "auto")
        monkeypatch.setenv("COLORFGBG", "15;0")
        assert "\x1b[1;38;5;44m" in done(mini(*argv))

    def test_pager(self, file: Path, tmp_path: Path) -> None:
        write(file, "pager = 'sed s/^/mine:/'")
        start = "import os; del os.environ['RECURTX_PAGER']; " + START
        env = {"XDG_CONFIG_HOME": str(tmp_path), "PAGER": "sed s/^/usual:/"}
        assert seen(*ANSWER, rows=10, env=env, start=start).startswith("mine:")
        assert seen(*ANSWER, rows=10, env=env).startswith("paged:")


def test_links_are_for_terminals_that_have_them() -> None:
    argv = ("--rules", MINI, "--color", "always", "explain", "--all", "surgery", *FACTS)
    assert "\x1b]8;id=" in in_terminal(*argv).out
    for term in ("linux", "dumb", "eterm-color"):
        assert "\x1b]8" not in in_terminal(*argv, env={"TERM": term}).out


def test_pager_that_shows_the_codes_of_links_gets_none() -> None:
    argv = ("explain", "--all", "surgery", "--set", "cancer.type=ovarian")
    assert "https://" in (text := seen(*argv, rows=10))
    assert "\x1b]8" not in text


class TestMistakes:
    """Told with file, line, key, what is allowed and the nearest spelling; nothing is done before they are mended."""

    @pytest.mark.parametrize(
        ("text", "code", "said", "help", "line"),
        [
            ("# mine\nthme = 'dark'", "RTX221", "unknown key `thme`", "did you mean `theme`?", 2),
            ("theme = 'drak'", "RTX222", "`theme` cannot be `drak`", "did you mean `dark`?", 1),
            ("width = 1000", "RTX222", "`width` cannot be `1000`", "allowed: 60 to 400", 1),
            ("width = true", "RTX222", "`width` cannot be `True`", "allowed: 60 to 400", 1),
            ('rules = "a\\u0000b"', "RTX222", "`rules` cannot be `a\\x00b`", "allowed: a folder", 1),
            ("rules = 3", "RTX222", "`rules` cannot be `3`", "allowed: a folder", 1),
            ("[theme]\nx = 1", "RTX222", "`theme` cannot be `{'x': 1}`", "allowed: auto, light, dark, mono", 1),
            ("\ntheme = dark", "RTX220", "Invalid value", "", 2),
            ("theme = '", "RTX220", 'Unterminated string', "", 1),
        ],
    )  # fmt: skip
    def test_of_the_file(self, text: str, code: str, said: str, help: str, line: int, file: Path) -> None:
        write(file, text)
        found = mini("suggest", *FACTS)
        (told,) = found.complaints()
        assert (found.code, found.out, told.code, told.help) == (2, "", code, help)
        assert told.message.startswith(said) or code == "RTX220"
        assert re.fullmatch(rf"{re.escape(str(file))}:{line}:\d+", told.where)

    def test_all_at_once(self, file: Path) -> None:
        write(file, "theme = 'drak'\nwidht = 3\nwidth = 3")
        assert [told.code for told in mini("suggest", *FACTS).complaints()] == ["RTX222", "RTX221", "RTX222"]

    @pytest.mark.parametrize("data", [b"\xff", b"#" * 70_000], ids=["not UTF-8", "large"])
    def test_file_that_is_none(self, data: bytes, file: Path) -> None:
        write(file, "")
        file.write_bytes(data)
        assert [told.code for told in mini("suggest", *FACTS).complaints()] == ["RTX220"]

    def test_pipe_in_its_place_is_not_waited_for(self, file: Path) -> None:
        file.parent.mkdir()
        os.mkfifo(file)
        assert [told.code for told in mini("suggest", *FACTS).complaints()] == ["RTX220"]

    def test_of_the_environment(self, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("RECURTX_THEME", "drak")
        (told,) = mini("suggest", *FACTS).complaints()
        assert (told.where, told.code, told.help) == ("RECURTX_THEME", "RTX222", "did you mean `dark`?")

    def test_of_options(self) -> None:
        assert "`alway` is none of its words; did you mean `always`?" in words(mini("--color", "alway", "suggest").err)

    def test_doctor_and_config_run_all_the_same(self, file: Path) -> None:
        write(file, "width = 3")
        assert done(recurtx("config", "path")) == f"{file}\n"
        assert recurtx("doctor").code == 1


class TestConfig:
    """`recurtx config` writes what one would write by hand."""

    def test_set_and_unset_leave_the_rest_of_the_file(self, file: Path) -> None:
        write(file, "# ours\nwidth = 70 # narrow\n\ntheme = 'dark'")
        assert recurtx("config", "set", "width", "90").code == 0
        assert recurtx("config", "set", "pager", 'less "-S"').code == 0
        assert file.read_text(encoding="utf-8") == '# ours\nwidth = 90\n\ntheme = \'dark\'\npager = "less \\"-S\\""\n'
        assert recurtx("config", "unset", "theme").code == 0
        assert shown("pager") == ('less "-S"', str(file))
        assert shown("theme") == (None, None)

    def test_first_key_makes_the_file(self, file: Path) -> None:
        assert not file.parent.exists()
        assert recurtx("config", "set", "color", "never").err == f'color = "never": {file}\n'
        assert shown("color") == ("never", str(file))

    def test_rules_are_set_as_a_whole_path_to_a_folder(self, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(MINI.parent)
        assert recurtx("config", "set", "rules", MINI.name).code == 0
        assert shown("rules")[0] == str(MINI)
        (told,) = recurtx("config", "set", "rules", "nowhere").complaints()
        assert (told.code, told.message) == ("RTX222", "`rules` cannot be `nowhere`")

    @pytest.mark.parametrize(
        ("argv", "code", "help"),
        [
            (("set", "them", "dark"), "RTX221", "did you mean `theme`?"),
            (("unset", "them"), "RTX221", "did you mean `theme`?"),
            (("set", "theme", "drak"), "RTX222", "did you mean `dark`?"),
            (("set", "width", "wide"), "RTX222", "allowed: 60 to 400"),
        ],
    )
    def test_what_cannot_be_set(self, argv: tuple[str, ...], code: str, help: str, file: Path) -> None:
        found = recurtx("config", *argv)
        (told,) = found.complaints()
        assert (found.code, told.code, told.help) == (2, code, help)
        assert not file.exists()

    def test_key_that_takes_several_lines_is_left_to_an_editor(self, file: Path) -> None:
        write(file, 'pager = """less\n"""\n')
        assert [told.code for told in recurtx("config", "set", "pager", "more").complaints()] == ["RTX220"]
        assert file.read_text(encoding="utf-8") == 'pager = """less\n"""\n'

    def test_every_key_is_shown_with_what_it_may_be(self, file: Path) -> None:
        text = done(recurtx("config", "show"))
        assert [key for key in KEYS if not re.search(rf"^{key} +not set", text, re.MULTILINE)] == []

    @pytest.mark.parametrize("home", ["", "relative"])
    def test_no_file_is_read_from_where_one_happens_to_be(self, home: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("XDG_CONFIG_HOME", home)
        monkeypatch.setattr("sys.platform", "linux")
        assert place() is None
        assert [told.code for told in recurtx("config", "set", "width", "90").complaints()] == ["RTX220"]


class TestDoctor:
    """Says what is broken, and how it is mended."""

    def test_of_what_is_in_order(self, file: Path) -> None:
        found = mini("doctor")
        assert (found.code, found.err) == (0, "")
        for said in (
            "Python",
            "pydantic",
            str(MINI),
            "cache",
            "encoding",
            "completion",
            "verify",
            "Nothing is broken.",
        ):
            assert said in found.out

    def test_of_rules_that_cannot_be_used(self, tmp_path: Path) -> None:
        found = recurtx("--rules", tmp_path, "doctor", "--format", "json")
        (rules,) = (one for one in json.loads(found.out)["doctor"]["Rules"] if one["state"] == "broken")
        assert (found.code, rules["what"]) == (1, "rules")
        assert "recurtx rules check" in rules["help"]

    def test_of_a_configuration_that_cannot_be_used(self, file: Path) -> None:
        write(file, "thme = 'dark'")
        found = mini("doctor")
        assert found.code == 1
        assert f"{file}:1:1: RTX221 unknown key `thme`" in words(found.out)

    def test_of_what_is_not_installed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        needed = ["rich>=13.8", "z3-solver>=5.4; extra == 'verify'", 'nowhere[x]>=1 ; extra == "faces"', "gone>=2"]
        monkeypatch.setattr("importlib.metadata.requires", lambda name: needed)
        found = json.loads(mini("doctor", "--format", "json").out)["doctor"]
        states = {one["what"]: (one["state"], one["help"]) for part in found.values() for one in part}
        assert states["faces"] == ("note", 'pip install "recurtx[faces]"')
        assert states["gone"] == ("broken", "pip install gone")
        assert states["rich"] == ("fine", "")

    @pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() == 0, reason="root may write everywhere")
    def test_of_a_cache_that_cannot_be_written(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        tmp_path.chmod(0o500)
        monkeypatch.setenv("RECURTX_CACHE", str(tmp_path / "cache"))
        assert "cannot be written" in mini("doctor").out


class Enough(Exception):
    """Ends a test of something that goes on for ever."""


class TestWatch:
    """The answer is given anew whenever a file was saved."""

    def saved(self, texts: list[str], profile: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """What is written after each of these texts was saved, the last of them kept."""
        rest, found = iter(texts), []
        answer = profile.with_name("answer.txt")

        def edit(seconds: float) -> None:
            found.append(answer.read_text(encoding="utf-8") if answer.exists() else "")
            text = next(rest, None)
            if text is None:
                raise KeyboardInterrupt
            profile.write_text(text, encoding="utf-8")

        monkeypatch.setattr("time.sleep", edit)
        self.result: Result = mini("suggest", profile, "--brief", "--watch", "--output", answer)
        return found

    def test_answer_follows_the_file_until_ctrl_c(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        profile = tmp_path / "patient.yaml"
        profile.write_text("cancer.type: ovarian\n", encoding="utf-8")
        found = self.saved(["cancer.type: ov", "cancer.type: gastric\n"], profile, monkeypatch)
        assert [text.splitlines()[1].split(".")[0] for text in found] == ["Ovarian", "Ovarian", "Gastric"]
        assert self.result.code == 130
        assert [told.code for told in self.result.complaints()] == ["RTX120"]
        assert self.result.err.count(f"watching {profile} and the rules; Ctrl-C ends") == 3

    @pytest.mark.parametrize(
        "argv",
        [("suggest", "-"), ("suggest", "case:pmp-spleen-2024"), ("suggest", *FACTS), ("explain", "surgery", *FACTS)],
    )
    def test_what_is_no_file_is_not_watched(self, argv: tuple[str, ...], tmp_path: Path) -> None:
        found = mini(*argv, "--watch", "--output", tmp_path / "answer")
        assert (found.code, [told.code for told in found.complaints()]) == (2, ["RTX223"])

    def test_nothing_is_watched_into_a_pipe(self, tmp_path: Path) -> None:
        (tmp_path / "p.yaml").write_text("cancer.type: ovarian\n", encoding="utf-8")
        assert [told.code for told in mini("suggest", tmp_path / "p.yaml", "--watch").complaints()] == ["RTX223"]
