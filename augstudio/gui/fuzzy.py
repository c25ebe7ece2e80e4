"""Finding things by a few of their letters."""


def score(query: str, text: str) -> float | None:
    """How well a text matches what was typed; higher is better, None is not at all.

    Every word typed has to be found: at the start of a word best, inside a word less, else as the first letters of
    words in order, each with as many of those after it as were typed. Shorter texts win.
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
    """How many letters lie between those of a word, which start words or follow on another; None where they are not all there."""
    starts = [place for place, letter in enumerate(text) if letter.isalnum() and not text[place - 1 : place].isalnum()]
    begun = {place: place for place in starts if text[place] == word[0]}  # by the place of the last letter found
    for letter in word[1:]:
        begun = {
            place: first
            for last, first in begun.items()
            for place in (last + 1, *(start for start in starts if start > last))
            if text[place : place + 1] == letter
        }
    return min((last - first + 1 - len(word) for last, first in begun.items()), default=None)
