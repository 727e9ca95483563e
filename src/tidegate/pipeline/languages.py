"""Which texts are not in the policy's languages.

Detectors that read words know those of some languages. In a text of another one they find forms and nothing else, and
what nobody could read must not pass for clean where the policy says so (``other_language``). A text is judged alone, so
that it gets the same answer in every batch:

- by script: letters of scripts in which none of the policy's languages is written;
- by small words: more of those that only one other language has than of those that only the policy's have. Words with
  letters that the policy's languages lack speak against it, too;
- a longer text that has next to none of the policy's small words is in no language of the policy, whichever it is in.

Below the floors (`SCRIPT_LETTERS_MIN`, `WORDS_MIN`) nothing is said: "ok", a name and an address are in no language,
and go the way of all texts. Addresses, links and anything with digits are no words.

Source:
    Function words as language evidence: Grefenstette (1995), "Comparing two language identification schemes", JADT.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from tidegate.errors import UnknownName
from tidegate.pipeline.language_profiles import DENSE_SCRIPTS, LETTERS, SCRIPTS, TOLD, WORDS

SCRIPT_LETTERS_MIN = 4  # letters of other scripts below which a text is not judged by them; a dense one counts twice
SCRIPT_LETTERS_MANY = 24  # so many are a sentence of their own, whatever stands around it
SCRIPT_SHARE_MIN = 0.3  # of all letters
WORDS_MIN = 5  # words below which a text is not judged by its words
CAPITALS_MAX = 2  # letters of a word in capitals that is not taken for a small word of another language
WORDS_OF_OTHER_MIN = 2  # small words of one other language that it takes
WORDS_LONG = 12  # words in lower case from which a text without the policy's small words is not the policy's
OWN_SHARE_MIN = 0.06  # of the words of such a text
PIECE_CHARS = 8_000  # code points: a longer text is judged by the words of each piece, so that none hides behind others

_WORD = regex.compile(r"(?<![\w@./\\:_=&%#$+-])[\p{L}\p{M}]+(?:['’-][\p{L}\p{M}]+)*(?![\w@/\\_=]|[.:-][\p{L}\d])")
_LATIN_BEYOND = regex.compile(r"(?V1)[\p{Latin}--[a-z]]")
_PART = regex.compile(r"[^'’-]+")


class LanguageJudge:
    """Says of a text whether it is outside some languages. Made once for a policy; it keeps nothing of a text."""

    __slots__ = ("_dense", "_foreign", "_han", "_kana", "_letter", "_letters", "_own", "_rivals", "_spoken")

    def __init__(self, languages: Sequence[str], *, place: str = "languages") -> None:
        """
        Args:
            languages: ISO 639-1 codes.
            place: Where they stand in the policy, for an error's text.

        Raises:
            UnknownName: If one of them cannot be told from others.
        """
        for index, language in enumerate(languages):
            if language not in TOLD:
                raise UnknownName("language that can be told", language, TOLD, place=f"{place}[{index}]")
        scripts = sorted({script for language in languages for script in scripts_of(language)} | {"Latin"})
        within = "".join(rf"\p{{{script}}}" for script in (*scripts, "Common", "Inherited"))
        self._foreign = regex.compile(rf"(?V1)[[\p{{L}}\p{{M}}]--[{within}]]+")
        self._dense = regex.compile("[" + "".join(rf"\p{{{script}}}" for script in DENSE_SCRIPTS) + "]")
        self._letter = regex.compile(r"\p{L}")
        self._kana = regex.compile(r"[\p{Hiragana}\p{Katakana}]")
        self._han = regex.compile(r"\p{Han}") if "ja" in languages and "zh" not in languages else None
        self._letters = frozenset("".join(LETTERS.get(language, "") for language in languages))
        self._rivals = tuple(language for language in WORDS if language not in languages)
        self._own = frozenset[str]().union(*(WORDS.get(language, "").split() for language in languages))
        spoken: dict[str, list[int]] = {}
        for number, language in enumerate(self._rivals):
            for word in set(WORDS[language].split()):
                spoken.setdefault(word, []).append(number)
        self._spoken = spoken

    def is_outside(self, text: str) -> bool:
        """Whether a text is in none of the languages."""
        if len(text) < SCRIPT_LETTERS_MIN // 2:
            return False
        if not text.isascii() and self._other_script(text):
            return True
        return any(self._other_words(text[start : start + PIECE_CHARS]) for start in range(0, len(text), PIECE_CHARS))

    def _other_script(self, text: str) -> bool:
        foreign = weight = 0
        for run in self._foreign.finditer(text):
            foreign += run.end() - run.start()
            weight += run.end() - run.start() + len(self._dense.findall(run[0][:SCRIPT_LETTERS_MANY]))
            if weight >= SCRIPT_LETTERS_MANY:
                return True
        if weight >= SCRIPT_LETTERS_MIN and foreign >= SCRIPT_SHARE_MIN * len(self._letter.findall(text)):
            return True
        # Japanese has syllables between its Chinese characters; a sentence without any is Chinese.
        return (
            self._han is not None
            and len(self._han.findall(text)) >= SCRIPT_LETTERS_MIN * 2
            and self._kana.search(text) is None
        )

    def _other_words(self, text: str) -> bool:
        words = _WORD.findall(text)
        if len(words) < WORDS_MIN:
            return False
        own = lower = own_lower = strange = 0
        theirs, shared = [0] * len(self._rivals), [0] * len(self._rivals)
        for word in words:
            is_lower = word[0].islower()
            for part in _PART.findall(word.lower()):
                is_own = part in self._own
                own += is_own
                lower += is_lower
                own_lower += is_own and is_lower
                # IL, E and LA are places and initials.
                if is_lower or len(word) > CAPITALS_MAX or not word.isupper():
                    for rival in self._spoken.get(part, ()):
                        if is_own:
                            shared[rival] += 1
                        else:
                            theirs[rival] += 1
            strange += is_lower and not word.isascii() and self._is_strange(word)
        for number, other in enumerate(theirs):
            if other + strange < WORDS_OF_OTHER_MIN or not (other or strange >= WORDS_MIN):
                continue
            if other + strange > 2 * (own - shared[number]):
                return True
        return lower >= WORDS_LONG and own_lower < OWN_SHARE_MIN * lower

    def _is_strange(self, word: str) -> bool:
        """Whether a word has a letter that no word of the policy's languages has."""
        return any(letter not in self._letters for letter in _LATIN_BEYOND.findall(word.lower()))


def scripts_of(language: str) -> tuple[str, ...]:
    """Unicode's names of the scripts in which a language is written."""
    return SCRIPTS.get(language, ("Latin",))
