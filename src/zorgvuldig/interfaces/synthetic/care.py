"""The kinds of care that are claimed: by which message, by whom, what, how often at which age, for how much.

Codes and names of services are those of the sector's lists; tariffs and frequencies are our own guesses at
what is plausible, and no statistics.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

ADULT = 18
AGE_BANDS = (0, 4, 18, 30, 50, 65, 75)
"""The first age of each band; the last band has no end."""


@dataclass(frozen=True, slots=True)
class Service:
    """One service (prestatie): its code, its name, its tariff in cents, how often against the others."""

    code: str
    name: str
    cents: int
    weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CareKind:
    """One kind of care, and the message by which it is claimed."""

    name: str
    message: str
    version: str
    practice: str
    """What an organisation of this kind is called; its family name follows."""
    organisation: str
    """First two digits of the AGB code of the organisation (soort zorgverlener)."""
    specialism: str
    """What its practitioners are qualified for (four digits)."""
    insured_a_practice: int
    code_list: str
    services: tuple[Service, ...]
    lines: tuple[int, int]
    """Least and most lines of one claim."""
    spread: int
    """Over how many days the lines of one claim lie."""
    share: int
    """Of a hundred claim lines, how many are of this kind."""
    by_age: tuple[int, ...]
    """How often somebody of each age band has this care, against the other bands."""
    adults_under: Literal["Zvw", "AV"] = "Zvw"
    """Under which regime adults have this care; children have all of it under the basic insurance."""


PHARMACY = CareKind(
    name="pharmacy",
    message="AP304",
    version="8.0",
    practice="Apotheek",
    organisation="02",
    specialism="0200",
    insured_a_practice=4_000,
    code_list="058",
    services=(
        Service("70025", "Eerste terhandstellingsgesprek", 1_420, 8),
        Service("70026", "Begeleidingsgesprek nieuw geneesmiddel", 1_150, 10),
        Service("70000", "Standaardterhandstelling", 720, 60),
        Service("70001", "Instructie hulpmiddel bij een geneesmiddel", 2_180, 5),
        Service("70002", "Medicatiebeoordeling chronisch gebruik", 8_950, 2),
        Service("70028", "Farmaceutische begeleiding bij ziekenhuisopname", 3_400, 1),
    ),
    lines=(1, 5),
    spread=1,
    share=52,
    by_age=(3, 2, 3, 5, 11, 20, 30),
)
PARAMEDICAL = CareKind(
    name="paramedical",
    message="PM304",
    version="3.2",
    practice="Praktijk voor fysiotherapie",
    organisation="04",
    specialism="0401",
    insured_a_practice=1_200,
    code_list="012",
    services=(
        Service("1000", "Individuele zitting reguliere fysiotherapie", 4_150, 70),
        Service("1200", "Individuele zitting manuele therapie", 5_480, 20),
        Service("1400", "Eenmalig fysiotherapeutisch onderzoek", 5_900, 5),
        Service("1500", "Individuele zitting oedeemtherapie", 5_300, 3),
    ),
    lines=(3, 9),
    spread=45,
    share=22,
    by_age=(1, 2, 4, 6, 8, 10, 12),
)
ORAL = CareKind(
    name="oral",
    message="MZ301",
    version="1.3",
    practice="Tandartspraktijk",
    organisation="12",
    specialism="1200",
    insured_a_practice=1_500,
    code_list="010",
    services=(
        Service("C11", "Periodieke controle", 2_680, 40),
        Service("M03", "Gebitsreiniging, per 5 minuten", 1_790, 30),
        Service("X10", "Maken en beoordelen kleine röntgenfoto", 2_020, 12),
        Service("V91", "Eénvlaksvulling composiet", 3_360, 8),
        Service("V92", "Tweevlaksvulling composiet", 5_370, 6),
        Service("A10", "Verdoving", 1_790, 8),
        Service("H11", "Trekken tand of kies", 5_370, 1),
    ),
    lines=(1, 4),
    spread=1,
    share=14,
    by_age=(1, 9, 6, 7, 7, 6, 4),
    adults_under="AV",
)
HOSPITAL = CareKind(
    name="hospital",
    message="ZH308",
    version="8.0",
    practice="Ziekenhuis",
    organisation="06",
    specialism="0313",
    insured_a_practice=12_000,
    code_list="041",
    services=(
        Service("14E124", "1 of 2 polikliniekbezoeken bij een stofwisselingsziekte", 17_500, 30),
        Service("15E331", "Enkelvoudige ingreep aan de huid", 21_400, 20),
        Service("15C182", "Diagnostiek of meer dan 2 polikliniekbezoeken", 64_000, 15),
        Service("15C445", "Dagbehandeling of meer dan 4 polikliniekbezoeken", 98_500, 8),
        Service("15C134", "Ziekenhuisopname met maximaal 5 verpleegdagen", 312_000, 2),
    ),
    lines=(1, 2),
    spread=30,
    share=9,
    by_age=(4, 2, 4, 6, 11, 18, 24),
)
MENTAL = CareKind(
    name="mental",
    message="GZ321",
    version="1.0",
    practice="GGZ-centrum",
    organisation="54",
    specialism="9406",
    insured_a_practice=0,
    code_list="063",
    services=(
        Service("180001", "Basis GGZ Kort (BK)", 58_500, 5),
        Service("180002", "Basis GGZ Middel (BM)", 99_000, 3),
        Service("180003", "Basis GGZ Intensief (BI)", 157_500, 2),
    ),
    lines=(1, 1),
    spread=1,
    share=3,
    by_age=(0, 1, 8, 7, 4, 2, 1),
)
KINDS = (PHARMACY, PARAMEDICAL, ORAL, HOSPITAL, MENTAL)
WITH_OWN_PROVIDERS = (PHARMACY, PARAMEDICAL, ORAL, HOSPITAL)


def tariff(cents: int, *, year: int, at: date) -> int:
    """Give a tariff in a year: four percent more each year, and that of the tables in the year before."""
    return cents + cents * 4 // 100 * (year - at.year + 1)
