"""Bytes become text with every doubt told, and text becomes values."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpclint.text.nodes import Span
from vpclint.text.problems import ProblemKind
from vpclint.text.reading import decode, load

from .strategies import any_json_like, assert_sound, json_texts, told

MARK = "the text begins with a byte order mark of {}, plain UTF-8 was expected"


def test_plain_utf_8_has_no_problem() -> None:
    decoded = decode('{"é": "\U0001f600"}'.encode())
    assert (decoded.text, decoded.problems, decoded.encoding) == ('{"é": "\U0001f600"}', (), "utf-8")


def test_no_bytes_are_an_empty_text() -> None:
    assert decode(b"").text == ""
    assert decode(b"").problems == ()


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [(b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")],
)
@pytest.mark.parametrize("text", ["", "{}", '{"é": "\U0001f600"}\r\n'])
def test_a_byte_order_mark_is_told_and_taken_off(text: str, mark: bytes, encoding: str) -> None:
    decoded = decode(mark + text.encode(encoding))
    assert (decoded.text, decoded.encoding) == (text, encoding)
    assert told(text, decoded.problems) == [("byte-order-mark", 1, 1, MARK.format(encoding.upper()))]
    assert decoded.problems[0].span == Span(0, 0)


@pytest.mark.parametrize(
    ("data", "text", "line", "column", "message"),
    [
        (
            b'{\n "a": "caf\xe9"}',
            '{\n "a": "caf\ufffd"}',
            2,
            11,
            "byte 0xe9 at offset 12 is not UTF-8, UTF-8 was expected",
        ),
        ("ü\U0001f600".encode() + b"\xff\xff", "ü\U0001f600\ufffd\ufffd", 1, 3, "byte 0xff at offset 6 is not UTF-8"),
        (b'"\xf0\x9f\x98', '"\ufffd', 1, 2, "byte 0xf0 at offset 1 is not UTF-8"),
        (b"\xed\xa0\x80", "\ufffd\ufffd\ufffd", 1, 1, "byte 0xed at offset 0 is not UTF-8"),
        (b"\xc0\xaf", "\ufffd\ufffd", 1, 1, "byte 0xc0 at offset 0 is not UTF-8"),
    ],
)
def test_the_first_wrong_byte_has_a_place(data: bytes, text: str, line: int, column: int, message: str) -> None:
    decoded = decode(data)
    assert decoded.text == text
    ((kind, *place, said),) = told(decoded.text, decoded.problems)
    assert (kind, place) == ("encoding", [line, column])
    assert said.removesuffix(", UTF-8 was expected") == message.removesuffix(", UTF-8 was expected")


def test_a_wrong_byte_after_a_byte_order_mark_counts_from_the_beginning_of_the_file() -> None:
    decoded = decode(b"\xef\xbb\xbf[\xff]")
    assert decoded.text == "[\ufffd]"
    assert told(decoded.text, decoded.problems) == [
        ("byte-order-mark", 1, 1, MARK.format("UTF-8")),
        ("encoding", 1, 2, "byte 0xff at offset 4 is not UTF-8, UTF-8 was expected"),
    ]


def test_utf_16_that_ends_in_the_middle_is_read_up_to_there() -> None:
    decoded = decode(b"\xff\xfe" + "[1]".encode("utf-16-le") + b"\x00")
    assert decoded.text == "[1]\ufffd"
    assert told(decoded.text, decoded.problems)[1:] == [
        ("encoding", 1, 4, "byte 0x00 at offset 8 is not UTF-16-LE, UTF-8 was expected")
    ]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_recognised_and_refused(encoding: str) -> None:
    text = '{"Version": "2012-10-17"}'
    decoded = decode(text.encode(encoding))
    assert (decoded.text, decoded.encoding) == (text, encoding)
    assert told(text, decoded.problems) == [
        ("encoding", 1, 1, "the text looks like UTF-16 without a byte order mark, UTF-8 was expected")
    ]


@pytest.mark.parametrize("encoding", ["utf-32-le", "utf-32-be"])
def test_utf_32_is_recognised_and_refused(encoding: str) -> None:
    decoded = decode("\ufeff[]".encode(encoding))
    assert (decoded.text, decoded.encoding) == ("[]", encoding)
    assert told(decoded.text, decoded.problems) == [
        ("byte-order-mark", 1, 1, MARK.format(encoding.upper())),
        ("encoding", 1, 1, "the text is UTF-32, UTF-8 was expected"),
    ]


def test_a_few_zero_bytes_do_not_make_utf_16() -> None:
    decoded = decode(b'{"a": "\x00"}')
    assert (decoded.text, decoded.problems) == ('{"a": "\x00"}', ())


@given(st.binary(max_size=60))
def test_any_bytes_are_decoded_and_read(data: bytes) -> None:
    decoded = decode(data)
    assert {problem.kind for problem in decoded.problems} <= {ProblemKind.ENCODING, ProblemKind.BYTE_ORDER_MARK}
    assert all(problem.span.start <= len(decoded.text) for problem in decoded.problems)
    assert_sound(decoded.text, load(decoded.text, "json").problems)
    assert_sound(decoded.text, load(decoded.text, "yaml").problems)


@given(st.text(st.characters(codec="utf-8"), min_size=1), st.sampled_from(["utf-8", "utf-16-le", "utf-16-be"]))
def test_text_after_a_mark_comes_back(text: str, encoding: str) -> None:
    decoded = decode(f"\ufeff{text}".encode(encoding))
    if not (encoding == "utf-16-le" and text[0] == "\x00"):  # those bytes are the mark of UTF-32
        assert (decoded.text, decoded.encoding) == (text, encoding)


@given(any_json_like)
def test_one_wrong_byte_is_found_where_it_was_put(text: str) -> None:
    before = text.encode(errors="replace").replace(b"\x00", b"?")
    decoded = decode(b"[" + before + b"\xff[1, 2]")
    problem = decoded.problems[-1]
    assert problem.kind is ProblemKind.ENCODING
    assert decoded.text[problem.span.start] == "\ufffd"
    assert problem.span == Span(len(before.decode()) + 1, len(before.decode()) + 2)
    assert f"offset {len(before) + 1} " in problem.message


def test_valid_json_is_loaded_without_building_a_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("vpclint.text.jsontext.parse_json")
    assert load('{"a": [1, 2.5, null, "é"]}', "json").values == ({"a": [1, 2.5, None, "é"]},)


@pytest.mark.parametrize(
    ("text", "values", "kinds"),
    [
        ('{"a": 1, "a": 2}', [{"a": 2}], ["duplicate-key"]),
        ('[{"a": {"b": 1, "b": 1}}]', [[{"a": {"b": 1}}]], ["duplicate-key"]),
        ("[Infinity]", [[math.inf]], ["not-a-number"]),
        ("{} []", [{}, []], ["second-document"]),
        ("9" * 5000, ["9" * 5000], ["number-too-long"]),
        ("\ufeff1", [1], ["byte-order-mark"]),
        ("", [], ["truncated"]),
    ],
)
def test_what_strict_readers_refuse_or_overlook_is_loaded_with_its_problems(
    text: str, values: list[object], kinds: list[str]
) -> None:
    loaded = load(text, "json")
    assert list(loaded.values) == values
    assert [problem.kind.value for problem in loaded.problems] == kinds


@pytest.mark.parametrize("depth", [201, 100_000])
def test_json_too_deep_for_others_is_a_problem_here(depth: int) -> None:
    (problem,) = load("[" * depth + "]" * depth, "json").problems
    assert (problem.kind, problem.span) == (ProblemKind.TOO_DEEP, Span(200, 201))


def test_yaml_is_loaded_with_all_its_documents() -> None:
    loaded = load("a: 1\n---\n- 2012-10-17\n", "yaml")
    assert (loaded.values, loaded.problems) == (({"a": 1}, ["2012-10-17"]), ())


@given(json_texts())
def test_json_is_loaded_alike_whatever_the_encoding(text: str) -> None:
    expected = load(text, "json")
    assert expected.problems == ()
    for encoding in ("utf-8-sig", "utf-16"):
        try:
            data = text.encode(encoding)
        except UnicodeEncodeError:  # lone surrogates can't be encoded
            return
        decoded = decode(data)
        assert [problem.kind for problem in decoded.problems] == [ProblemKind.BYTE_ORDER_MARK]
        assert repr(load(decoded.text, "json")) == repr(expected)
