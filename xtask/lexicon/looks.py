"""Which language a word looks like, by letter sequences; a filter, never shipped.

The languages of the encoder in Latin letters are told apart from each other
and from neighbours whose words stray into multilingual vocabularies.
"""

from functools import lru_cache

from lingua import Language, LanguageDetectorBuilder

_OURS = {"de": "GERMAN", "en": "ENGLISH", "es": "SPANISH", "fr": "FRENCH", "it": "ITALIAN",
         "nl": "DUTCH", "pl": "POLISH", "pt": "PORTUGUESE", "tr": "TURKISH"}
_NEIGHBOURS = ["BOKMAL", "CATALAN", "CROATIAN", "CZECH", "DANISH", "ESTONIAN", "FINNISH",
               "HUNGARIAN", "INDONESIAN", "LATVIAN", "LITHUANIAN", "ROMANIAN", "SLOVAK",
               "SWEDISH", "TAGALOG", "VIETNAMESE"]


class Looks:
    """`looks(word)` is the likelihood of each language, adding up to 1."""

    def __init__(self):
        names = list(_OURS.values()) + _NEIGHBOURS
        languages = [getattr(Language, name) for name in names]
        self._detector = LanguageDetectorBuilder.from_languages(*languages).build()
        self._tags = {getattr(Language, name): tag for tag, name in _OURS.items()}

    @lru_cache(None)
    def __call__(self, word):
        values = self._detector.compute_language_confidence_values(word)
        return {self._tags.get(v.language, v.language.name): v.value for v in values}
