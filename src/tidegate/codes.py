"""Codes of countries and languages: closed lists, because a code that nobody reads switches detectors off in silence.

``UK`` is a country's name and no code; with it a British number would be published as if it had been looked for.

Source:
    ISO 3166-1 alpha-2 (2025), with XK as the European Commission and telephone numbering use it for Kosovo; ISO 639-1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tidegate.errors import UnknownName


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


REGIONS = _codes(
    """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW
    BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI
    FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN
    IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME
    MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF
    PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV
    SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK
    YE YT ZA ZM ZW
    """
)
LANGUAGES = _codes(
    """
    aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee
    el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io
    is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn
    mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se
    sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo
    wa wo xh yi yo za zh zu
    """
)
# What is written for a code and is none: a name in use, a code that was withdrawn, a country for its language.
_REGIONS_MEANT = {"UK": "GB", "EL": "GR"}
_LANGUAGES_MEANT = {"cn": "zh", "cz": "cs", "dk": "da", "gr": "el", "in": "id", "iw": "he", "ji": "yi", "jp": "ja"}


# What is spoken in a country, where detectors know words of it (months, streets, births).
SPOKEN_IN: Mapping[str, tuple[str, ...]] = {
    "AT": ("de",),
    "BE": ("nl", "fr"),
    "BR": ("pt",),
    "CH": ("de", "fr", "it"),
    "DE": ("de",),
    "DK": ("da",),
    "ES": ("es",),
    "FI": ("fi", "sv"),
    "FR": ("fr",),
    "IT": ("it",),
    "LU": ("fr", "de"),
    "MX": ("es",),
    "NL": ("nl",),
    "NO": ("no",),
    "PL": ("pl",),
    "PT": ("pt",),
    "SE": ("sv",),
    "TR": ("tr",),
}


def check_regions(codes: Sequence[str], *, place: str = "regions") -> None:
    """Raises `UnknownName` for the first that is no ISO 3166-1 alpha-2 code."""
    _check("region", codes, REGIONS, _REGIONS_MEANT, place)


def check_languages(codes: Sequence[str], *, place: str = "languages") -> None:
    """Raises `UnknownName` for the first that is no ISO 639-1 code."""
    _check("language", codes, LANGUAGES, _LANGUAGES_MEANT, place)


def _check(kind: str, codes: Sequence[str], valid: frozenset[str], meant: Mapping[str, str], place: str) -> None:
    for index, code in enumerate(codes):
        if code not in valid:
            raise UnknownName(kind, code, valid, meant=meant.get(code), place=f"{place}[{index}]")
