"""Files that people bring: what is wrong is told with its line and field, and nothing of it is taken."""

from datetime import date

import pytest

from zorgvuldig.processes.reference_data.explain import template
from zorgvuldig.processes.reference_data.intake import reading
from zorgvuldig.processes.reference_data.intake.kinds import (
    CHOICES,
    CODES,
    KINDS,
    LETTERHEAD,
    PROVIDERS,
    TARIFFS,
)
from zorgvuldig.processes.reference_data.intake.machine import PROPOSAL_MACHINE, state_words
from zorgvuldig.processes.reference_data.intake.proposing import InputError, Wanted, read_proposal
from zorgvuldig.processes.reference_data.intake.reading import FileError, Problem, read_file, read_form

JULY, TODAY = date(2026, 7, 1), date(2026, 11, 22)
HEAD = "uzovi;prestatiecodelijst;prestatiecode;tarief;tot_en_met"
GOOD = "9998;041;1000;45,50;"
PROVIDER = "94990001;9401;Praktijk De Linde;zorgaanbieder;NL91ABNA0417164300;Lindelaan;12a;1234AB;Utrecht;"


def told(content, kind=TARIFFS, valid_from=JULY):
    content = content if isinstance(content, bytes) else content.encode()
    with pytest.raises(FileError) as error:
        read_file(content, kind, valid_from=valid_from)
    return [str(problem) for problem in error.value.problems]


def rows(content, kind=TARIFFS):
    content = content if isinstance(content, bytes) else content.encode()
    return read_file(content, kind, valid_from=JULY)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_the_example_of_every_kind_can_be_read_back(kind):
    [row] = read_file(template(kind).encode(), kind, valid_from=JULY)
    assert len(row.key) == len(kind.keys)


def test_a_mark_in_front_semicolons_commas_and_another_order_are_all_read():
    plain = rows(f"{HEAD}\n{GOOD}\n")
    assert plain == rows(f"\ufeff{HEAD}\r\n{GOOD}\r\n\r\n")
    assert plain == rows('tarief,uzovi,prestatiecode,prestatiecodelijst,tot_en_met\n"45,50",9998,1000,041,\n')
    assert plain == rows(f"{HEAD.upper()}\n 9998 ; 041;1000;€ 45.50;\n")
    assert (plain[0].line, plain[0].key, plain[0].held) == (2, ("9998", "041", "1000"), ("4550",))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "de kop klopt niet"),
        (HEAD, "Er staat geen enkele regel in."),
        ("uzovi;tarief\n9998;1", "er ontbreekt prestatiecodelijst, prestatiecode, tot_en_met"),
        (f"{HEAD};kleur\n{GOOD};rood", "niet bekend is kleur"),
        (f"{HEAD};tarief\n{GOOD};1", "dubbel staat er tarief"),
        (f"{HEAD}\n9998;041;1000\n", "Regel 2: er staan 3 velden en geen 5."),
        (f'{HEAD}\n9998;041;1000;"45,50\n', "aanhalingstekens op deze regel kloppen niet"),
        (f"{HEAD}\n{GOOD}\n9998;041;é;1;\n".encode("latin-1"), "Regel 3: deze regel is niet in UTF-8"),
        (HEAD.encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04\0\0", "Dit is geen tekstbestand"),
        (b"x" * 5_000_001, "groter dan 5 MB"),
    ],
    ids=str,
)
def test_a_file_of_another_form_is_refused_as_a_whole(content, words):
    assert words in " ".join(told(content))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (";041;1000;45,50;", "Regel 2, kolom uzovi: dit veld is leeg."),
        ("99;041;1000;45,50;", "Regel 2, kolom uzovi: schrijf 4 cijfers"),
        ("9998;41;1000;45,50;", "kolom prestatiecodelijst"),
        ("9998;041;a b;45,50;", "kolom prestatiecode: gebruik hooguit 20 letters"),
        ("9998;041;1000;1.234,50;", "kolom tarief: schrijf een bedrag zoals 12,34"),
        ("9998;041;1000;-5;", "kolom tarief"),
        ("9998;041;1000;5;31-02-2027", "kolom tot_en_met: deze dag bestaat niet."),
        ("9998;041;1000;5;morgen", "kolom tot_en_met: schrijf een dag"),
        ("9998;041;1000;5;2026-06-29", "kolom tot_en_met: deze dag ligt voor de ingang, 01-07-2026."),
    ],
)
def test_a_field_that_cannot_be_used_is_told_with_its_line(line, words):
    [only] = told(f"{HEAD}\n{line}\n")
    assert words in only


def test_every_problem_of_a_file_is_told_in_order_and_a_flood_of_them_is_counted():
    assert [problem[:7] for problem in told(f"{HEAD}\n1;041;1;x;\n9998;041;1000;1;\n2;041;1;y;\n")] == [
        "Regel 2",
        "Regel 2",
        "Regel 4",
        "Regel 4",
    ]
    with pytest.raises(FileError) as error:
        rows("\n".join([HEAD, *["1;041;1;x;"] * 80]))
    assert (len(error.value.problems), error.value.more) == (100, 60)


def test_the_same_row_twice_is_told():
    assert told(f"{HEAD}\n{GOOD}\n{GOOD}\n") == [
        "Regel 3: deze regel gaat over hetzelfde als regel 2 (9998 041 1000)."
    ]


def test_more_rows_than_a_proposal_may_have_are_told(monkeypatch):
    monkeypatch.setattr(reading, "MOST_ROWS", 1)
    [only] = told(f"{HEAD}\n{GOOD}\n9998;041;1001;1;\n")
    assert "meer dan 1 regels" in only


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("94990001", "9499001"), "kolom agb_code: schrijf 8 cijfers"),
        (("9401", "941"), "kolom kwalificatie: schrijf 2 of 4 cijfers"),
        (("NL91ABNA0417164300", "NL92ABNA0417164300"), "kolom iban: dit is geen geldig rekeningnummer"),
        (("NL91ABNA0417164300", "NL91ABNA041716430"), "kolom iban"),
        (("zorgaanbieder", "winkel"), "kolom soort: schrijf zorgaanbieder, zorgverlener"),
        (("1234AB", "0123AB"), "kolom postcode: schrijf de postcode zoals 1234 AB"),
        (("Praktijk De Linde", "=1+1"), "kolom naam: begin de tekst niet met ="),
        (("Praktijk De Linde", "a\u202eb"), "kolom naam: er staat een teken in dat niet te lezen is"),
        (("Lindelaan", "x" * 101), "kolom straat: gebruik hooguit 100 tekens"),
    ],
)
def test_a_wrong_provider_is_told(change, words):
    line = PROVIDER.replace(*change)
    [only] = told(f"{';'.join(PROVIDERS.header)}\n{line}\n", PROVIDERS)
    assert words in only


def test_two_rows_that_contradict_each_other_about_one_provider_are_told():
    other = PROVIDER.replace("9401", "0302").replace("Linde;", "Eik;")
    [only] = told(f"{';'.join(PROVIDERS.header)}\n{PROVIDER}\n{other}\n", PROVIDERS)
    assert only == "Regel 3: deze regel zegt iets anders van 94990001 dan regel 2."


def test_a_form_is_read_without_a_line():
    fields = {"uzovi": "9998", "naam": "Zorg", "retouradres": "", "website": "https://x", "telefoon": "bel"}
    with pytest.raises(FileError) as error:
        read_form(fields, LETTERHEAD, valid_from=JULY)
    assert [(problem.line, problem.column) for problem in error.value.problems] == [
        (None, "retouradres"),
        (None, "website"),
        (None, "telefoon"),
    ]
    assert str(Problem(None, "naam", "dit veld is leeg")) == "Kolom naam: dit veld is leeg."


def wanted(**more):
    words = {"kind": TARIFFS, "valid_from": JULY, "reason": "De afspraken zijn rond.", "content": b""}
    return Wanted(**{**words, **more})


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"valid_from": date(2226, 7, 1)}, "valid_from"),
        ({"valid_from": date(1999, 7, 1)}, "valid_from"),
        ({"reason": "n.v.t."}, "reason"),
        ({"reason": "aaa " * 200}, "reason"),
        ({"content": None}, "file"),
        ({"kind": CHOICES, "valid_from": date(2026, 11, 23)}, "valid_from"),
        ({"kind": LETTERHEAD, "valid_from": TODAY}, "valid_from"),
    ],
)
def test_a_day_or_a_reason_that_cannot_be_used_is_told_beside_its_field(words, field):
    with pytest.raises(InputError) as error:
        read_proposal(wanted(**words), today=TODAY)
    assert list(error.value.problems) == [field]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("access_term", "P6W", "Gedragscode art. 5.2 onder a; AVG 12 lid 3"),
        ("retention_after_end", "P9Y", "Gedragscode art. 4.0.8"),
        ("no_such_thing", "3", "kennen de normen niet"),
        ("break_glass_minutes", "lang", "schrijf een heel getal"),
    ],
)
def test_what_the_law_fixes_is_refused_with_its_citation(name, value, words):
    fields = {"naam": name, "waarde": value}
    with pytest.raises(FileError, match=words):
        read_proposal(
            wanted(kind=CHOICES, valid_from=date(2027, 1, 1), content=None, fields=fields), today=TODAY
        )


def test_a_code_list_is_read_by_its_name_in_capitals():
    [only] = told("codelijst;code;omschrijving;tot_en_met\nservice 010;C11;Controle;\n", CODES)
    assert "kolom codelijst: schrijf de naam van de lijst in hoofdletters" in only


def test_the_machine_ends_where_nothing_can_be_done_any_more():
    ends = [state.name for state in PROPOSAL_MACHINE.states if not PROPOSAL_MACHINE.steps_from(state.name)]
    assert ends == ["applied", "rejected", "withdrawn"]
    assert state_words("applied") == "In gebruik"
