"""The kinds of reference data (soorten stamgegevens): which columns each has, who proposes, who approves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from zorgvuldig.processes.reference_data.intake import values

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from zorgvuldig.norms import ParameterValue

#: The column that every kind with an end has.
LAST_DAY = "tot_en_met"
PROVIDER_KINDS = {"zorgaanbieder": "organisation", "zorgverlener": "practitioner"}
REGIMES = {"basis": "Zvw", "aanvullend": "AV"}
CARE_KINDS = {
    "tandarts": "dental",
    "ziekenhuis": "hospital",
    "ggz": "mental-health",
    "paramedisch": "paramedical",
    "farmacie": "pharmacy",
    "huisarts": "general-practice",
    "verloskunde": "obstetric",
    "hulpmiddelen": "medical-devices",
    "wijkverpleging": "nursing",
    "overig": "other-care",
}


@dataclass(frozen=True)
class Column:
    """One column (kolom): its name in the file, its words on a page, and how it is read."""

    name: str
    words: str
    read: Callable[[str], str]
    key: bool = False
    required: bool = True
    example: str = ""
    of: str = ""
    """What it must be among: our labels, or the providers that we know."""
    written: Mapping[str, str] = field(default_factory=dict)
    """Our own names as a file writes them, where those differ."""

    @property
    def hint(self) -> str:
        """Say how somebody fills it in."""
        return f"Zoals {self.example}{'' if self.required else '; mag leeg blijven'}."


@dataclass(frozen=True)
class Kind:
    """A kind of reference data (soort)."""

    name: str
    slug: str
    """Its name in an address."""
    title: str
    lead: str
    columns: tuple[Column, ...]
    purpose: str = "procurement"
    propose: str = "propose-reference"
    approve: str = "approve-reference"
    ask: str = "request"
    decide: str = "decide"
    ends: bool = True
    """Whether a row may have a last day."""
    form: bool = False
    """Whether it is filled in on the page, one row at a time, besides by file."""
    days_ahead: int | None = None
    """From how many days after today it may begin; None: also in the past."""
    alike: str = ""
    """The column whose rows must all say the same of it."""

    @property
    def keys(self) -> tuple[Column, ...]:
        """Give the columns by which a row is known."""
        return tuple(column for column in self.columns if column.key)

    @property
    def held(self) -> tuple[Column, ...]:
        """Give the columns that say what holds."""
        return tuple(column for column in self.columns if not column.key)

    @property
    def header(self) -> tuple[str, ...]:
        """Give the first line of its file."""
        return (*(column.name for column in self.columns), *((LAST_DAY,) if self.ends else ()))


_UZOVI = Column("uzovi", "UZOVI", values.digits(4), key=True, example="9991", of="labels")
_AGB = Column("agb_code", "AGB-code", values.digits(8), key=True, example="94990001")


def _turned(words: Mapping[str, str]) -> dict[str, str]:
    return {name: word for word, name in words.items()}


def _cents_written(cents: str) -> str:
    return f"{int(cents) // 100},{int(cents) % 100:02d}"


TARIFFS = Kind(
    "tariffs",
    "tarieven",
    "Tarieven",
    "Wat een prestatie mag kosten, per label en prestatiecode.",
    (
        _UZOVI,
        Column("prestatiecodelijst", "Lijst", values.digits(3), key=True, example="041"),
        Column("prestatiecode", "Prestatie", values.code, key=True, example="190013"),
        Column("tarief", "Tarief", values.cents, example="93,50"),
    ),
)
PROVIDERS = Kind(
    "providers",
    "zorgaanbieders",
    "Register van zorgaanbieders",
    "Wie zorg mag declareren, met welke bevoegdheid, en op welke rekening.",
    (
        _AGB,
        Column("kwalificatie", "Kwalificatie", values.digits(2, 4), key=True, example="9401"),
        Column("naam", "Naam", values.text(200), example="Praktijk De Linde"),
        Column(
            "soort",
            "Soort",
            values.one_of(PROVIDER_KINDS),
            example="zorgaanbieder",
            written=_turned(PROVIDER_KINDS),
        ),
        Column("iban", "Rekening", values.iban, required=False, example="NL91ABNA0417164300"),
        Column("straat", "Straat", values.text(100), required=False, example="Lindelaan"),
        Column("huisnummer", "Huisnummer", values.text(10), required=False, example="12a"),
        Column("postcode", "Postcode", values.postcode, required=False, example="1234AB"),
        Column("plaats", "Plaats", values.text(80), required=False, example="Utrecht"),
    ),
    alike="agb_code",
)
CONTRACTS = Kind(
    "contracts",
    "contracten",
    "Contracten",
    "Met welke zorgaanbieder een label een contract heeft.",
    (Column("agb_code", "AGB-code", values.digits(8), key=True, example="94990001", of="providers"), _UZOVI),
)
PACKAGES = Kind(
    "packages",
    "pakketten",
    "Pakketten",
    "Welke soort zorg een pakket dekt. Een pakket zonder regels hier dekt wat zijn verzekering dekt.",
    (
        _UZOVI,
        Column("pakket", "Pakket", values.text(80), key=True, example="Extra Tand"),
        Column(
            "verzekering",
            "Verzekering",
            values.one_of(REGIMES),
            key=True,
            example="aanvullend",
            written=_turned(REGIMES),
        ),
        Column(
            "soort_zorg",
            "Soort zorg",
            values.one_of(CARE_KINDS),
            key=True,
            example="tandarts",
            written=_turned(CARE_KINDS),
        ),
    ),
)
_ASKED = {"ja": "yes", "nee": "no"}
RULES = Kind(
    "rules",
    "voorwaarden",
    "Voorwaarden van prestaties",
    "Wat een label bij een prestatie vraagt, en hoe vaak en hoeveel het hooguit vergoedt. Schrijf bij "
    "Prestatie alle voor de hele lijst, en 0 waar geen grens is.",
    (
        _UZOVI,
        Column("prestatiecodelijst", "Lijst", values.digits(3), key=True, example="012"),
        Column("prestatiecode", "Prestatie", values.code, key=True, example="1000"),
        Column("machtiging", "Machtiging", values.one_of(_ASKED), example="nee", written=_turned(_ASKED)),
        Column("verwijzing", "Verwijzing", values.one_of(_ASKED), example="ja", written=_turned(_ASKED)),
        Column("hoogste_aantal_per_dag", "Per dag", values.count, example="1"),
        Column("hoogste_aantal_per_jaar", "Per jaar", values.count, example="18"),
        Column("hoogste_bedrag_per_jaar", "Bedrag per jaar", values.cents, example="450,00"),
    ),
)
_SERVICE_TARIFF = (
    _UZOVI,
    Column("prestatiecodelijst", "Lijst", values.digits(3), key=True, example="012"),
    Column("prestatiecode", "Prestatie", values.code, key=True, example="1000"),
    Column("tarief", "Tarief", values.cents, example="38,50"),
)
CONTRACT_TARIFFS = Kind(
    "contract-tariffs",
    "contracttarieven",
    "Contracttarieven",
    "Wat een label met één zorgaanbieder afsprak voor een prestatie. Het gaat voor het tarief van het label.",
    (
        Column("agb_code", "AGB-code", values.digits(8), key=True, example="94990001", of="providers"),
        *_SERVICE_TARIFF,
    ),
)
MARKET_RULES = Kind(
    "market-rules",
    "marktconform",
    "Marktconforme bedragen",
    "Wat een label hoogstens betaalt voor een prestatie zonder tarief, aan wie er geen contract voor heeft.",
    _SERVICE_TARIFF,
)
CHOICES = Kind(
    "choices",
    "eigen-keuzes",
    "Eigen keuzes in de normen",
    "Waarden die de normen aan ons overlaten. Wat een wet of code vastlegt, is hier niet te wijzigen.",
    (
        Column("naam", "Naam", values.text(60), key=True, example="break_glass_minutes"),
        Column("waarde", "Waarde", values.text(60), example="30"),
    ),
    purpose="compliance",
    propose="propose-choice",
    approve="approve-choice",
    decide="retain",
    ends=False,
    form=True,
    days_ahead=2,
)
LETTERHEAD = Kind(
    "letterhead",
    "briefhoofd",
    "Briefhoofd",
    "Wat op de brieven van een label staat. Zonder regels hier is dat het briefhoofd van het programma.",
    (
        _UZOVI,
        Column("naam", "Naam", values.text(200), example="Voorbeeld Zorgverzekeraar"),
        Column("retouradres", "Retouradres", values.text(200), example="Postbus 100, 3500 AC Utrecht"),
        Column("website", "Website", values.site, example="voorbeeldzorg.example"),
        Column("telefoon", "Telefoon", values.phone, example="030 000 00 00"),
        Column("iban", "Rekening", values.iban, required=False, example="NL91ABNA0417164300"),
    ),
    purpose="compliance",
    decide="retain",
    ends=False,
    form=True,
    days_ahead=1,
)
CODES = Kind(
    "codes",
    "codelijsten",
    "Codelijsten",
    "Codes van onszelf, en vanaf of tot wanneer een gepubliceerde code geldt.",
    (
        Column("codelijst", "Lijst", values.list_name, key=True, example="SERVICE-010"),
        Column("code", "Code", values.code, key=True, example="C11"),
        Column("omschrijving", "Omschrijving", values.text(200), example="Controle"),
    ),
)

#: Every kind by its name, in the order of the page.
KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        *(TARIFFS, PROVIDERS, CONTRACTS, CONTRACT_TARIFFS, MARKET_RULES),
        *(PACKAGES, RULES, LETTERHEAD, CODES, CHOICES),
    )
}


def parameter_words(value: ParameterValue) -> str:
    """Write a parameter as people write it: ja, nee, a number, a term, a list."""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def written(column: Column, value: str) -> str:
    """Write a value as a file and a page write it."""
    if column.read is values.cents:
        return _cents_written(value)
    return column.written.get(value, value)
