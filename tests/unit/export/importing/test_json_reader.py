import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from augstudio.export.importing.foreign import Foreign, ForeignList, ForeignMapping, ForeignSourceError, Literal
from augstudio.export.importing.json_reader import read_json

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def plain(value: Foreign) -> object:
    match value:
        case Literal():
            return value.value
        case ForeignList():
            return [plain(each) for each in value.items]
        case ForeignMapping():
            return {key: plain(each) for key, each in value.entries.items()}
    raise AssertionError(value)


@given(VALUES, st.sampled_from([None, 1]))
def test_what_json_writes_is_read_back(value: object, indent: int | None) -> None:
    assert plain(read_json(json.dumps(value, indent=indent))) == value


def test_values_know_their_places() -> None:
    root = read_json('{"a": 1,\n  "b": [true,\n  "x"]}')
    assert isinstance(root, ForeignMapping)
    listed = root.entries["b"]
    assert isinstance(listed, ForeignList)
    assert (listed.line, listed.column) == (2, 8)
    assert [(each.line, each.column) for each in listed.items] == [(2, 9), (3, 3)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1, column 1: not JSON: expected a value"),
        ('{"a": 1,\n "b": }', "line 2, column 7: not JSON: expected a value"),
        ('{"a": NaN}', "expected a value"),
        ("[Infinity]", "expected a value"),
        ("[1e999]", "too long or too large"),
        ("[" + "9" * 5000 + "]", "too long or too large"),
        ('{"a": 1, "a": 2}', "the key 'a' is here twice"),
        ("{'a': 1}", "expected a key in double quotes"),
        ('["\\ud800"]', "half a surrogate pair"),
        ('["a\nb"]', "does not end, or holds"),
        ('["\\x41"]', "does not end, or holds"),
        ("[1, 2", "expected `,` or `]`"),
        ("[1,]", "expected a value"),
        ("[01]", "expected `,` or `]`"),
        ("[1] [2]", "the text goes on"),
        ("\x00", "expected a value"),
        ("[" * 100_000, "nested deeper than 100 levels"),
        ("[" + "1," * 100_000 + "1]", "more than 100,000 values"),
        ('{"a":' * 100_000, "nested deeper than 100 levels"),
    ],
)
def test_what_is_no_json_is_refused_with_its_place(text: str, said: str) -> None:
    with pytest.raises(ForeignSourceError) as caught:
        read_json(text)
    assert said in str(caught.value)
