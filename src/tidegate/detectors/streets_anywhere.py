"""Streets whose words are like no English one ("-strasse", "rue du", "ul.", "utca"), read whatever the regions.

People abroad write their addresses to a company at home, and there the street's word and a house number are evidence
enough. They count less than in their own region (`streets_abroad`), and nothing here may be an English word with a
figure behind it: no "-ring" ("Spring 5"), "-hof", "-wall", "-gate", "Im Haus 5" or "place 5". Endings of one word need
letters before them, so that "Auntie 5" and "Brigade 5" are no streets.

Source:
    UPU, addressing systems; DIN 5008:2020; NF Z 10-011; Poczta Polska, PN-91/F-01010; Magyar Posta, addressing.
"""

from __future__ import annotations

from tidegate.detectors import lazy
from tidegate.detectors.cued import Saying
from tidegate.detectors.scan import in_ascii, in_re2, with_any_letters
from tidegate.detectors.streets_abroad import ARTICLE, HOUSE, NAMED
from tidegate.spans import MEDIUM

_BEFORE = r"(?<![\p{Latin}\p{N}_-])"
_OVER = r"(?![\p{Latin}\p{N}_%]|[.,:][0-9])"
_YEAR = r"(?:19|20)[0-9]{2}(?![0-9])"
# A flat behind the house.
_FLAT = r"(?i:apt|apartment|suite|ste|flat|unit)(?:\.? ?(?:no\.? ?)?#? ?)[0-9]{1,5}[A-Za-z]?"
_FLAT_BEHIND = rf"(?:,?[ ]{{1,3}}{_FLAT}(?![\p{{L}}\p{{N}}_]))?"
# Behind the rest of one word, of four letters at least; those of the second kind of two.
_ENDINGS = (
    r"weg|platz|allee|gasse|damm|ufer|chaussee|pfad|straat|laan|plein|gracht|singel|dreef|gatan|v\u00e4gen|gr\u00e4nd"
    r"|torget|stigen|backen|bakken|all\u00e9n|alleen|all\u00e9en|gade|vej|str\u00e6de|v\u00e6nget|torv|veien|vegen|gata"
    r"|gaten|katu|ntie|kuja|polku|kaari|vegur|st\u00edgur|braut"
)
_ENDINGS_SHORT = r"stra(?:\u00df|ss)e|str\.|straat|gatan|v\u00e4gen|katu|steenweg"
_NO_STREET = r"(?!(?:Renegade|Scal|Norweg|(?:Con|Di|In|Regi|Admini|Demon|Illu)str\.))"
_JOINED = lazy.compile(
    rf"{_BEFORE}(?P<value>{_NO_STREET}(?:(?:[Vv]an|[Dd]er?|[Dd]en|[Tt]en|[Tt]er|\p{{Lu}}[\p{{L}}-]{{1,20}}) ){{0,3}}"
    rf"(?:\p{{Lu}}[\p{{L}}-]{{3,30}}(?:{_ENDINGS})|[\p{{L}}][\p{{L}}-]{{1,30}}(?:{_ENDINGS_SHORT})"
    rf"|(?:\p{{Lu}}[\p{{L}}-]{{1,24}} ){{1,3}}(?:Stra(?:\u00df|ss)e|Str\.|Gasse|Platz|All\u00e9|Plads|plads|plass|vej"
    rf"|v\u00e4g|steenweg)) (?!{_YEAR}){HOUSE}{_OVER}{_FLAT_BEHIND})"
)
# The kind of street, its name, and the house.
_OF = r"de la|des|du|de l['\u2019]"
_NUMBER_SIGN = r"(?:n[\u00ba\u00b0o]?\.? ?[\u00ba\u00b0]?\.? ?|n\u00famero )?"
_NAMES = rf"{ARTICLE}{NAMED}(?:[ ](?:{ARTICLE}|e )?{NAMED}){{0,4}}"
_VIA = (
    r"(?!E?-?[Mm]ail|Phone|Fax|Zoom|Fed|UP|US|DHL|Rail|Visa|Flight|Bus|Train|Skype|Web|Text|SMS|App|Amtrak|Air|API"
    r"|Route|Highway|Interstate|Gate|Exit|Line|Credit|Pay|Venmo|Whats|Chat|Slack|Teams)"
)
_BEFORE_NAME = (
    rf"(?i:ul\.|ulica|aleja|osiedle) ?{NAMED}(?:[ ](?:{ARTICLE})?{NAMED}){{0,3}}"
    rf"|[Rr]ua (?:(?:da|do|das|dos|de) )?{NAMED}(?: (?:(?:da|do|das|dos|de|e) )?{NAMED}){{0,4}}"
    rf"|(?:Travessa|Pra\u00e7a|Rodovia|Estrada|Alameda|Av\.) (?:da|do|das|dos|de) {_NAMES}"
    rf"|(?:[Cc]alle|[Aa]venida|[Aa]vda\.?|[Cc]arretera|[Cc]tra\.|[Gg]lorieta|[Tt]raves\u00eda|[Pp]aseo de)"
    rf" {_NAMES}"
    rf"|(?:Via|Viale|Piazza|Piazzale|Corso|Vicolo|Contrada) {ARTICLE}{_VIA}\p{{Lu}}\p{{Ll}}[\p{{L}}'\u2019-]{{1,24}}"
    rf"(?:[ ](?:{ARTICLE})?{NAMED}){{0,3}}"
    rf"|(?i:rue|chauss\u00e9e|chemin|quai) (?:(?:{_OF}|de|d['\u2019]) ?\p{{L}}[\p{{L}}'\u2019-]{{2,24}}|{NAMED})"
    rf"(?:[ ](?:{ARTICLE})?{NAMED}){{0,3}}"
    rf"|(?i:avenue|boulevard|place|route) (?:{_OF}) ?{NAMED}(?:[ ](?:{ARTICLE})?{NAMED}){{0,3}}"
)
_KIND_FIRST = lazy.compile(
    rf"{_BEFORE}(?P<value>(?:{_BEFORE_NAME}),? {_NUMBER_SIGN}[0-9]{{1,4}}[A-Za-z]?(?: ?/ ?[0-9]{{1,4}}[A-Za-z]?"
    rf"| m\.? ?[0-9]{{1,4}})?{_OVER}{_FLAT_BEHIND})"
)
_DIRECTION = r"(?:[nsew]\.?|east|west|north|south)"
# The house first, as in France, and Spanish words for streets behind the house as in the United States.
_HOUSE_FIRST = lazy.compile(
    rf"(?<![\p{{Latin}}\p{{N}}_.,/#$-])(?P<value>[0-9]{{1,5}}(?: ?(?:bis|ter|quater|[A-Da-d](?!\p{{L}})))?,? "
    rf"(?:(?i:rue|impasse|all\u00e9e|chemin|quai|faubourg) (?:(?i:{ARTICLE}))[\p{{L}}][\p{{L}}\p{{M}}'\u2019-]{{1,24}}"
    rf"|(?:avenue|boulevard) \p{{Lu}}[\p{{L}}'\u2019-]{{1,24}}"
    rf"|(?i:avenue|boulevard|place|cours|route|square) (?:{_OF}|de) ?\p{{Lu}}[\p{{L}}'\u2019-]{{1,24}}"
    rf"|(?i:(?:{_DIRECTION} )?(?:el camino|camino|avenida|calle|el paseo|paseo|alameda|rua)) "
    rf"(?:(?i:d[aeo]|d[ao]s|del|de l[ao]s|de la|las|los|la|el) )?(?:\p{{Lu}}[\p{{L}}'\u2019-]{{1,24}}|real(?!\p{{L}})))"
    rf"(?:[ ](?:{ARTICLE})?{NAMED}){{0,4}}{_FLAT_BEHIND}(?:,? [0-9]{{5}}(?![0-9]))?)"
)
# The name first, the kind of street a word of its own behind it.
_REST = r"[\p{L}.-]{1,24}(?: [\p{L}.-]{2,24}){0,2}"
_KIND_LAST = lazy.compile(
    rf"{_BEFORE}(?P<value>(?:\p{{L}}{_REST} (?:utca|\u00fatja|k\u00f6r\u00fat|krt\.|\u00fat|t\u00e9r|s\u00e9t\u00e1ny)"
    rf" [0-9]{{1,3}}(?:/?[A-Za-z](?!\p{{L}}))?\.?"
    rf"|\p{{Lu}}{_REST} (?:u\. [0-9]{{1,3}}(?:\.|/[A-Za-z0-9])|(?:Cad\.|Sok\.) No ?[:.]? ?[0-9]{{1,4}}"
    rf"|(?:Caddesi|Sokak|Soka\u011f\u0131|Bulvar\u0131),? (?:No ?[:.]? ?)?[0-9]{{1,4}}(?:/[0-9A-Z]{{1,4}})?))"
    rf"(?![\p{{Latin}}\p{{N}}]){_FLAT_BEHIND})"
)
_INDIAN_KINDS = "nagar|vihar|marg|salai|chowk|colony (?:road|street)"
_INDIAN = lazy.compile(
    rf"{_BEFORE}(?P<value>[0-9]{{1,5}}(?:[/-][0-9A-Za-z]{{1,4}})?,? (?:[\p{{L}}.]{{2,24}} ){{1,3}}"
    rf"(?i:{_INDIAN_KINDS})(?!\p{{L}}))"
)
# Words that begin what is looked for, as each text needs them.
_NEED_JOINED = rf"(?i:{in_ascii(_ENDINGS)}|strasse|str\.|steenweg|plads|plass) [0-9]"
_NEED_KIND_FIRST = (
    r"(?i:ul\.|ulica|aleja|osiedle|rua|calle|avenida|avda\.?|carretera|ctra\.|glorieta|paseo de) ?[A-Za-z]"
    r"|(?:Travessa|Rodovia|Estrada|Alameda|Av\.) d[aeo]|(?:Via|Viale|Piazza|Piazzale|Corso|Vicolo|Contrada) [A-Za-z]"
    r"|(?i:rue|chemin|quai) [A-Za-z][^0-9\n]*[0-9]|(?i:avenue|boulevard|place|route) d[eu]"
)
_NEED_HOUSE_FIRST = (
    r"[0-9](?: ?(?:bis|ter|quater|[A-Da-d]))?,? (?:(?i:rue|impasse|chemin|quai|faubourg) |(?:avenue|boulevard) [A-Z]"
    r"|(?i:avenue|boulevard|place|cours|route|square) d[eu]"
    rf"|(?i:(?:{_DIRECTION} )?(?:el )?(?:camino|avenida|calle|paseo|alameda|rua) ))"
)
_NEED_KIND_LAST = r"(?:utca|krt\.| u\.|Caddesi|Sokak|Cad\.|Sok\.),? (?:No|[0-9])"
_NEED_INDIAN = rf"[0-9][0-9A-Za-z/-]{{0,5}},? (?:[A-Za-z.]{{2,24}} ){{1,3}}(?i:{_INDIAN_KINDS})[^A-Za-z]"
# The same for texts outside ASCII.
_WIDE_JOINED = rf"(?i:{in_re2(_ENDINGS)}|stra\x{{df}}e|strasse|str\.|plads|plass|v\x{{e4}}g|all\x{{e9}}) [0-9]"
_WIDE_KIND_FIRST = (
    rf"{with_any_letters(_NEED_KIND_FIRST)}|(?i:pra\x{{e7}}a|traves\x{{ed}}a|chauss\x{{e9}}e|rue|chemin|quai) [\pL]"
)
_WIDE_HOUSE_FIRST = rf"{with_any_letters(_NEED_HOUSE_FIRST)}|[0-9][ A-Za-z]{{0,8}},? (?i:all\x{{e9}}e)"
_WIDE_KIND_LAST = (
    rf"{_NEED_KIND_LAST}|(?:\x{{fa}}tja|k\x{{f6}}r\x{{fa}}t|\x{{fa}}t|t\x{{e9}}r|s\x{{e9}}t\x{{e1}}ny"
    r"|Soka\x{11f}\x{131}|Bulvar\x{131}),? (?:No|[0-9])"
)
_WIDE_INDIAN = r"(?i:nagar|vihar|marg|salai|chowk|colony)"

# With what each needs of a text outside ASCII.
FORMS_ANYWHERE: tuple[Saying, ...] = (
    Saying("abroad_joined", _JOINED, MEDIUM, need=_NEED_JOINED, wide_need=_WIDE_JOINED),
    Saying("abroad_kind_first", _KIND_FIRST, MEDIUM, need=_NEED_KIND_FIRST, wide_need=_WIDE_KIND_FIRST),
    Saying("abroad_house_first", _HOUSE_FIRST, MEDIUM, need=_NEED_HOUSE_FIRST, wide_need=_WIDE_HOUSE_FIRST),
    Saying("abroad_kind_last", _KIND_LAST, MEDIUM, need=_NEED_KIND_LAST, wide_need=_WIDE_KIND_LAST),
    Saying("abroad_indian", _INDIAN, MEDIUM, need=_NEED_INDIAN, wide_need=_WIDE_INDIAN),
)
