"""How Chinese characters are read, from the Unihan database of Unicode.

    python xtask/lexicon/readings.py Unihan_Readings.txt > crates/bitext-lang/data/zh/readings.txt

The idea: a Chinese name in a Latin text is spelled by the readings of its
characters (佩珍, "Peizhen"), so a table from syllables to characters finds it
again. Readings are taken without tones, as names are printed; the two common
sets of characters are enough (GB 2312, and the first level of Big5). Debian
has the database in the package `unicode-data`.
"""

import bz2
import re
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

HEAD = """\
# How characters are read, for names that the other text spells: a syllable
# without its tone, then the characters that have this reading.
# From Unihan (kMandarin, kHanyuPinlu) of the Unicode Character Database, 15.0,
# © Unicode, Inc., Unicode License v3; made by `xtask/lexicon/readings.py`, do
# not edit.
"""


def toneless(reading):
    """A syllable in letters a to z; ü is written v, as in passports of old."""
    plain = unicodedata.normalize("NFD", reading.strip().lower())
    plain = plain.replace("u\u0308", "v")
    return re.sub("[^a-z]", "", plain)


def common(character):
    """Whether GB 2312 or the first level of Big5 has the character."""
    try:
        character.encode("gb2312")
        return True
    except UnicodeEncodeError:
        pass
    try:
        return character.encode("big5") < b"\xc9\x40"
    except UnicodeEncodeError:
        return False


def readings(path):
    """(character, syllable) pairs of the database."""
    opener = bz2.open if path.suffix == ".bz2" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            fields = line.rstrip("\n").split("\t")
            if len(fields) != 3 or fields[1] not in ("kMandarin", "kHanyuPinlu"):
                continue
            character = chr(int(fields[0][2:], 16))
            if common(character):
                for reading in fields[2].split():
                    yield character, toneless(re.sub(r"\(.*\)", "", reading))


def main():
    table = defaultdict(set)
    for character, syllable in readings(Path(sys.argv[1])):
        table[syllable].add(character)
        if "v" in syllable:
            table[syllable.replace("v", "u")].add(character)
    print(HEAD, end="")
    for syllable in sorted(table):
        print(f"{syllable}\t{''.join(sorted(table[syllable]))}")


main()
