"""Postal codes: forms with letters by themselves, forms of figures alone beside a word or in an address's form.

A British, Canadian, Irish or Dutch code can hardly be anything else. Five digits can be anything, so a ZIP code needs
its state before it, a word for it, the field's name or the question. Each form counts only where its region is on;
behind a word for a postal code any country's figures count.

Source:
    Royal Mail, "Programmer's guide to PAF" (areas, and which letters stand where); Canada Post, addressing guidelines;
    PostNL (no SA, SD, SS); Eircode, product guide; USPS Publication 28, section 233; UPU, addressing systems.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.cued import LINK, Answer, Saying, read_cued
from tidegate.detectors.scan import EDGE, in_re2, words
from tidegate.detectors.us_states import ABBREVIATION_PATTERN, NAME_PATTERN
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, STRONG, Candidate

_BEFORE, _AFTER = r"(?<![\p{Latin}\p{N}_.,/#@-])", r"(?![\p{Latin}\p{N}_@]|[.,/:-][0-9])"
# Areas by first letter, and the one-letter ones.
_GB_AREA = (
    r"(?:A[BL]|B[ABDHLNRST]?|C[ABFHMORTVW]|D[ADEGHLNTY]|E[CHNX]?|F[KY]|G[LUY]?|H[ADGPRSUX]|I[GMPV]|JE|K[ATWY]"
    r"|L[ADELNSU]?|M[EKL]?|N[EGNPRW]?"
    r"|O[LX]|P[AEHLOR]|R[GHM]|S[AEGKLMNOPRSTWY]?|T[ADFNQRSW]|UB|W[ACDFNRSV]?|YO|ZE)"
)
_GB_INWARD = r"[0-9][ABD-HJLNP-UW-Z]{2}"
_GB_DISTRICT = r"(?:[0-9]{1,2}|[0-9][A-HJKMNPR-Y])"
_CA = r"[ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z]"
_IE = r"(?:[AC-FHKNPRTV-Y][0-9]{2}|D6W)"
_STATE = f"{ABBREVIATION_PATTERN}|{NAME_PATTERN}"
# Pairs that are not given out, and units and halves of the day.
_NOT_NL = "SA|SD|SS|AM|PM|BC|AD|KM|KG|MB|GB|TB|MW|KW"
# By region: name, form, score.
_FORMS: dict[str, tuple[tuple[str, str, float], ...]] = {
    "GB": (
        ("gb", rf"{_GB_AREA}{_GB_DISTRICT} {_GB_INWARD}|GIR 0AA", STRONG),
        ("gb_joined", rf"{_GB_AREA}{_GB_DISTRICT}{_GB_INWARD}|GIR0AA", MEDIUM),
    ),
    "CA": (
        ("ca", rf"{_CA} [0-9][ABCEGHJ-NPRSTV-Z][0-9]", STRONG),
        ("ca_joined", rf"{_CA}-?[0-9][ABCEGHJ-NPRSTV-Z][0-9]", MEDIUM),
    ),
    "NL": (
        ("nl", rf"(?:NL-)?[1-9][0-9]{{3}} (?!{_NOT_NL}|US|UK|EU|OK|OR|IN|TO|IS|AT|ON)[A-Z]{{2}}", STRONG),
        ("nl_joined", rf"[1-9][0-9]{{3}}(?!{_NOT_NL})[A-Z]{{2}}", MEDIUM),
    ),
    "IE": (("ie", rf"{_IE} [0-9AC-FHKNPRTV-Y]{{4}}(?<=[0-9][0-9A-Z]{{0,3}})", MEDIUM),),
    "US": (
        ("us_state", rf"(?<=(?<!\p{{Latin}})(?:{_STATE}),?[ \n]{{1,3}})(?!00000)[0-9]{{5}}(?:-[0-9]{{4}})?", STRONG),
        ("us_plus_four", r"(?!00000)[0-9]{5}-[0-9]{4}", MEDIUM),
    ),
    "AU": (
        ("au_state", r"(?<=(?<!\p{Latin})(?:NSW|VIC|QLD|WA|SA|TAS|NT|ACT|Vic|Qld|Tas),?[ \n]{1,3})[0-9]{4}", STRONG),
    ),
    "DE": (("de_prefix", r"(?:D|DE)-[0-9]{5}", STRONG),),
    "AT": (("at_prefix", r"(?:A|AT)-[1-9][0-9]{3}", MEDIUM),),
    "CH": (("ch_prefix", r"(?:CH)-[1-9][0-9]{3}", STRONG),),
    "BE": (("be_prefix", r"B-[1-9][0-9]{3}", MEDIUM),),
    "FR": (("fr_prefix", r"F-[0-9]{5}", STRONG),),
    "IT": (("it_prefix", r"I-[0-9]{5}", STRONG),),
    "ES": (("es_prefix", r"E-[0-5][0-9]{4}", STRONG),),
    "SE": (("se_prefix", r"SE?-[0-9]{3} ?[0-9]{2}", STRONG),),
    "DK": (("dk_prefix", r"DK-[0-9]{4}", STRONG),),
    "PL": (("pl", r"[0-9]{2}-[0-9]{3}(?= \p{Lu}\p{L})", STRONG),),
    "PT": (("pt", r"[1-9][0-9]{3}-[0-9]{3}(?= \p{Lu}\p{L})", STRONG),),
    "BR": (("br", r"[0-9]{5}-[0-9]{3}", MEDIUM),),
    "JP": (("jp", r"\u3012 ?[0-9]{3}-?[0-9]{4}", STRONG),),
}  # fmt: skip
# What an ASCII text needs for them, by region; looser.
_NEEDS: dict[str, str] = {
    "GB": rf"{_GB_AREA}[0-9][0-9A-Z]? ?[0-9][A-Z]{{2}}|GIR ?0AA",
    "CA": r"[A-Z][0-9][A-Z][ -]?[0-9][A-Z][0-9]",
    "NL": r"[1-9][0-9]{3} ?[A-Z]{2}",
    "IE": r"(?:[AC-Y][0-9]{2}|D6W) [0-9A-Z]{4}",
    "US": rf"(?:{ABBREVIATION_PATTERN}|{NAME_PATTERN}),?[ \n]{{1,3}}[0-9]{{5}}|[0-9]{{5}}-[0-9]{{4}}",
    "AU": r"(?:NSW|VIC|QLD|WA|SA|TAS|NT|ACT|Vic|Qld|Tas),?[ \n]{1,3}[0-9]{4}",
    "PL": r"[0-9]{2}-[0-9]{3} [A-Z][a-zA-Z]",
    "PT": r"[0-9]{4}-[0-9]{3} [A-Z][a-zA-Z]",
    "BR": r"[0-9]{5}-[0-9]{3}",
    **dict.fromkeys(("DE", "AT", "CH", "BE", "FR", "IT", "ES", "DK"), r"[A-Z]-[0-9]{4,5}"),
    "SE": r"[A-Z]-[0-9]{3} ?[0-9]{2}",
}
# And of any other.
_WIDE_NEEDS = {
    **_NEEDS,
    "NL": _NEEDS["NL"] + EDGE,
    "PL": r"[0-9]{2}-[0-9]{3} [A-Z\x{80}-\x{10ffff}]",
    "PT": r"[0-9]{4}-[0-9]{3} [A-Z\x{80}-\x{10ffff}]",
}
_CUE = (
    r"zips?(?:[ -]?(?:codes?|cide|ode)(?: here)?)?(?: ?\+ ?4)?|zib[ -]?codes?"
    r"|post(?:al)?[ -]?codes?|plz|postleitzahl|code postal|c[\u00f3o]digo postal"
    r"|codice postale|kod pocztowy|postn(?:ummer|r\.?)|postinumero|posta kodu|c\.p\.|pin ?code|eircode"
)
# The same in scripts without blanks, with what links them to their figures.
_CUE_UNPARTED = (
    r"(?:\u3012|\u90f5\u4fbf\u756a\u53f7|\uc6b0\ud3b8\ubc88\ud638|\u90ae\u7f16|\u90ae\u653f\u7f16\u7801"
    r"|\u0e23\u0e2b\u0e31\u0e2a\u0e44\u0e1b\u0e23\u0e29\u0e13\u0e35\u0e22\u0e4c)"
    r"[ :=\uff1a\u306f\u662f\uc740\ub294]{0,3}"
)
# By region: short for a postal code there and anything elsewhere, with its figures.
_SHORT = {
    "IT": ("cap", "[0-9]{5}"),
    "BR": ("cep", "[0-9]{5}(?:-?[0-9]{3})?"),
    **dict.fromkeys(("FR", "ES", "MX", "BE", "CH"), ("cp", "[0-9]{4,5}")),
}
# English words of two letters that go on behind four figures ("ZIP 1234 is mine"): no Dutch code in small letters.
_SMALL_WORDS = "as|at|be|do|go|he|if|in|is|it|me|my|no|of|on|or|so|to|up|us|we"
_FIGURES = (
    rf"(?:[0-9]{{4}}(?! (?-i:(?:{_SMALL_WORDS}) [a-z])) ?[A-Z]{{2}}(?![A-Z])"
    r"|[A-Z]{1,3}-[0-9]{3,5}(?: [0-9]{2})?|[0-9]{8}|[0-9]{2}-[0-9]{3}"
    r"|[0-9]{3,6}(?:[ -][0-9]{2,4})?|[ACDEFHKNPRTVWXY](?:[0-9]{2}|6W) ?[0-9AC-FHKNPRTV-Y]{4}"
    r"|[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}|[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9])"
)
# An "A" before a dash is Austria, and no article.
_LINK = rf"(?:'s)?{LINK}(?:(?:to|on|\u00e4r|er|\u00e9|le|n\.? ?[\u00ba\u00b0]) )?(?<![^A-Za-z]a-)"
_BEHIND = (
    r" (?:is|ist|est|es|\u00e8|\u00e9|to|\u00e4r|er|on)"
    r"(?: (?:my|our|the|meine|die|mon|le|mi|el|il mio|il|mijn|de|o|meu|mitt|mit))? "
)
_FIELD = (
    r"zip|post(?:al)?_?code|postleitzahl|(?:^|_)plz(?:$|_)|eircode|cod(?:e|igo|ice)_?postale?|kod_?pocztowy"
    r"|postn(?:ummer|r)|postinumero|posta_?kodu|^pin_?code$|\u90f5\u4fbf\u756a\u53f7|\uc6b0\ud3b8\ubc88\ud638"
    r"|\u90ae\u7f16"
)
# In the text, or in the field's name.
_NEED_WORDS = (
    r"zip|zib[ -]?code|postal|post[ _-]?code|plz|postleitzahl|digo postal|c\.p\.|pocztowy|postn|postinumero"
    r"|posta[ _]?kodu|pin[ _]?code|eircode"
)
_NEED_SHORT = (  # figures behind the word, the word behind figures, and a field of that name
    r'{word}[ :=]{{1,3}}(?:est? )?(?:le )?[0-9]|(?:is|ist|est?|to|er|on) (?:[a-z]{{1,5}} ){{0,2}}{word}[^a-z]|"{word}"'
)


def _said_in(regions: Sequence[str]) -> tuple[Saying, ...]:
    """Figures of any country beside a word for a postal code, long or one of these regions' short ones."""
    cues, short = [_CUE], sorted({_SHORT[region] for region in regions if region in _SHORT})
    for word, figures in short:
        # In small letters it is a word ("cp 12345 file"), but for a colon or a verb behind it.
        said = rf"(?:est|es|\u00e8|\u00e9) (?:le )?(?:n\.? ?[\u00ba\u00b0] )?{figures}(?![0-9])"
        large = rf"(?=[ :=]{{1,3}}(?:le )?(?:n\.? ?[\u00ba\u00b0] )?{figures}(?![0-9])| {said})"
        cues.append(rf"(?-i:{word.upper()}){large}|{word}(?= ?[:=] ?{figures}(?![0-9])| {said})")
    before = rf"(?i)(?:(?<![\p{{Latin}}\p{{N}}_])(?:{'|'.join(cues)}){_LINK}|{_CUE_UNPARTED})"
    said = lazy.compile(rf"{before}(?P<value>{_FIGURES}){_AFTER}")
    also = lazy.compile(rf"{before}{_FIGURES} (?:and|or|&|und|oder|et|y) (?P<value>[0-9]{{5}}(?:-[0-9]{{4}})?){_AFTER}")
    words_behind = "|".join([_CUE, *(word for word, _ in short)])
    behind = lazy.compile(rf"(?i){_BEFORE}(?P<value>{_FIGURES}){_BEHIND}(?:{words_behind})(?!\p{{L}})")
    return (Saying("said", said, STRONG), Saying("said_also", also, STRONG), Saying("said_behind", behind, STRONG))


class PostalCode:
    """Finds postal codes of the policy's regions."""

    name = "postal_code"
    version = "4"
    entity_types: tuple[str, ...] = ("postal_code",)
    context = words(
        "zip zipcode zips postal postcode postalcode plz postleitzahl eircode address city cep street road send deliver"
        " codepostal codigopostal codicepostale pocztowy postnummer postnr postinumero postakodu posta pincode"
        " \u90f5\u4fbf\u756a\u53f7 \uc6b0\ud3b8\ubc88\ud638 \u90ae\u7f16"
    )
    refute = words("order invoice tracking version part model flight error")

    def __init__(self, config: DetectorConfig) -> None:
        short = sorted({_SHORT[region][0] for region in config.regions if region in _SHORT})
        self.context = self.context.union(short)
        self._answer = Answer(
            lazy.compile(rf"(?i){_BEFORE}(?P<value>{_FIGURES}){_AFTER}"),
            lazy.compile("|".join([rf"(?i){_FIELD}", *(f"^{word}$" for word in short)])),
            texts_max=60,
        )
        self._sayings = (
            *_said_in(config.regions),
            *(
                Saying(name, lazy.compile(rf"{_BEFORE}(?P<value>{form}){_AFTER}"), score)
                for region in sorted(set(config.regions))
                for name, form, score in _FORMS.get(region, ())
            ),
        )
        cues = "|".join([_NEED_WORDS, *(_NEED_SHORT.format(word=word) for word in short)])
        forms = sorted({_NEEDS[region] for region in config.regions if region in _NEEDS})
        self.needs = "|".join((f"(?i:{cues})", *forms))
        wide_cues = f"{EDGE}(?i:{'|'.join([in_re2(_CUE), *short])})[^A-Za-z]|{in_re2(_CUE_UNPARTED)}"
        wide_forms = sorted({_WIDE_NEEDS[region] for region in config.regions if region in _WIDE_NEEDS})
        self.wide_needs = "|".join((wide_cues, *wide_forms))

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read_cued(
            batch, detector=self.name, entity_type="postal_code", sayings=self._sayings, answer=self._answer
        )
