"""Forms of street addresses in which neither the number comes first nor the street ends in its kind as in German or
Dutch: Poland, Portugal and Brazil, the Nordic countries, Turkey, French Belgium and Switzerland, Japan, Korea, China.

`street_address` reads them where their region is on; what they have in common with its own forms stands here. Chinese,
Japanese and Korean addresses begin with the province or the city and have no blank before what precedes them.

Source:
    UPU, addressing systems; Poczta Polska, PN-91/F-01010; Correios, enderecamento; SS 613401 (Sweden), DS/INSPIRE
    (Denmark), NS 4128 (Norway); PTT (Turkey); bpost, addressing guidelines; Japan Post; Road Name Address Act (Korea).
"""

from __future__ import annotations

from tidegate.detectors import lazy
from tidegate.detectors.cued import Saying
from tidegate.detectors.scan import in_ascii, in_re2, with_any_letters
from tidegate.spans import STRONG, WEAK

ARTICLE = (
    r"(?:(?:de la|de l['\u2019]|des|du|de|d['\u2019]|la|le|les|l['\u2019]|del|della|dei|degli|delle|dello"
    r"|dell['\u2019]"
    r"|di|los|las|el|San|Santa|al)[ ]?){0,2}"
)
NAMED = r"\p{Lu}[\p{L}\p{M}.'\u2019-]{1,24}"
# A house behind its street: "5", "5 a", "5-7", "5/2".
HOUSE = r"[0-9]{1,4}(?: ?[a-zA-Z](?!\p{L}))?(?: ?[-\u2013/] ?[0-9]{1,4}[a-z]?)?(?![\p{Latin}\p{N}_])"
# Names of fields that are a word for an address or a street, whole.
FIELDS_ABROAD = (
    r"adres(?:se)?|adress|gatuadress|anschrift|direcci[o\u00f3]n|indirizzo|endere[c\u00e7]o|morada|domicilio|osoite"
    r"|katuosoite|ulica|strasse|rue|calle|rua|straat"
)

_BEFORE = r"(?<![\p{Latin}\p{N}_-])"
_OVER = r"(?![\p{Latin}\p{N}])"
_POLISH = lazy.compile(
    rf"{_BEFORE}(?P<value>(?i:ul\.|ulica|al\.|aleja|os\.|osiedle|pl\.) ?{NAMED}(?:[ ](?:{ARTICLE})?{NAMED}){{0,3}} "
    rf"[0-9]{{1,4}}[A-Za-z]?(?: ?/ ?[0-9]{{1,4}}[A-Za-z]?| m\.? ?[0-9]{{1,4}})?{_OVER}"
    rf"(?:,?[ \n]{{1,2}}[0-9]{{2}}-[0-9]{{3}} {NAMED})?)"
)
_PORTUGUESE = lazy.compile(
    rf"{_BEFORE}(?P<value>(?:[Rr]ua|R\.|[Aa]venida|[Aa]v\.|Travessa|Alameda|Pra\u00e7a|Rodovia|Estrada) "
    rf"(?:(?:da|do|das|dos|de) )?{NAMED}(?: (?:(?:da|do|das|dos|de|e) )?{NAMED}){{0,4}},? "
    rf"(?:n\.? ?[\u00ba\u00b0]\.? ?)?[0-9]{{1,5}}{_OVER}"
    r"(?:,? ?(?:- ?)?(?i:apto?\.?|ap\.|bloco|sala|casa) ?[0-9A-Z]{1,5})?"  # flat
    r"(?:,? [0-9]{1,2}\.?[\u00ba\u00b0]\.? ?(?:Esq|Dto|Dt|Fte|E|D)\.?)?"  # floor and side
    rf"(?:,?[ \n]{{1,2}}[0-9]{{4,5}}-[0-9]{{3}} {NAMED})?)"
)
_NORDIC = lazy.compile(
    rf"{_BEFORE}(?P<value>(?:\p{{Lu}}[\p{{L}}-]{{2,30}}(?:gatan|v\u00e4gen|gr\u00e4nd|torget|stigen|backen|all\u00e9n"
    r"|gade|vej|str\u00e6de|v\u00e6nget|torv|veien|vegen|gata|gaten|katu|tie|kuja|polku|kaari|rinne)"
    r"|(?:\p{Lu}\p{L}{1,20} ){1,2}(?:All\u00e9|Alle|plads|plass|vei|gate|gade|vej|v\u00e4g|gata))"
    r" [0-9]{1,4} ?(?:[A-Z](?!\p{Latin})(?: [0-9]{1,3}(?![0-9]))?)?(?: lgh [0-9]{4})?"
    rf"(?:,? (?:st|kl|[0-9]{{1,2}})\.? ?(?:tv|th|mf)\.?)?{_OVER}"
    rf"(?:,?[ \n]{{1,2}}(?:[0-9]{{3}} [0-9]{{2}}|[0-9]{{4,5}}) {NAMED}(?: [A-Z](?!\p{{L}}))?)?)"
)
_TURKISH = lazy.compile(
    rf"{_BEFORE}(?P<value>(?:{NAMED} (?:Mah\.|Mahallesi),? )?(?:{NAMED} ){{1,3}}"
    r"(?:Cad\.|Caddesi|Sok\.|Soka\u011f\u0131|Sokak|Bulvar\u0131|Blv\.),? ?"
    r"(?:No ?[:.]? ?)?[0-9]{1,4}(?:/[0-9A-Z]{1,4})?"
    rf"(?:,? (?:D|Daire|K|Kat) ?[:.] ?[0-9]{{1,3}}){{0,2}}(?:,? {NAMED}(?: ?/ ?{NAMED})?)?)"
)
_BELGIAN = lazy.compile(
    rf"{_BEFORE}(?P<value>(?i:rue|avenue|av\.|chauss\u00e9e|boulevard|bd\.?|place|quai|chemin|route) {ARTICLE}{NAMED}"
    rf"(?:[ ](?:{ARTICLE})?{NAMED}){{0,3}},? {HOUSE}(?:,?[ \n]{{1,2}}(?:B-|CH-)?[1-9][0-9]{{3}} {NAMED})?)"
)
# Prefecture, the rest of the name, and chome, block and house.
_JAPANESE = lazy.compile(
    r"(?P<value>\p{Han}{2,3}[\u90fd\u9053\u5e9c\u770c][\p{Han}\p{Hiragana}\p{Katakana}\u30f6\u30fc ]{2,25}[0-9]{1,4}"
    r"(?:(?:\u4e01\u76ee|\u756a\u5730?|\u53f7|[-\u2212])[0-9]{0,4}){0,5})"
)
# Province or city, district, road (-ro, -gil) or quarter (-dong), house.
_KOREAN = lazy.compile(
    r"(?P<value>(?:\p{Hangul}{1,8}(?:\uc2dc|\ub3c4) )?(?:\p{Hangul}{1,6}(?:\uc2dc|\uad70|\uad6c) ){1,2}"
    r"\p{Hangul}{1,10}[0-9]{0,3}(?:\ub85c|\uae38|\ub3d9)(?: ?\p{Hangul}{0,3}[0-9]{1,3}\uae38)? ?"
    r"[0-9]{1,4}(?:-[0-9]{1,4})?)"
)
# Province or city, road or lane, house, and floor, room or building.
_CHINESE = lazy.compile(
    r"(?P<value>\p{Han}{2,6}[\u7701\u5e02]\p{Han}{1,12}(?:\u8def|\u8857|\u9053|\u5df7|\u5f04)[0-9]{1,5}\u53f7"
    r"(?:[0-9]{1,4}(?:\u697c|\u5ba4|\u5e62|\u5355\u5143|\u53f7)){0,3})"
)
_WORDS = r"adresse|anschrift|adres|direcci[o\u00f3]n|indirizzo|endere[c\u00e7]o|morada|domicilio|osoite|adress"
_SAID = lazy.compile(
    rf"(?i){_BEFORE}(?:{_WORDS})(?: de livraison| di casa)?"
    r"(?: ?:| (?:lautet|ist|est|es|\u00e8|\u00e9|to|\u00e4r|er|on|is))[ ]{1,2}"
    r"(?P<value>(?=[^\n;?!]{0,60}[0-9])[\p{L}0-9#][^\n;?!@]{4,90}?)(?=\. |[\n;?!]|\.?\Z|, \p{Ll})"
)
# What each needs of an ASCII text.
_NEED_POLISH = r"(?i:ul\.|ulica|al\.|aleja|os\.|osiedle|pl\.) ?[A-Z]"
_NEED_PORTUGUESE = r"(?:[Rr]ua|R\.|[Aa]venida|[Aa]v\.|Travessa|Alameda|Rodovia|Estrada) (?:d[aoe]s? )?[A-Z]"
_NEED_NORDIC = (
    r"(?i:gatan|torget|stigen|backen|gade|vej|torv|veien|vegen|gata|gaten|gate|vei|alle|plads|plass|katu|tie|kuja|polku"
    r"|kaari|rinne) [0-9]"
)
_NEED_TURKISH = r"(?:Cad\.|Caddesi|Sok\.|Sokak|Blv\.),? ?(?:No|[0-9])"
_NEED_BELGIAN = r"(?i:rue|avenue|av\.|boulevard|bd\.?|place|quai|chemin|route) [A-Za-z]"
_NEED_SAID = rf"(?i:{in_ascii(_WORDS)})(?i: de livraison| di casa)?(?: ?:| [a-zA-Z])"
_NOT_ASCII = r"[^\x00-\x7f]"  # in no ASCII text
# And of any other.
_WIDE_POLISH = with_any_letters(_NEED_POLISH)
_WIDE_PORTUGUESE = rf"{with_any_letters(_NEED_PORTUGUESE)}|Pra\x{{e7}}a "
_WIDE_NORDIC = (
    rf"{_NEED_NORDIC}|(?i:v\x{{e4}}gen|gr\x{{e4}}nd|all\x{{e9}}n?|str\x{{e6}}de|v\x{{e6}}nget|v\x{{e4}}g) [0-9]"
)
_WIDE_TURKISH = rf"{_NEED_TURKISH}|(?:Soka\x{{11f}}\x{{131}}|Bulvar\x{{131}}),? ?(?:No|[0-9])"
_WIDE_BELGIAN = rf"{with_any_letters(_NEED_BELGIAN)}|(?i:chauss\x{{e9}}e) "
_WIDE_SAID = rf"(?i:{in_re2(_WORDS)})(?i: de livraison| di casa)?(?: ?:| [a-zA-Z\x{{e8}}\x{{e9}}\x{{e4}}])"

_BELGIUM = Saying("belgian", _BELGIAN, STRONG, need=_NEED_BELGIAN, wide_need=_WIDE_BELGIAN)
# By region.
FORMS_ABROAD: dict[str, tuple[Saying, ...]] = {
    "PL": (Saying("polish", _POLISH, STRONG, need=_NEED_POLISH, wide_need=_WIDE_POLISH),),
    **dict.fromkeys(
        ("PT", "BR"), (Saying("portuguese", _PORTUGUESE, STRONG, need=_NEED_PORTUGUESE, wide_need=_WIDE_PORTUGUESE),)
    ),
    **dict.fromkeys(
        ("SE", "DK", "NO", "FI"), (Saying("nordic", _NORDIC, STRONG, need=_NEED_NORDIC, wide_need=_WIDE_NORDIC),)
    ),
    "TR": (Saying("turkish", _TURKISH, STRONG, need=_NEED_TURKISH, wide_need=_WIDE_TURKISH),),
    **dict.fromkeys(("BE", "CH"), (_BELGIUM,)),
    "JP": (Saying("japanese", _JAPANESE, STRONG, need=_NOT_ASCII, wide_need=r"[\x{90fd}\x{9053}\x{5e9c}\x{770c}]"),),
    "KR": (Saying("korean", _KOREAN, STRONG, need=_NOT_ASCII, wide_need=r"[\x{b85c}\x{ae38}\x{b3d9}]"),),
    "CN": (Saying("chinese", _CHINESE, STRONG, need=_NOT_ASCII, wide_need=r"[\x{7701}\x{5e02}]"),),
}
# A word for an address, and a claim of what follows as long as it holds a figure.
SAID_ABROAD = Saying("said_abroad", _SAID, WEAK, need=_NEED_SAID, wide_need=_WIDE_SAID)
