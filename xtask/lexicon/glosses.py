"""Entries from a dictionary's glosses, for a language whose words are short and many-sided.

The encoder gives a word one vector, so it finds the main sense of a Chinese verb and misses the
others; a dictionary lists them. A gloss of one content word is a translation; of a gloss of two or
three words each may turn up in one, with less certainty.
"""

import re

LONGEST_WORD = 5                       # characters of a Chinese headword
STRENGTH = {1: 0.9, 2: 0.5, 3: 0.35}   # by the number of content words in a gloss
MANY = 12                              # a headword with more glosses means each less
EMPTY = set("""a an the of in on at for and or by with from be sb sth one s etc also as it is to
variant see used up out off old into not""".split())

_HAN = re.compile(rf"[\u4e00-\u9fff]{{1,{LONGEST_WORD}}}")
_NO_TRANSLATION = re.compile(r"variant of|surname|CL:|abbr\.|\[|see |used in")
_ASIDE = re.compile(r"\([^)]*\)")


def entries(headwords, known, stem):
    """`{(English stem, word): strength}` of the headwords in `known`.

    `headwords` yields a word and its glosses; `stem` stems a list of English words.
    """
    found = {}
    for word, glosses in headwords:
        if word in known and _HAN.fullmatch(word):
            for gloss in glosses:
                for english, strength in _content(gloss):
                    senses = found.setdefault(word, {})
                    senses[english] = max(strength, senses.get(english, 0.0))
    words = sorted({english for senses in found.values() for english in senses})
    stems = dict(zip(words, stem(words)))
    table = {}
    for word, senses in found.items():
        share = 0.8 if len(senses) > MANY else 1.0
        for english, strength in senses.items():
            key = stems[english], word
            table[key] = max(strength * share, table.get(key, 0.0))
    return table


def _content(gloss):
    """The content words of a gloss with their strength; none if it explains rather than translates."""
    if _NO_TRANSLATION.search(gloss):
        return []
    words = [word.lower() for word in re.findall(r"[A-Za-z]+", _ASIDE.sub("", gloss))]
    words = [word for word in words if len(word) > 1 and word not in EMPTY]
    strength = STRENGTH.get(len(words))
    return [(word, strength) for word in words] if strength else []
