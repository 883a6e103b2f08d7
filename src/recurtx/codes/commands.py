"""Codes of what a command was asked for, and of the files that it is given beside a profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.codes.code import Code

if TYPE_CHECKING:
    from collections.abc import Mapping

COMMANDS: Mapping[str, Code] = {
    "RTX140": Code(
        "--set takes path=value.",
        "Without the sign it is open where the value begins.",
        "--set patient.ecog 2",
        "--set patient.ecog=2; --set patient.ecog= takes the fact away",
    ),
    "RTX141": Code(
        "--sweep takes the path of a number, a choice or a yes/no fact; a number also with a range inside what is allowed, as path=first..last or path=first..last:step.",
        "A sweep runs one fact through its values, and needs to know which.",
        "--sweep recurrence.pci=0-39",
        "--sweep recurrence.pci=0..39",
    ),
    "RTX150": Code(
        "The file is not a teaching case.",
        "A case holds a profile and what the team did; without both nothing can be compared.",
        "a profile in the place of a case",
        "Write it as the bundled cases are written.",
    ),
    "RTX160": Code(
        "The receipt is larger than 16 MiB.",
        "A receipt has some hundred kilobytes; anything larger is another file.",
        "recurtx replay archive.json",
        "Name the receipt.",
    ),
    "RTX161": Code(
        "The receipt is not JSON.",
        "What cannot be read cannot be asked again.",
        "recurtx replay patient.yaml",
        "Name a file that `--receipt` wrote.",
    ),
    "RTX162": Code(
        "The file is JSON, but not a receipt: a key is unknown, missing, given twice, or holds what it cannot hold.",
        "A receipt is complete or it proves nothing.",
        "recurtx replay answer.json, of `suggest --format json`",
        "Name a file that `--receipt` wrote.",
    ),
    "RTX163": Code(
        "The receipt has a schema that this version of recurtx does not know.",
        "Keys of another schema may mean something else.",
        "a receipt of a later version",
        "Replay it with the version that wrote it, which stands in it.",
    ),
    "RTX164": Code(
        "The receipt was changed after it was written: a digest in it does not match.",
        "A receipt that differs from what was written shows another answer.",
        "a receipt in which a value was edited",
        "Use the receipt as it was written.",
    ),
    "RTX165": Code(
        "The profile in the receipt is not valid with this version of recurtx and the rules in use.",
        "A patient who cannot be read cannot be judged again.",
        "a receipt with a fact that was renamed since",
        "Replay it with the version and the rules that stand in it.",
    ),
    "RTX166": Code(
        "The receipt would be written over the profile or the answer.",
        "One of the two would be lost.",
        "recurtx suggest p.yaml --receipt p.yaml",
        "Name another file.",
    ),
    "RTX167": Code(
        "The folder of profiles does not exist, or holds no profile (*.yaml, *.yml, *.json).",
        "A comparison over nobody would find that nothing turns.",
        "recurtx rules diff old --profiles empty",
        "Name a folder with profiles in it.",
    ),
    "RTX168": Code(
        "The folder of vignettes does not exist, holds none, or a file in it is no list of vignettes.",
        "A measure that silently left patients out would say more than it knows.",
        "recurtx rules mutate --boards patients",
        "Name a folder of files with `vignettes`, each with `patient` and `expect`.",
    ),
    "RTX201": Code(
        "No profile was given.",
        "Verdicts are those of a patient.",
        "recurtx suggest",
        "Name a file, - for standard input, case:ID, or give facts with --set.",
    ),
    "RTX202": Code(
        "There is no option of this id.",
        "The answer for another option is not what was asked.",
        "recurtx explain patient.yaml second_hypec",
        "Write the id as `recurtx rules list` shows it.",
    ),
    "RTX203": Code(
        "There is no bundled case of this id.",
        "No other patient may stand in for the one who was meant.",
        "recurtx suggest case:pmp",
        "Write the id as `recurtx cases list` shows it.",
    ),
    "RTX204": Code(
        "The words of the command do not fit.",
        "A word that is passed over may be the one that was meant.",
        "recurtx rules list --effect excluding",
        "See the help of the command: --help.",
    ),
    "RTX205": Code(
        "The output file cannot be written.",
        "A result that was not kept must not be believed kept.",
        "recurtx suggest p.yaml --output /nowhere/a.txt",
        "See the reason in the message: the folder, the permission, the disk.",
    ),
    "RTX206": Code(
        "There is no rule of this id.",
        "Another rule is not what was asked for.",
        "recurtx rules show surgery.extent",
        "Write the id as `recurtx rules list` shows it.",
    ),
    "RTX207": Code(
        "There is no source of this id.",
        "Another publication is not what was asked for.",
        "recurtx sources show smith",
        "Write the id as `recurtx sources list` shows it.",
    ),
    "RTX208": Code(
        "There is no code of this name.",
        "Codes are a closed list.",
        "recurtx rules check --explain RTX14",
        "Write RTX and three digits as the message shows them; `all` explains every code.",
    ),
    "RTX209": Code(
        "A script answered an interview with too many texts in a row that are no answers to the question.",
        "A script that does not hear the questions would record nothing, or the wrong thing.",
        "yes 7 | recurtx interview",
        "Let the script answer what is asked, or write a profile.",
    ),
    "RTX210": Code(
        "No fact, rule or source speaks of these words.",
        "An empty list would leave open whether the words were understood.",
        "recurtx facts albunim",
        "Use fewer words, or those that the message suggests.",
    ),
    "RTX211": Code(
        "The command needs an extra that is not installed.",
        "Heavy libraries are installed only where they are asked for.",
        "recurtx rules verify, without z3",
        "Install it as the message says.",
    ),
    "RTX220": Code(
        "The configuration file cannot be read, or is no TOML.",
        "A preference that is silently passed over is taken for one that holds.",
        "theme = dark",
        'Write texts between quotation marks: theme = "dark"; `recurtx config path` says where the file is.',
    ),
    "RTX221": Code(
        "The configuration has no such key.",
        "A key that nothing reads changes nothing.",
        "recurtx config set colour never",
        "Use one of the keys that `recurtx config show` names.",
    ),
    "RTX222": Code(
        "A key of the configuration, or the variable of its name, has a value that is not allowed.",
        "What was meant cannot be told.",
        "RECURTX_THEME=black",
        "Use one of the values that the message names.",
    ),
    "RTX223": Code(
        "This cannot be watched: only a profile in a file can, at a terminal or with --output.",
        "What does not change would be watched for ever, and what nobody sees is shown to nobody.",
        "recurtx suggest case:pmp-spleen-2024 --watch",
        "Save the profile in a file, and name that.",
    ),
    "RTX230": Code(
        "The table cannot be read as what its ending says.",
        "What is half read would be half a registry.",
        "recurtx cohort registry.parquet, of which the end is missing; a quote that is never closed; two encodings",
        "See the reason and the line in the message; write it anew, in UTF-8.",
    ),
    "RTX231": Code(
        "A column that nobody knows.",
        "A fact that is passed over because of its name would be missing of every patient.",
        "a column `ecgo`",
        "Name it in a map: what fact it is, `keep` or `ignore`; `others: ignore` leaves out all such columns.",
    ),
    "RTX232": Code(
        "The map of a registry cannot be used.",
        "A column that is read as something else would be wrong of every patient.",
        "columns: {alb: {fact: patient.albumin_g_l, unit: stones}}",
        "A column is `keep`, `ignore`, a fact, or {fact: ..., element: ..., values: {...}, unit: ...}.",
    ),
    "RTX233": Code(
        "One fact stands in two columns.",
        "Which of them holds is not to be guessed.",
        "columns `ecog` and `patient.ecog`",
        "Let a map ignore one of them.",
    ),
    "RTX234": Code(
        "The table holds no patient, or no column with the cancer.",
        "A summary of nobody would look like an answer.",
        "a table of which only the head is left",
        "See the message; a map names the column: `columns: {diagnosis: cancer.type}`.",
    ),
    "RTX235": Code(
        "The id of a patient stands in an earlier row as well.",
        "One patient counted twice is a wrong count.",
        "two visits of one patient",
        "Give each row an id of its own, or let a map ignore the column.",
    ),
    "RTX236": Code(
        "The table changed while it was read.",
        "The answer would be that of no table.",
        "an export that is still being written",
        "Run it again on a copy.",
    ),
    "RTX237": Code(
        "Spark could not be started or reached, or gave up.",
        "Verdicts of a part of a registry are not those of the registry; nothing of them is kept.",
        "recurtx cohort registry -o verdicts --engine spark --master spark://nobody:7077",
        "See the reason in the message; every worker needs recurtx[spark] and the same Python.",
    ),
    "RTX238": Code(
        "A row of a table is not whole.",
        "Values that slipped into other columns would be another patient.",
        "a row with five values under a head of four; a line that is no JSON",
        "Put a value with a separator in it into quotes; write one document in each line.",
    ),
}
