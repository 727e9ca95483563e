"""Street addresses: a house number and a street's name in the order of a country, with the flat, and the town where a
state and ZIP code end it.

What tells a street is its kind ("Street", "-straße", "rue"), so those are listed by country. A national form counts
where its region is on; what nothing else looks like counts everywhere, a little less surely (`streets_anywhere`). "My
address is" makes a claim of what follows, as long as it holds a figure (`streets_said`). P.O. boxes and military mail
are addresses, too.

Source:
    USPS Publication 28, appendices C1 (street suffixes) and C2 (unit designators), sections 25 (military) and 28 (P.O.
    boxes); Royal Mail, PAF; DIN 5008:2020 (postal addresses); NF Z 10-011; UPU, addressing systems.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.cued import Answer, Saying, hints_of, read_cued
from tidegate.detectors.scan import in_ascii, with_any_letters, words
from tidegate.detectors.streets_abroad import ARTICLE, FIELDS_ABROAD, FORMS_ABROAD, HOUSE, NAMED, SAID_ABROAD
from tidegate.detectors.streets_anywhere import FORMS_ANYWHERE
from tidegate.detectors.streets_said import MILITARY, SAID, UNITS
from tidegate.detectors.us_states import ABBREVIATION_PATTERN, NAME_PATTERN
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, STRONG, Candidate

ENGLISH = frozenset(("US", "GB", "CA", "AU", "IE", "NZ", "ZA", "IN", "SG", "NG"))
_BEFORE = r"(?<![\p{Latin}\p{N}_.,/#$-])"
# In full and short; those that are everyday words ("way", "park", "run") count only behind a capitalised name.
_SUFFIXES = (
    "street|st|avenue|ave|av|boulevard|blvd|road|rd|drive|dr|lane|ln|court|ct|circle|cir|place|pl|terrace|ter|trail|trl"
    "|parkway|pkwy|highway|hwy|square|sq|alley|aly|plaza|plz|crescent|cres|expressway|expy|freeway|fwy|turnpike|tpke"
)
_SUFFIXES_NAMED = (
    "Anex|Annex|Arcade|Bayou|Beach|Bend|Bluff|Branch|Bridge|Brook|Burg|Bypass|Byway|Camp|Canyon|Cape|Causeway|Center"
    "|Centre|Cliff|Cliffs|Close|Club|Common|Corner|Corners|Course|Cove|Creek|Crest|Crossing|Curve|Dale|Dam|Divide"
    "|Esplanade|Estate|Estates|Extension|Falls|Ferry|Field|Fields|Flat|Flats|Ford|Forge|Fork|Forks|Fort|Garden"
    "|Gardens|Gate|Gateway|Gdns|Glen|Green|Grove|Groves|Grv|Harbor|Haven|Heights|Hill|Hollow|Hts|Inlet|Island|Isle"
    "|Junction|Key|Keys|Knoll|Knolls|Lake|Lakes|Land|Landing|Light|Lights|Loaf|Lock|Locks|Lodge|Loop|Mall|Manor"
    "|Meadow|Meadows|Mews|Mill|Mills|Mission|Motorway|Mount|Mountain|Neck|Orchard|Oval|Overpass|Parade|Park|Pass"
    "|Passage|Path|Pike|Pine|Pines|Plain|Plains|Point|Port|Prairie|Quay|Radial|Ramp|Ranch|Rapid|Rapids|Rest|Ridge"
    "|River|Route|Row|Rue|Run|Shoal|Shore|Shores|Skyway|Spring|Springs|Spur|Station|Stravenue|Stream|Summit"
    "|Throughway|Trace|Track|Trafficway|Tunnel|Underpass|Union|Vale|Valley|Via|Viaduct|View|Village|Ville|Vista|Walk"
    "|Wall|Way|Well|Wells"
)
_DIRECTION = r"(?:[NSEW]{1,2}\.?|North|South|East|West|Northeast|Northwest|Southeast|Southwest|north|south|east|west)"
_NUMBER = r"[0-9]{1,6}(?:[A-Za-z](?![\p{Latin}])|[-/][0-9A-Za-z]{1,4}| ?\u00bd| 1/2| ?& ?[0-9]{1,6})?"
_UNIT = (
    r"(?:,?[ \n]{1,2}(?:(?i:apt|apartment|suite|ste|unit|flat|floor|fl|rm|room|bldg|building|lot|trlr|no)(?:\. ?"
    r"| ?#| )#?"
    r"|#[ ]?)(?:[0-9][0-9A-Za-z-]{0,5}|[A-Za-z][0-9]{0,4})(?![\p{Latin}\p{N}])){0,2}"
)
_UNIT_BEFORE = r"(?:(?i:flat|apt|apartment|suite|ste|unit)(?:\.? ?(?:no\.?|#))?\.? ?[0-9]{1,4}[A-Za-z]?, ?)?"
_TOWN = (
    rf"(?:,?[ \n]{{1,3}}(?:\p{{L}}[\p{{L}}.'\u2019-]{{1,24}}[ ]?){{1,3}},?[ \n]{{1,3}}(?:{ABBREVIATION_PATTERN}"
    rf"|{ABBREVIATION_PATTERN.lower()}|{NAME_PATTERN})"
    r",?[ \n]{1,3}[0-9]{4,5}(?:-?[0-9]{4})?(?![0-9]))?"
)
_WORD = r"[\p{L}0-9][\p{L}\p{M}0-9.'\u2019-]{0,24}"
_CAPITAL = r"(?:\p{Lu}[\p{L}\p{M}.'\u2019-]{0,24}|[0-9]{1,3}(?:st|nd|rd|th|ST|ND|RD|TH))"
_ENGLISH = lazy.compile(
    rf"{_BEFORE}(?P<value>{_UNIT_BEFORE}{_NUMBER}[ ](?:{_DIRECTION}[ ])?(?:{_CAPITAL}[ ]){{1,4}}(?:(?i:{_SUFFIXES})"
    rf"|{_SUFFIXES_NAMED}|{_SUFFIXES_NAMED.upper()})\.?"
    rf"(?![\p{{Latin}}\p{{N}}])(?:[ ]{_DIRECTION}(?![\p{{Latin}}\p{{N}}]))?{_UNIT}{_TOWN})"
)
_KINDS_SMALL = (
    "street|avenue|ave|boulevard|blvd|road|rd|drive|lane|ln|court|circle|terrace|parkway|pkwy|highway|hwy|crescent"
)
_SMALL = lazy.compile(
    rf"{_BEFORE}(?P<value>{_NUMBER}[ ](?:{_DIRECTION}[ ])?(?:(?!(?:is|and|the|to|of|in|on|at|for|was|are|a|my"
    rf"|your)[ ]){_WORD}[ ]){{1,3}}"
    rf"(?i:{_KINDS_SMALL})\.?(?![\p{{Latin}}\p{{N}}])"
    rf"(?:[ ]{_DIRECTION}(?![\p{{Latin}}\p{{N}}]))?{_UNIT}{_TOWN})"
)
# Kinds that are short for more than a street end the line, or stand before a town with its state.
_KINDS_SHORT = "st|dr|pl|ct|way|trail|cir|ter|trl|plaza"
_TOWN_SHORT = (
    rf",?[ ](?:\p{{L}}[\p{{L}}.'-]{{1,24}},?[ ]){{1,3}}(?i:{ABBREVIATION_PATTERN})(?!\p{{L}})"
    r"(?:,?[ ][0-9]{4,5}(?![0-9]))?"
)
_NO_NAME = (
    r"(?!(?i:is|and|the|to|of|in|on|at|for|was|are|a|my|your|or|with|from|i|we|you|per|more|by|this|that|no"
    r"|different)[ ])"
)
_SHORT = lazy.compile(
    rf"(?=[0-9])(?<=(?:\A|\n|[:,.][ ]|(?i:at|is|address|to)[ ])[ ]{{0,3}})(?P<value>{_NUMBER}[ ](?:{_DIRECTION}[ ])?"
    rf"(?:{_NO_NAME}(?:\p{{L}}[\p{{L}}.'\u2019-]{{0,24}}|[0-9]{{1,3}}(?i:st|nd|rd|th))[ ]){{1,3}}"
    rf"(?i:{_KINDS_SHORT})(?!(?<=(?i:dr))\.[ ]\p{{Lu}})\.?(?![\p{{Latin}}\p{{N}}])"
    rf"(?:[ ]{_DIRECTION}(?![\p{{Latin}}\p{{N}}]))?{_UNIT}(?:{_TOWN_SHORT}|(?=[ ]{{0,3}}(?:[,\n]|\.?\Z|\.[ ]))))"
)
_HIGHWAYS = "(?:state |us |county |old )?(?:highway|hwy|route|rte|county road|broadway)"
_HIGHWAY = lazy.compile(
    rf"{_BEFORE}(?P<value>{_NUMBER}[ ](?i:{_HIGHWAYS})\.?(?:[ ][0-9]{{1,4}})?"
    rf"(?![\p{{Latin}}\p{{N}}])(?:[ ]{_DIRECTION}(?![\p{{Latin}}\p{{N}}]))?{_UNIT}{_TOWN})"
)
_BOX = lazy.compile(
    rf"(?i)(?<![\p{{Latin}}\p{{N}}_])(?P<value>(?:p\.? ?o\.? ?box|post office box|postfach|bo\u00eete postale"
    rf"|apartado(?: de correos)?|casella postale) ?#? ?[0-9]{{1,7}}{_TOWN})"
)
_TOWN_DE = r"(?:,?[ \n]{1,2}(?:(?:D-)?[0-9]{5}|(?:A-|CH-)?[1-9][0-9]{3}) \p{Lu}[\p{L}-]{1,30})?"
_GERMAN = lazy.compile(
    rf"(?<![\p{{Latin}}\p{{N}}_-])(?P<value>(?:\p{{Lu}}[\p{{L}}-]{{1,30}}(?:stra(?:\u00df|ss)e|str\.|weg|platz|allee"
    rf"|gasse|ring|damm|ufer|chaussee|steig|pfad|markt|hof|graben|wall)"
    rf"|(?:\p{{Lu}}[\p{{L}}-]{{1,24}}[ -]){{1,3}}(?:Stra(?:\u00df|ss)e|Str\.|Weg|Platz|Allee|Gasse|Ring|Damm|Ufer"
    rf"|Chaussee|Markt)"
    rf"|(?:Am|An der|An den|Auf der|Auf dem|Im|In der|Zum|Zur"
    rf"|Unter den) \p{{Lu}}[\p{{L}}-]{{2,24}}) ?{HOUSE}(?:/(?:Top |Stiege |T\u00fcr )?[0-9]{{1,3}}[a-z]?){{0,2}}"
    rf"{_TOWN_DE})"
)
_FRENCH = lazy.compile(
    rf"{_BEFORE}(?P<value>[0-9]{{1,4}}(?: ?(?:bis|ter|quater|[A-D](?!\p{{L}})))?,? (?i:rue|avenue|av\.|boulevard"
    rf"|bd\.?|place|impasse|all\u00e9es?|chemin|quai|route|cours|square|all\."
    rf"|passage|faubourg|sentier|villa"
    rf"|cit\u00e9) {ARTICLE}[\p{{L}}\d][\p{{L}}\p{{M}}.'\u2019-]{{1,24}}(?:[ ](?:{ARTICLE})?{NAMED}){{0,4}}"
    rf"(?:,?[ \n]{{1,2}}(?:F-)?[0-9]{{5}} \p{{Lu}}[\p{{L}}-]{{1,30}})?)"
)
_SPANISH = lazy.compile(
    rf"(?<![\p{{Latin}}\p{{N}}_])(?P<value>(?:(?i:calle|avenida|avda\.?|av\.|plaza|pza\.|paseo|p\u00ba|camino|carretera"
    rf"|ctra\.|ronda|traves\u00eda|glorieta)|C/) ?{ARTICLE}"
    rf"{NAMED}(?:[ ]{ARTICLE}{NAMED}){{0,3}},? (?:n[\u00ba\u00b0o]\.? ?"
    rf"|n\u00famero )?[0-9]{{1,4}}(?![\p{{Latin}}\p{{N}}])(?:,? [0-9]{{1,2}}[\u00ba\u00aa\u00b0] ?[A-Z]?)?"
    rf"(?:,?[ \n]{{1,2}}[0-5][0-9]{{4}} {NAMED})?)"
)
_ITALIAN = lazy.compile(
    rf"(?<![\p{{Latin}}\p{{N}}_])(?P<value>(?:Via|Viale|Piazza|Piazzale|Corso|Largo|Vicolo|Strada|Lungo\p{{L}}{{2,12}}"
    rf"|Contrada|V\.le|P\.za) {ARTICLE}"
    rf"{NAMED}(?:[ ]{ARTICLE}{NAMED}){{0,3}},? (?:n\.? ?)?[0-9]{{1,4}}(?:/?[A-Za-z](?!\p{{L}}))?"
    rf"(?![\p{{Latin}}\p{{N}}])(?:,?[ \n]{{1,2}}[0-9]{{5}} {NAMED})?)"
)
_DUTCH = lazy.compile(
    rf"(?<![\p{{Latin}}\p{{N}}_-])(?P<value>\p{{Lu}}[\p{{L}}-]{{1,30}}(?:straat|laan|weg|plein|gracht|kade|dijk|singel"
    rf"|steeg|dreef|hof) {HOUSE})"
)
# By region: forms, and what each needs of an ASCII text (a figure and a kind of street, in this order or the other).
_HOUSE = r"[0-9][0-9A-Za-z/-]{0,5} "
_OVER = "[^0-9A-Za-z]"  # where a kind of street ends
_NEED_HIGHWAY = rf"{_HOUSE}(?i:{_HIGHWAYS}){_OVER}"
_NEED_ENGLISH = (
    rf"{_HOUSE}(?:{_DIRECTION} )?(?:(?:[A-Z][A-Za-z.'-]*|[0-9]{{1,3}}(?:st|nd|rd|th|ST|ND|RD|TH)) ){{1,4}}"
    rf"(?:(?i:{_SUFFIXES})|{_SUFFIXES_NAMED}|{_SUFFIXES_NAMED.upper()}){_OVER}"
)
_NEED_SMALL = rf"{_HOUSE}(?:[A-Za-z0-9][0-9A-Za-z.'-]* ){{1,4}}(?i:{_KINDS_SMALL}){_OVER}"
_NEED_SHORT = rf"{_HOUSE}(?:[A-Za-z0-9][0-9A-Za-z.'-]* ){{1,4}}(?i:{_KINDS_SHORT}){_OVER}"
_NEED_GERMAN = (
    r"(?i:strasse|str\.|weg|platz|allee|gasse|ring|damm|ufer|chaussee|steig|pfad|markt|hof|graben|wall) ?[0-9]"
    r"|(?:Am|An der|An den|Auf der|Auf dem|Im|In der|Zum|Zur|Unter den) [A-Z][A-Za-z-]{2,24} ?[0-9]"
)
_NEED_FRENCH = (
    r"(?i:[0-9],? (?:rue|avenue|av\.|boulevard|bd|place|impasse|chemin|quai|route|cours|square|passage|faubourg"
    r"|sentier|villa|all\.)|[0-9] ?(?:bis|ter|quater|[a-d]),? (?:rue|av|bo|bd|pl|imp|ch|quai|route|cours|square|pass"
    r"|faub|sent|villa|all\.))"
)
_NEED_SPANISH = (
    r"(?i:(?:calle|avenida|avda\.?|av\.|plaza|pza\.|paseo|camino|carretera|ctra\.|ronda|glorieta) ?)[A-Za-z]|C/"
)
_NEED_ITALIAN = (
    r"(?:Via|Viale|Piazza|Piazzale|Corso|Largo|Vicolo|Strada|Lungo[A-Za-z]{2,12}|Contrada|V\.le|P\.za) [A-Za-z]"
)
_NEED_DUTCH = r"(?:straat|laan|weg|plein|gracht|kade|dijk|singel|steeg|dreef|hof) [0-9]"
_NEED_BOX = (
    r"(?i:(?:p\.? ?o\.? ?box|post office box|postfach|bote postale|apartado|apartado de correos|casella postale)"
    r" ?#? ?[0-9])"
)
_NEED_FIELD = rf"(?i:(?:street[^\"\n]*|strt_?nm|{in_ascii(FIELDS_ABROAD)}|addr(?:ess)?(?:_?line)?_?[1-3]?)\"\s*:)"
# And of any other.
_WIDE_HIGHWAY, _WIDE_ENGLISH, _WIDE_SMALL, _WIDE_SHORT = (
    with_any_letters(need).replace("[0-9]", r"[0-9\x{bd}]", 1)
    for need in (_NEED_HIGHWAY, _NEED_ENGLISH, _NEED_SMALL, _NEED_SHORT)
)
_WIDE_GERMAN = rf"{with_any_letters(_NEED_GERMAN)}|(?i:stra\x{{df}}e) ?[0-9]"
_WIDE_FRENCH = rf"{_NEED_FRENCH}|[0-9][ A-Za-z]{{0,8}},? (?i:all\x{{e9}}es?|cit\x{{e9}}) "
_WIDE_SPANISH = rf"{with_any_letters(_NEED_SPANISH)}|(?i:p\x{{ba}}|traves\x{{ed}}a) ?[A-Z\x{{80}}-\x{{10ffff}}]"
_WIDE_ITALIAN = with_any_letters(_NEED_ITALIAN)
_WIDE_BOX = rf"{_NEED_BOX}|(?i:bo\x{{ee}}te postale) ?#? ?[0-9]"
_FORMS_ENGLISH = (
    Saying("highway", _HIGHWAY, STRONG, need=_NEED_HIGHWAY, wide_need=_WIDE_HIGHWAY),
    Saying("english", _ENGLISH, STRONG, need=_NEED_ENGLISH, wide_need=_WIDE_ENGLISH),
    MILITARY,
    Saying("small", _SMALL, MEDIUM, need=_NEED_SMALL, wide_need=_WIDE_SMALL),
    Saying("short", _SHORT, MEDIUM, need=_NEED_SHORT, wide_need=_WIDE_SHORT),
)
_GERMANS = (Saying("german", _GERMAN, STRONG, need=_NEED_GERMAN, wide_need=_WIDE_GERMAN),)
_SPANIARDS = (Saying("spanish", _SPANISH, STRONG, need=_NEED_SPANISH, wide_need=_WIDE_SPANISH),)
_DUTCHMEN = (Saying("dutch", _DUTCH, STRONG, need=_NEED_DUTCH, wide_need=_NEED_DUTCH),)
_FORMS: dict[str, tuple[Saying, ...]] = {
    **dict.fromkeys(ENGLISH, _FORMS_ENGLISH),
    **dict.fromkeys(("DE", "AT", "CH"), _GERMANS),
    "FR": (Saying("french", _FRENCH, STRONG, need=_NEED_FRENCH, wide_need=_WIDE_FRENCH),),
    **dict.fromkeys(("ES", "MX"), _SPANIARDS),
    "IT": (Saying("italian", _ITALIAN, STRONG, need=_NEED_ITALIAN, wide_need=_WIDE_ITALIAN),),
    **dict.fromkeys(("NL", "BE"), _DUTCHMEN),
}


class StreetAddress:
    """Finds street addresses of the policy's regions, and P.O. boxes."""

    name = "street_address"
    version = "3"
    entity_types: tuple[str, ...] = ("street_address",)
    context = words(
        "address street road avenue live lives living mailing billing shipping delivery deliver ship resides residence"
        " addr addr1 addr2 strtnm strt rue calle rua ulica strasse straat gatuadress katuosoite osoite adres adress"
        " direccion endereco endere\u00e7o morada domicilio located home anschrift adresse adresa direcci\u00f3n"
        " indirizzo wohnhaft"
    )
    refute = words("ip mac email wallet version")

    _answer = Answer(
        lazy.compile(
            r"(?<![\p{Latin}\p{N}_])(?!0x[0-9A-Fa-f]{1,16}\s{0,3}\Z)(?P<value>(?=[^\n]{0,60}[0-9])"
            # A dot ends it behind a figure or a word, not behind "St" or "Apt".
            r"(?=[^\n]{0,60}\p{L}{2})[\p{L}0-9#][^\n?!@]{5,158}?)(?=(?<=\p{L}{5}|[0-9])\.(?:\s|\Z)|[;\n?!]|\.?\Z)"
            # The house's number may have a field of its own.
            rf"|\A\s*(?P<value>(?:{_CAPITAL}[ ]){{1,4}}(?i:{_SUFFIXES}))\.?\s*\Z"
        ),
        lazy.compile(
            rf"(?i)street|strt_?nm|^(?:{FIELDS_ABROAD}|\u4f4f\u6240|\uc8fc\uc18c|\u5730\u5740)$"
            r"|(?:^|_|home|mailing|billing|shipping|postal)_?addr(?:ess)?(?:_?line)?_?[1-3]?$"
        ),
        texts_max=160,
        wide=True,
    )

    def __init__(self, config: DetectorConfig) -> None:
        sayings: dict[Saying, None] = {}
        for region in sorted(set(config.regions)):
            sayings.update(dict.fromkeys((*_FORMS.get(region, ()), *FORMS_ABROAD.get(region, ()))))
        sayings[Saying("box", _BOX, STRONG, need=_NEED_BOX, wide_need=_WIDE_BOX)] = None
        sayings.update(dict.fromkeys((*FORMS_ANYWHERE, *UNITS, SAID_ABROAD, *SAID)))
        self._sayings = tuple(sayings)
        self._hints = hints_of(self._sayings)
        self.needs = "|".join([_NEED_FIELD, *(saying.need for saying in self._sayings)])
        self.wide_needs = "|".join(saying.wide_need for saying in self._sayings)

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read_cued(
            batch,
            detector=self.name,
            entity_type="street_address",
            sayings=self._sayings,
            answer=self._answer,
            hints=self._hints,
        )
