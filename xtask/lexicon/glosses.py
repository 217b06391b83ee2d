"""Pairs of words from the English glosses of Chinese and Japanese dictionaries.

A gloss of one content word is a translation; of a gloss of two or three words each may turn up in
one, with less certainty.
"""

import re

LONGEST_WORD = 5                       # characters of a headword
BELIEF = {1: 2.0, 2: 0.0, 3: -0.6}     # log-odds, by the number of content words in a gloss
MANY = 12                              # with more glosses than this a headword means each less
LESS = -0.8                            # by so much
EMPTY = set("""a an the of in on at for and or by with from be sb sth one s etc also as it is to
variant see used up out off old into not""".split())

_WORD = re.compile(rf"[\u3005\u3041-\u30ff\u4e00-\u9fff]{{1,{LONGEST_WORD}}}")
_NO_TRANSLATION = re.compile(r"variant of|surname|CL:|abbr\.|\[|see |used in")
_ASIDE = re.compile(r"\([^)]*\)")


def word_beliefs(headwords):
    """`{(English word, word): log-odds}`; `headwords` yields a word and its glosses."""
    senses = {}
    for word, glosses in headwords:
        if _WORD.fullmatch(word):
            known = senses.setdefault(word, {})
            for gloss in glosses:
                for english, belief in _content(gloss):
                    known[english] = max(belief, known.get(english, -99.0))
    return {(english, word): belief + (LESS if len(known) > MANY else 0.0)
            for word, known in senses.items() for english, belief in known.items()}


def _content(gloss):
    """The content words of a gloss with their log-odds; none if it explains instead."""
    if _NO_TRANSLATION.search(gloss):
        return []
    words = [word.lower() for word in re.findall(r"[A-Za-z]+", _ASIDE.sub("", gloss))]
    words = [word for word in words if len(word) > 1 and word not in EMPTY]
    belief = BELIEF.get(len(words))
    return [(word, belief) for word in words] if belief is not None else []
