"""Small lists of our own from which names and places are put together; likeness to real ones is chance."""

from zorgvuldig.interfaces.synthetic.chance import Chance

INITIALS = {
    "A": 9, "B": 4, "C": 5, "D": 4, "E": 5, "F": 3, "G": 4, "H": 6, "I": 2, "J": 12, "K": 3, "L": 5,
    "M": 10, "N": 3, "O": 1, "P": 5, "R": 5, "S": 4, "T": 4, "W": 5, "Y": 1, "Z": 1,
}  # fmt: skip
PREFIXES = {"": 74, "van": 8, "de": 7, "van de": 3, "van der": 3, "den": 2, "ter": 2, "van den": 1}
_STEMS = {
    "Berken": 5, "Bloem": 3, "Brug": 4, "Dijk": 6, "Eiken": 4, "Gras": 2, "Haver": 3, "Heide": 4, "Hoog": 4,
    "Kastanje": 1, "Klaver": 3, "Koren": 3, "Laag": 2, "Linden": 5, "Meer": 5, "Molen": 6, "Oever": 3,
    "Olmen": 2, "Polder": 3, "Riet": 3, "Ruiten": 1, "Sluis": 3, "Terp": 2, "Veen": 4, "Water": 4,
    "Wilgen": 4, "Zand": 4, "Zomer": 2,
}  # fmt: skip
_ENDINGS = {
    "aar": 2, "berg": 4, "born": 2, "brink": 3, "gaarde": 1, "haard": 2, "heer": 1, "hoek": 3, "horst": 3,
    "inga": 2, "kamp": 4, "laar": 2, "man": 5, "meijer": 2, "mans": 2, "rade": 1, "ring": 2, "stra": 3,
    "veld": 4, "zoon": 2,
}  # fmt: skip
_STREETS = {"straat": 8, "laan": 6, "weg": 5, "plein": 2, "hof": 3, "pad": 2, "singel": 1, "kade": 1}
# Towns that do not exist, each with the first two digits of its postcodes.
_TOWNS = {
    ("Lindewaard", "12"): 9, ("Nieuwmolen", "25"): 12, ("Oudezand", "31"): 10, ("Waterrade", "38"): 8,
    ("Veenhorst", "45"): 6, ("Hogeberken", "53"): 7, ("Klaverdam", "62"): 5, ("Terpdrecht", "74"): 6,
    ("Zuiderbrink", "83"): 5, ("Rietervaart", "97"): 4,
}  # fmt: skip
# No postcode in use ends in one of these letter pairs: the shape is right, the place cannot exist.
_LETTERS = {"SA": 1, "SD": 1, "SS": 1}
_EMPLOYERS = {
    "Bakkerij De Gouden Terp B.V.": 2, "Scheepswerf Rietervaart B.V.": 2, "Stichting Onderwijs Lindewaard": 1,
    "Transport Veenhorst B.V.": 3,
}  # fmt: skip


def family_name(chance: Chance) -> str:
    """Draw an invented family name."""
    return chance.pick(_STEMS) + chance.pick(_ENDINGS)


def initials(chance: Chance) -> str:
    """Draw one to three initials."""
    count = chance.pick({1: 4, 2: 4, 3: 2})
    return "".join(chance.pick(INITIALS) for _ in range(count))


def street(chance: Chance) -> str:
    """Draw an invented street."""
    return chance.pick(_STEMS) + chance.pick(_STREETS)


def place(chance: Chance) -> tuple[str, str]:
    """Draw an invented town with a postcode that is right in form and in use nowhere."""
    town, region = chance.pick(_TOWNS)
    return town, f"{region}{chance.whole(0, 99):02d}{chance.pick(_LETTERS)}"


def employer(chance: Chance) -> str:
    """Draw an invented employer."""
    return chance.pick(_EMPLOYERS)
