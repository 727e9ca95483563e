"""`tidegate check`: each mistake is answered with its file, its line and what to write instead."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.shell import tidegate
from tidegate.commands.policy_lint import Problem, lint_policy
from tidegate.documents import as_place

ROOT = Path(__file__).parents[2]
GOOD = """\
policy: mine
input: {topic: raw.mine, format: json}
outputs:
  - {topic: clean.mine, as: redacted}
"""


def lint(folder: Path, text: str, name: str = "mine.yaml") -> list[str]:
    """Problems without the folder, as they are printed."""
    path = folder / name
    path.write_text(text, "utf-8")
    return [str(problem).replace(f"{folder}/", "") for problem in lint_policy(path)[1]]


def test_a_list_of_what_must_be_hidden_is_not_printed(tmp_path: Path) -> None:
    """Its pattern is wrong, and its author finds it by its place: a linter's output goes where everyone reads it."""
    said = lint(tmp_path, f"{GOOD}detect:\n  block_list: {{vip: '(Secretia Canaryname'}}\n")
    assert said == ["mine.yaml:6: detect.block_list.vip: RE2 refuses the pattern: missing )"]


def test_a_policy_s_name_says_what_it_may_be_made_of(tmp_path: Path) -> None:
    [said] = lint(tmp_path, "policy: Tickets\n", "Tickets.yaml")
    assert said.startswith("Tickets.yaml:1: policy: a policy's name has lower-case letters, digits, . _ -")


def test_without_a_path_what_the_settings_name_is_checked(tmp_path: Path) -> None:
    """In a folder without config and topics; without settings, what is shipped."""
    assert tidegate("check", folder=tmp_path).stderr.decode().endswith(" files, 0 errors, 0 warnings\n")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "mine.yaml").write_text(GOOD + "detect: {thresold: 1}\n")
    done = tidegate("check", folder=tmp_path, variables={"TIDEGATE_POLICIES_DIR": "own"})
    assert done.returncode == 1
    assert "own/mine.yaml:5: detect: unknown key 'thresold'" in done.stdout.decode()


def test_what_is_right_is_not_complained_about(tmp_path: Path) -> None:
    assert lint(tmp_path, GOOD) == []


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        # words that do not exist: the nearest one that does
        ("detect:\n  thresold: 0.4", "6: detect: unknown key 'thresold'; did you mean 'threshold'?"),
        (
            "detect:\n  entity_types: [emial]",
            "6: detect.entity_types[0]: unknown entity type or group 'emial'; did you mean 'email'",
        ),
        ("transform:\n  default: redcat", "6: transform.default: unknown transformer 'redcat'; did you mean 'redact'?"),
        ("transform:\n  emial: redact", "6: transform.emial: unknown entity type 'emial'; did you mean 'email'?"),
        (
            "transform:\n  default:\n    mask: {keep_lst: 2}",
            "7: transform.default.mask: unknown option of mask 'keep_lst'; did you mean 'keep_last'?",
        ),
        ("fields:\n  - {path: $.a, treat: txt}", "6: fields[0].treat: unknown treatment 'txt'; did you mean 'text'?"),
        (
            "detect: {thresholds: {emial: 0.2}}",
            "5: detect.thresholds.emial: unknown entity type 'emial'; did you mean 'email'?",
        ),
        # what is promised but not built
        (
            "transform: {default: fake}",
            "5: transform.default: fake is not built yet; available: drop, hash, mark, mask, redact",
        ),
        ("detect: {method: llm}", "5: detect.method: unknown detection method 'llm'"),
        ("detect:\n  llm: {model: x}", "6: detect: 'llm' is planned and not built yet; take it out"),
        ("subject: {by: $.customer.id}", "5: 'subject' is planned and not built yet; take it out"),
        ("anonymise: {k: 5}", "5: 'anonymise' is planned and not built yet; take it out"),
        ("detect: {accuracy_mode: high}", "5: detect.accuracy_mode: Input should be 'fast'"),
        # languages that must be told
        (
            "languages: [en, eu]\nother_language: mask_all",
            "5: languages[1]: unknown language that can be told 'eu'",
        ),
        ("other_language: ignore", "5: other_language: Input should be 'heuristics', 'mask_all' or 'quarantine'"),
        (
            "detect: {entity_types: [driver_license]}\nregions: [SG]",
            "5: detect.entity_types[0]: no detector finds driver_license",
        ),
        # codes that nobody reads switch detectors off
        ("regions: [US, UK]", "5: regions[1]: unknown region 'UK'; did you mean 'GB'?"),
        ("regions:\n  - EL\n  - DE", "6: regions[0]: unknown region 'EL'; did you mean 'GR'?"),
        ("regions: [XX]", "5: regions[0]: unknown region 'XX'"),
        ("languages: [en, zz]", "5: languages[1]: unknown language 'zz'"),
        ("languages: [jp]\nother_language: mask_all", "5: languages[0]: unknown language 'jp'; did you mean 'ja'?"),
        ("regions: [GB, AQ]", "5: warning: regions[1]: no detector reads a form of this country; take it out"),
        # what is written by habit
        ("headers: keep", "5: headers: write headers: {keep: [name]}"),
        ("headers: [a, b]", "5: headers: write headers: {keep: [name]}"),
        ("detect:\n\tthreshold: 0.5", "6: begins with a tab, and YAML indents with spaces"),
        ("detect:\n  \tthreshold: 0.5\nlink: {by: key}", "6: begins with a tab, and YAML indents with spaces"),
        # values out of range
        ("detect: {threshold: 1.5}", "5: detect.threshold: Input should be less than or equal to 1"),
        # what YAML reads as something else
        ("detect: {threshold: yes}", "5: detect.threshold: must be a number, and this is true or false"),
        ("detect: {thresholds: {email: on}}", "5: detect.thresholds: must be a number"),
        ("transform: {email: {mask: {keep_last: yes}}}", "5: transform.email.mask.keep_last: must be a number"),
        ("regions: [US, NO]", "5: regions[1]: Input should be a valid string: YAML reads this as true or false"),
        ("detect: {allow_list: [2026-01-31]}", "5: detect.allow_list[0]: Input should be a valid string: put it in q"),
        # another form
        ("detect: {entity_types: email}", "5: detect.entity_types: Input should be a list: write [ ] around it"),
        ("link: key", "5: link: Input should be a valid dictionary, with lines such as `name: value`"),
        ("transform:\n  email:", "6: transform.email: Input should be a valid string or a valid dictionary"),
        ("regions: [us]", "5: regions[0]: a country is two capitals, its ISO 3166-1 code, such as US or GB"),
        ("languages: [english]", "5: languages[0]: a language is two small letters, its ISO 639-1 code"),
        # less than was meant
        (
            "detect: {entity_types: []}\nfields: [{path: $.a, treat: text}]",
            "5: detect.entity_types: is empty, so text is searched for nothing",
        ),
        (
            "transform:\n  default: {mark: {format: '{label}{code}', scope: conversation}}",
            "6: transform.default.mark.scope: without `link` no record is in a conversation",
        ),
        # two names of one type
        (
            "detect: {thresholds: {email: 0.1, EMAIL_ADDRESS: 1}}",
            "5: detect.thresholds.EMAIL_ADDRESS: email has two lines",
        ),
        # paths
        ("fields:\n  - {path: a.b, treat: text}", "6: fields[0].path: a path begins with $: write $.a.b"),
        (
            "fields:\n  - {path: '$.a[?(@.b)]', treat: text}",
            "6: fields[0].path: the path is not understood from character 4 on",
        ),
        (
            'fields:\n  - {path: "$..*", treat: text}\n  - {path: $.id, treat: keep}',
            "7: fields[1].path: never matches: fields[0] ($..*) is earlier and covers it",
        ),
        (
            "fields:\n  - {path: $.a, treat: text}\n  - {path: $.a.b, treat: keep}",
            "7: fields[1].path: never matches: fields[0] ($.a) is earlier",
        ),
        (
            "fields:\n  - {path: '$.a.*', treat: text}\n  - {path: '$.a[2]', treat: keep}",
            "7: fields[1].path: never matches",
        ),
        ("link: {by: conversation}", "5: link.by: a path begins with $: write $.conversation"),
        # patterns
        ("detect:\n  block_list:\n    employee: '(x'", "7: detect.block_list.employee: RE2 refuses the pattern"),
        (
            "detect:\n  block_list:\n    employee: 'x*'",
            "7: detect.block_list.employee: the pattern matches the empty text",
        ),
        ("detect:\n  allow_patterns: [a, '(b']", "6: detect.allow_patterns[1]: RE2 refuses the pattern"),
        (
            "detect:\n  block_list_max_likelihood: 0.2\n  block_list:\n    badge: x",
            "8: detect.block_list.badge: its matches get 0.2, below their threshold of 0.3",
        ),
        # topics that would meet
        ("quarantine: {topic: clean.mine}", "5: quarantine.topic: the same topic as outputs[0]"),
        ("quarantine: {topic: raw.mine}", "5: quarantine.topic: the same topic as the input"),
        ("quarantine: {topic: q.mine, mode: sealed}", "5: quarantine.mode: sealed needs a public key"),
        ("quarantine: {topic: q.mine, seal: true}", "5: quarantine.mode: sealed needs a public key"),
        (
            "quarantine: {topic: q.mine, seal: true, public_key: c2hvcnQ=}",
            "5: quarantine.public_key: is not 32 bytes in base64, as `tidegate keys sealing` prints it",
        ),
        (
            "quarantine: {topic: q.mine, seal: true, mode: block}",
            "5: quarantine: seal: true is mode: sealed; take one of them out",
        ),
        ("quarantine: {topic: q.mine, seal: perhaps}", "5: quarantine: seal is true or false"),
        # harmless to privacy, but surely not meant
        ("link: {by: $.conversation_id}", "5: warning: link.by: a conversation must stay on one partition"),
        (
            "detect:\n  allow_list: [T-1234567]\n  block_list: {ticket: 'T-\\d{7}'}",
            "6: warning: detect.allow_list[0]: block_list.ticket matches it",
        ),
        (
            "detect:\n  allow_list: [Acme, T-1]\n  allow_patterns: ['t-\\d']",
            "6: warning: detect.allow_list[1]: allow_patterns[0] allows it already",
        ),
        ("detect:\n  allow_list: [Acme, ACME]", "6: warning: detect.allow_list[1]: the same as allow_list[0]"),
        ("detect:\n  allow_list: ['Acme ']", "6: warning: detect.allow_list[0]: begins or ends with a space"),
        (
            "detect:\n  allow_patterns: [abc]\n  block_list: {badge: abc}",
            "6: warning: detect.allow_patterns[0]: the same pattern as block_list.badge",
        ),
        ("regions: [US, DE]", "5: warning: regions[1]: dates and other words of this country"),
        ("regions: [BE]\nlanguages: [en]", "5: warning: regions[0]: dates and other words of this country"),
        ("detect: {entity_types: [email]}\ntransform: {iban: redact}", "6: warning: transform.iban: never used"),
        (
            "quarantine: {topic: q.mine, public_key: abc}",
            "5: warning: quarantine.public_key: only `mode: sealed` uses it",
        ),
    ],
)
def test_each_mistake_is_named_with_its_line_and_its_cure(tmp_path: Path, lines: str, expected: str) -> None:
    problems = lint(tmp_path, GOOD + lines + "\n")
    assert [problem for problem in problems if problem.startswith(f"mine.yaml:{expected}")], problems


@pytest.mark.parametrize(
    ("lines", "absent"),
    [
        # a later line that an earlier one does not cover whole is not complained about
        ("fields:\n  - {path: $.a.b, treat: text}\n  - {path: $.a, treat: keep}", "never matches"),
        ("fields:\n  - {path: $.a, treat: text}\n  - {path: '$..a', treat: keep}", "never matches"),
        ("fields:\n  - {path: '$.*.b', treat: text}\n  - {path: '$.a.*', treat: keep}", "never matches"),
        ("link: {by: key}", "warning"),
        ("regions: [BE, US, JP]\nlanguages: [en, fr]", "warning"),
        (
            "link: {by: key}\ntransform: {default: {mark: {format: '{label}{code}', scope: conversation}}}",
            "conversation",
        ),
        ("detect: {entity_types: []}\nfields: [{path: $.a, treat: redact}]", "entity_types"),
        ("detect: {entity_types: [], block_list: {a: b}}\nfields: [{path: $.a, treat: text}]", "entity_types"),
        ("detect:\n  allow_list: [T-12]\n  block_list: {ticket: 'T-\\d{7}'}", "warning"),
        ("detect: {entity_types: [email]}\ntransform: {default: redact, email: redact}", "warning"),
        ("detect: {entity_types: [email]}\nfields: [{path: $.x, treat: iban}]\ntransform: {iban: redact}", "warning"),
    ],
)
def test_what_only_looks_like_a_mistake_is_left_alone(tmp_path: Path, lines: str, absent: str) -> None:
    problems = lint(tmp_path, GOOD + lines + "\n")
    assert not [problem for problem in problems if absent in problem]


def test_all_problems_are_shown_at_once_in_order_of_lines(tmp_path: Path) -> None:
    text = (
        GOOD + "fields:\n  - {path: a, treat: nam}\ndetect: {entity_types: [emial, ibam]}\ntransform: {default: mrk}\n"
    )
    places = [problem.split(": ")[1] for problem in lint(tmp_path, text)]
    assert places[0].startswith("fields[0]")
    assert places[1:] == ["detect.entity_types[0]", "detect.entity_types[1]", "transform.default"]


def test_a_text_policy_that_names_json_fields_is_warned(tmp_path: Path) -> None:
    text = "policy: mine\ninput: {topic: raw.mine, format: text}\nfields:\n  - {path: $.a, treat: text}\n"
    assert any("a text record is one field" in problem for problem in lint(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("policy: other\n", "mine.yaml:1: policy: the file is called mine: write `policy: mine`, or rename the file"),
        ("policy: mine\npolicy: mine\n", "mine.yaml:2: the key 'policy' is repeated"),
        ("- a\n", "mine.yaml:1: a policy is a mapping; begin with `policy: <name>`"),
        ("policy: [\n", "mine.yaml:2: is not valid YAML here"),
        ("input: {topic: raw.x}\n", "mine.yaml: policy: Field required"),
        (GOOD.replace("clean.mine", "raw.mine"), "mine.yaml:4: outputs[0].topic: the same topic as the input"),
    ],
)
def test_a_broken_file_says_where(tmp_path: Path, text: str, expected: str) -> None:
    problems = lint(tmp_path, text)
    assert [problem for problem in problems if problem.startswith(expected)], problems


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("fields[2].path", ("fields", 2, "path")),
        ("", ()),
        ("transform.mask.keep_last", ("transform", "mask", "keep_last")),
    ],
)
def test_a_place_is_read_back_from_its_text(text: str, place: tuple[str | int, ...]) -> None:
    assert as_place(text) == place


def test_a_warning_says_that_it_is_one() -> None:
    assert str(Problem("f.yaml", 3, "link.by", "warning", "hm")) == "f.yaml:3: warning: link.by: hm"
    assert str(Problem("f.yaml", 0, "", "error", "hm")) == "f.yaml: hm"


def test_what_is_shipped_passes_strictly() -> None:
    done = tidegate("check", "--strict", "config", "topics", folder=ROOT)
    assert done.returncode == 0, done.stdout.decode()
    assert done.stdout == b""


def test_exit_codes_and_json(tmp_path: Path) -> None:
    """Findings are 1, warnings alone 0 unless they are to count."""
    (tmp_path / "mine.yaml").write_text(GOOD + "link: {by: $.c}\n")
    assert tidegate("check", "mine.yaml", folder=tmp_path).returncode == 0
    assert tidegate("check", "--strict", "mine.yaml", folder=tmp_path).returncode == 1
    (tmp_path / "mine.yaml").write_text(GOOD + "lnk: {by: key}\n")
    done = tidegate("check", "--json", ".", folder=tmp_path)
    document = json.loads(done.stdout)
    assert done.returncode == 1
    assert (document["files"], document["errors"]) == (1, 1)
    [problem] = document["problems"]
    assert (problem["file"], problem["line"], problem["level"]) == ("mine.yaml", 5, "error")
    assert "did you mean 'link'?" in problem["message"]


def test_topics_and_settings_are_checked_and_told_apart(tmp_path: Path) -> None:
    (tmp_path / "topics").mkdir()
    (tmp_path / "topics" / "a.yaml").write_text("topic: raw.a\nabout: things\ndata_class: rwa\n")
    (tmp_path / "tidegate.yaml").write_text("http_prot: 80\n")
    (tmp_path / "odd.yaml").write_text("colour: blue\n")
    done = tidegate("check", "topics", "tidegate.yaml", "odd.yaml", folder=tmp_path)
    said = done.stdout.decode()
    assert done.returncode == 1
    assert "topics/a.yaml:3: data_class: " in said
    assert "did you mean 'raw'?" in said
    assert "tidegate.yaml:1: unknown key 'http_prot'; did you mean 'http_port'?" in said
    assert "odd.yaml:1: is no policy" in said


def test_two_policies_must_not_write_to_one_topic(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(GOOD)
    (tmp_path / "other.yaml").write_text(GOOD.replace("policy: mine", "policy: other").replace("raw.mine", "raw.other"))
    done = tidegate("check", ".", folder=tmp_path)
    assert done.returncode == 1
    assert b"mine.yaml writes to this topic too" in done.stdout
    assert b"other.yaml:4: outputs: mine.yaml writes" in done.stdout


def policy_of(name: str, source: str, output: str, more: str = "") -> str:
    text = GOOD.replace("policy: mine", f"policy: {name}").replace("raw.mine", source).replace("clean.mine", output)
    return text + more


def test_the_topics_of_all_policies_are_held_against_each_other(tmp_path: Path) -> None:
    """Loops, and what was put away; a chain is none of them."""
    for name, source, output, more in (
        ("one", "raw.one", "clean.one", ""),
        ("chain", "clean.one", "raw.two", ""),
        ("two", "raw.two", "clean.two", "quarantine: {topic: poison.two}\n"),
        ("round", "clean.two", "raw.two", ""),
        ("sealed", "raw.sealed", "poison.two", ""),
        ("named", "raw.named", "quarantine.old", ""),
        ("reserved", "raw.reserved", "own.status", ""),
        ("control", "raw.control", "clean.control", ""),
    ):
        (tmp_path / f"{name}.yaml").write_text(policy_of(name, source, output, more))
    (tmp_path / "tidegate.yaml").write_text("prefix: own\n")
    said = tidegate("check", ".", folder=tmp_path).stdout.decode().splitlines()
    assert [line for line in said if "writes to this topic too" not in line] == [
        "control.yaml:2: input.topic: flows named control, run or upload are Tidegate's own",
        "named.yaml:4: outputs[0].topic: a quarantine topic is no output; write another name",
        "reserved.yaml:4: outputs[0].topic: topics that begin with own. are Tidegate's own",
        "round.yaml:4: outputs[0].topic: a loop: through two.yaml its records would be its own input again, for ever",
        "sealed.yaml:4: outputs[0].topic: two.yaml puts records away there; write another name",
        "two.yaml:4: outputs[0].topic: a loop: through round.yaml its records would be its own input again, for ever",
        "two.yaml:5: quarantine.topic: sealed.yaml writes clean records to it: "
        "their readers must not see what is put away",
    ]


def test_a_secret_in_a_settings_file_is_refused_and_not_shown(tmp_path: Path) -> None:
    (tmp_path / "tidegate.yaml").write_text("kafka:\n  sasl.password: hunter2\n")
    done = tidegate("check", "tidegate.yaml", folder=tmp_path)
    assert done.returncode == 1
    assert b"tidegate.yaml:2: kafka.sasl.password: a secret does not belong here" in done.stdout
    assert b"hunter2" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("csv", "path", "said"),
    [
        ("{header: [id, mail]}", "$.mial", "warning: fields[0].path: never matches: no column of input.csv.header is "
                                           "called so; did you mean `$['mail']`?"),
        ("{header: [id, mail]}", "'$[2]'", "warning: fields[0].path: never matches: there are 2 columns"),
        ("{header: false}", "$.mail", "warning: fields[0].path: never matches: without a header columns have no names"),
        ("{header: [id, mail]}", "$.mail", ""),
        ("{header: [id, mail]}", "'$[1]'", ""),
        ("{header: true}", "$.mail", ""),  # what the records' own headers say is not known here
        ("{header: false}", "'$[7]'", ""),
        ("{header: false}", "$..*", ""),
        ("{delimiter: tab}", "$..*", ""),
        ("{delimiter: '|'}", "$..*", "input.csv.delimiter"),
        ("{header: [1]}", "$..*", "input.csv.header"),
        ("{encoding: utf-7}", "$..*", "input.csv.encoding"),
    ],
)  # fmt: skip
def test_a_csv_policy_that_names_no_column_is_warned(tmp_path: Path, csv: str, path: str, said: str) -> None:
    """A line for a column that no record can have hides nothing."""
    text = f"policy: mine\ninput: {{topic: raw.mine, format: csv, csv: {csv}}}\n"
    text += f"fields:\n  - {{path: {path}, treat: text}}\n"
    problems = lint(tmp_path, text)
    assert bool(problems) is bool(said)
    assert all(said in problem for problem in problems)


def test_a_layout_of_csv_belongs_to_csv(tmp_path: Path) -> None:
    """With another format it would say nothing."""
    text = "policy: mine\ninput: {topic: raw.mine, format: json, csv: {header: true}}\n"
    text += "fields: [{path: $..*, treat: text}]\n"
    assert any("csv needs format: csv" in problem for problem in lint(tmp_path, text))
