"""How words are usually written: `python cases.py --cache DIR LANGUAGE OUTPUT`.

Writes `case.txt` of a language pack: the words that are small unless they open
a sentence. A word list says which words may be small and which are names;
multilingual vocabularies, whose pieces are ranked by how frequent they are, say
which words are frequent and in which spelling.
"""

import argparse
from pathlib import Path

import hunspell
from sources import Sources
from vocabulary import _LETTERS

# Endings of family names that common words have as well: `ветров` is a form of
# the wind, and a family.
FAMILY_NAMES = {"ru": ("ов", "ев", "ёв", "ин", "ын")}

HEAD = """\
# Words that are usually written small inside a sentence. Made by
# xtask/lexicon/cases.py, where SOURCES.md names the sources and their licences;
# never edited.
"""


def dictionary(sources, language):
    """The spellings of a word list that tells names by their capitals."""
    if language == "en":
        for name in ["american", "british"]:
            yield from sources.list_words(f"debian/w{name}-large/usr/share/dict/{name}-english-large")
    elif language == "ru":
        yield from hunspell.forms(
            sources.path("debian/hunspell-ru/usr/share/hunspell/ru_RU.dic").with_suffix(""))
    elif language == "pl":
        yield from sources.list_words("debian/wpolish/usr/share/dict/polish")
    else:
        raise SystemExit(f"no word list that may ship tells the names of `{language}`")


def small_words(sources, language):
    """The words that the list has small and never as a name, frequent and usually small."""
    spellings = set(dictionary(sources, language))
    names = {spelling.lower() for spelling in spellings if spelling != spelling.lower()}
    vocabularies = sources.cased_subwords()
    for word in spellings - names:
        if len(word) < 2 or not _LETTERS[language].fullmatch(word):
            continue
        if word.endswith(FAMILY_NAMES.get(language, ())):
            continue
        capital = word.capitalize()
        ranks = [(words[word], words.get(capital)) for words in vocabularies if word in words]
        shared = [small < large for small, large in ranks if large is not None]
        if ranks and all(shared):
            yield word


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("language")
    parser.add_argument("output", type=Path)
    options = parser.parse_args()
    sources = Sources(options.cache / "sources")
    sources.fetch()
    words = sorted(small_words(sources, options.language))
    options.output.write_text(HEAD + "".join(f"{word}\n" for word in words), encoding="utf-8")
    print(len(words))


if __name__ == "__main__":
    main()
