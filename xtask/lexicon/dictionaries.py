"""Translations that free dictionaries know, met directly or in a third language.

The idea: a dictionary lists the senses that an encoder, with one vector a word, misses. Few free
ones start from English, but a word and its translation meet in other languages: `horse` and
`лошадь` both are `koń`. One such meeting may be an accident of a pivot word with many senses; two
seldom are. So a pair's belief, as log-odds, grows with its meetings.
"""

import gzip
import re
import unicodedata
from collections import Counter, defaultdict
from functools import lru_cache

import senses

# Languages as the dictionaries name them.
NAMES = {"bg": "bul", "de": "deu", "el": "ell", "en": "eng", "es": "spa", "fi": "fin",
         "fr": "fra", "id": "ind", "it": "ita", "ja": "jpn", "lt": "lit", "nb": "nor",
         "nl": "nld", "pl": "pol", "pt": "por", "ru": "rus", "sv": "swe", "tr": "tur"}
# What a dictionary prints beside translations is in the letters of other languages.
_LETTERS = {"bg": re.compile(r"[\u0400-\u04ff' -]+"), "el": re.compile(r"[\u0370-\u03ff' -]+"),
            "ja": re.compile(r"[\u3005\u3041-\u30ff\u3400-\u9fff]+"),
            "ru": re.compile(r"[\u0400-\u04ff' -]+")}

DIRECT = 2.3                # log-odds of a translation that a dictionary gives
ONE, EACH, MOST = -1.9, 2.4, 2.0      # of one met elsewhere: base, a meeting, at most
SURE = 2                    # with so many meetings a pair may itself lead on
LED = 0.35                  # what a meeting with such a pair on the way is worth, a pivot
LONGEST = 3                 # words of an expression
PHRASE = {1: 0.0, 2: -2.3, 3: -2.9, 4: -2.9}    # by the pairs of words that two phrases make
EMPTY = 0.01                # a word in more of the phrases than this says nothing by itself

_BASE64 = {c: i for i, c in enumerate(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")}
_PART_OF_SPEECH = re.compile(r"\s*<[^<>]*>\s*$")
_AFFIX = re.compile(r"<[^<>]*fix\b[^<>]*>\s*$")
_NUMBERED = re.compile(r"(\d+)\. (.*)")
_NEXT_SENSE = re.compile(r"\s+\d+\.\s*$")
_ASIDE = re.compile(r"\([^)]*\)|\[[^]]*\]")
_NO_EXPRESSION = re.compile(r"^-|-$|[\d#()\[\]{}|=]")
# Accents that teach stress and tone, in languages that do without them in writing.
_ACCENTED = {"bul", "lit", "rus"}
_ACCENT = re.compile("[\u0300\u0301\u0303]")
_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")


class Dictionaries:
    """The dictionaries among the sources, as one graph of expressions."""

    def __init__(self, sources):
        self.edges = defaultdict(lambda: defaultdict(set))
        for left, right, entries in sources.dictionaries():
            for entry in entries:
                head, translations = _parts(entry)
                for expression in _expressions(head, left):
                    for translation in _expressions(translations, right):
                        self.edges[left, right][expression].add(translation)
                        self.edges[right, left][translation].add(expression)

    def beliefs(self, left, right):
        """`{(left expression, right expression): log-odds}` of all that meet."""
        found = {}
        fits = [_LETTERS.get(language) for language in (left, right)]
        names = [NAMES.get(language, language) for language in (left, right)]
        for pair, meetings in self._meetings(*names, lead_on=True).items():
            words = [len(expression.split()) for expression in pair]
            strange = any(letters and not letters.fullmatch(expression)
                          for letters, expression in zip(fits, pair))
            if not strange and max(words) <= LONGEST:
                total = ONE + EACH * sum(meetings.values())
                found[pair] = DIRECT if "" in meetings else min(total, MOST)
        return found

    def _meetings(self, left, right, lead_on):
        """`{pair: {pivot language: worth}}`; a direct translation has the pivot `""`."""
        meetings = defaultdict(dict)
        for expression, translations in self.edges.get((left, right), {}).items():
            for translation in translations:
                meetings[expression, translation][""] = 1.0
        # Where a dictionary has both words, and not as a pair, that is an answer, too.
        near = self.edges.get((left, right), {})
        far = self.edges.get((right, left), {})
        for pivot in sorted({pivot for pivot, other in self.edges if other == right}):
            onward = self.edges[pivot, right]
            for expression, middle, worth in self._steps(left, pivot, lead_on):
                translations = onward.get(middle, ())
                for translation in translations:
                    if expression in near and translation in far:
                        continue
                    # What a pivot word of many translations leads to is less sure.
                    value = worth / len(translations) ** 0.5
                    place = meetings[expression, translation]
                    place[pivot] = max(value, place.get(pivot, 0.0))
        return meetings

    def _steps(self, left, pivot, lead_on):
        """Pairs of two languages with what each is worth on the way to a third one."""
        if (left, pivot) in self.edges:
            for expression, middles in self.edges[left, pivot].items():
                for middle in middles:
                    yield expression, middle, 1.0
        elif lead_on and pivot != left:
            yield from self._sure(left, pivot)

    @lru_cache(None)
    def _sure(self, left, pivot):
        """The same where no dictionary has both: pairs that met in several languages."""
        found = self._meetings(left, pivot, lead_on=False)
        return [(*pair, min(1.0, LED * len(meetings))) for pair, meetings in found.items()
                if len(meetings) >= SURE]


def word_beliefs(beliefs, left, right):
    """Log-odds of pairs of words: of expressions of one word, and of the words of phrases."""
    pairs = [(_words(a, left), _words(b, right), belief) for (a, b), belief in beliefs.items()]
    empty = [_empty(pair[side] for pair in pairs) for side in (0, 1)]
    contents = ((_content(near, empty[0]), _content(far, empty[1]), belief)
                for near, far, belief in pairs)
    return senses.strongest(((a, b), belief + PHRASE[len(near) * len(far)])
                            for near, far, belief in contents if len(near) * len(far) in PHRASE
                            for a in near for b in far)


def _words(expression, language):
    return (_ENGLISH_WORD if language == "en" else _WORD).findall(expression)


def _empty(phrases):
    """Words that stand in many phrases, as articles and `to` do."""
    counts, total = Counter(), 0
    for phrase in phrases:
        if len(phrase) > 1:
            counts.update(set(phrase))
            total += 1
    return {word for word, count in counts.items() if count > EMPTY * total}


def _content(words, empty):
    return [word for word in words if word not in empty] or (words if len(words) == 1 else [])


def read(index, data):
    """The entries of a dictionary of the DICT protocol (dictd), each once, as text."""
    text = gzip.decompress(data.read_bytes())
    seen = set()
    for line in index.read_text("utf-8").splitlines():
        word, *place = line.split("\t")
        start, length = (_number(digits) for digits in place)
        if not word.startswith(("00database", "00-database")) and (start, length) not in seen:
            seen.add((start, length))
            yield text[start:start + length].decode("utf-8", "replace")


def _number(digits):
    number = 0
    for digit in digits:
        number = 64 * number + _BASE64[digit]
    return number


def _parts(text):
    """What an entry translates, and its translations with commas between.

    The first line holds the expression, its sound and part of speech. If the next one has no
    number, it holds all translations. Otherwise those of a sense follow the first mention of its
    number at the start of a line, and a number at the end is that of a sense without any. All
    else explains. Affixes are left out.
    """
    head, *lines = text.split("\n")
    if _AFFIX.search(head):
        return "", ""
    head = _PART_OF_SPEECH.sub("", head).split(" /")[0]
    if lines and not _NUMBERED.match(lines[0]):
        return head, lines[0]
    senses = {}
    for numbered in filter(None, map(_NUMBERED.match, lines)):
        senses.setdefault(numbered[1], _NEXT_SENSE.sub("", numbered[2]))
    return head, ", ".join(senses.values())


def _expressions(text, language):
    """The expressions of a list, in small letters, without asides, parts of words and formulas."""
    for part in _ASIDE.sub("", text.lower().replace("’", "'")).split(","):
        expression = re.sub(r"\s+", " ", part).strip(" .!?")
        if language in _ACCENTED:
            plain = unicodedata.normalize("NFD", expression)
            expression = unicodedata.normalize("NFC", _ACCENT.sub("", plain))
        if expression and not _NO_EXPRESSION.search(expression):
            yield expression
