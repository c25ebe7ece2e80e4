"""Finding things by a few of their letters."""


def score(query: str, text: str) -> float | None:
    """How well a text matches what was typed; higher is better, None is not at all.

    Every word typed has to be found: at the start of a word best, inside a word less, else as letters in order. Shorter texts win.
    """
    total = 0.0
    lowered = text.lower()
    for word in query.lower().split():
        found = _word_score(word, lowered)
        if found is None:
            return None
        total += found
    return total - len(lowered) / 1000


def _word_score(word: str, text: str) -> float | None:
    if text.startswith(word):
        return 4.0
    place = text.find(word)
    if place >= 0:
        return 3.0 if not text[place - 1].isalnum() else 2.0
    gaps = _gaps(word, text)
    return None if gaps is None else 1.0 - min(gaps, 40) / 50


def _gaps(word: str, text: str) -> int | None:
    """How many letters lie between the letters of a word, taken in order; None where they are not all there."""
    start = place = text.find(word[0])
    for letter in word:
        place = text.find(letter, place)
        if place < 0:
            return None
        place += 1
    return place - start - len(word)
