"""Word forms of a Hunspell dictionary: each entry with its suffixes applied.

Only suffix classes are read (no prefixes, no compounding, no second level),
which is all that the dictionaries used here need.
"""

import re
from pathlib import Path


def forms(stem_path: Path, encoding: str = "utf-8"):
    """Every form of `<stem_path>.dic` under `<stem_path>.aff`, unsorted, with repeats."""
    rules = {}
    for line in stem_path.with_suffix(".aff").read_text(encoding, "replace").splitlines():
        part = line.split()
        if len(part) >= 5 and part[0] == "SFX" and not part[2].isdigit():
            strip = "" if part[2] == "0" else part[2]
            add = part[3].split("/")[0]
            add = "" if add == "0" else add
            rules.setdefault(part[1], []).append((strip, add, re.compile(part[4] + "$")))
        elif len(part) == 5 and part[0] == "SFX":
            strip = "" if part[2] == "0" else part[2]
            rules.setdefault(part[1], []).append((strip, part[3], re.compile(part[4] + "$")))
    for line in stem_path.with_suffix(".dic").read_text(encoding, "replace").splitlines()[1:]:
        word, _, flags = line.strip().partition("/")
        if not word:
            continue
        yield word
        for flag in flags.split()[0] if flags else "":
            for strip, add, condition in rules.get(flag, ()):
                if word.endswith(strip) and condition.search(word):
                    yield word[: len(word) - len(strip)] + add
