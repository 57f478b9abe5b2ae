"""Each way in which a text is not JSON is told by name, at its place, in a sentence; the value is read all the same."""

import json
import math
from typing import NamedTuple

import pytest

from vpclint.text.jsontext import parse_json
from vpclint.text.nodes import at, plain
from vpclint.text.problems import ProblemKind

from .strategies import assert_sound, told


class Case(NamedTuple):
    """A text, what is wrong with it, and the documents that are read from it."""

    text: str
    told: list[tuple[str, int, int, str]]
    values: list[object]


CASES = {
    "trailing comma in an object": Case(
        '{"a": 1,\n}',
        [("trailing-comma", 1, 8, "a comma stands before '}', a value was expected after it")],
        [{"a": 1}],
    ),
    "trailing comma in a list": Case(
        "[1, ]", [("trailing-comma", 1, 3, "a comma stands before ']', a value was expected after it")], [[1]]
    ),
    "single quotes": Case(
        "{'it\\'s': \"a\"}",
        [("single-quotes", 1, 2, "a string stands in single quotes, JSON expects double quotes")],
        [{"it's": "a"}],
    ),
    "double quotes inside single quotes": Case(
        "['a\"b']", [("single-quotes", 1, 2, "a string stands in single quotes, JSON expects double quotes")], [['a"b']]
    ),
    "smart quotes": Case(
        "[\n  \u201ca\u201d]",
        [("smart-quotes", 2, 3, "a string stands in typographic quotes, JSON expects double quotes")],
        [["a"]],
    ),
    "german smart quotes": Case(
        "[\u201ea\u201c]",
        [("smart-quotes", 1, 2, "a string stands in typographic quotes, JSON expects double quotes")],
        [["a"]],
    ),
    "single smart quotes": Case(
        "[\u2018a\u2019]",
        [("smart-quotes", 1, 2, "a string stands in typographic quotes, JSON expects double quotes")],
        [["a"]],
    ),
    "line comment": Case(
        "[1, // one\n2]", [("comment", 1, 5, "a comment begins with '//', JSON has no comments")], [[1, 2]]
    ),
    "block comment": Case(
        "[1 /* one\n */, 2]", [("comment", 1, 4, "a comment begins with '/*', JSON has no comments")], [[1, 2]]
    ),
    "hash comment": Case("# policy\n{}", [("comment", 1, 1, "a comment begins with '#', JSON has no comments")], [{}]),
    "comment right after a number": Case(
        "[1//]\n]", [("comment", 1, 3, "a comment begins with '//', JSON has no comments")], [[1]]
    ),
    "unquoted key": Case(
        '{Effect: "Allow"}',
        [("unquoted-key", 1, 2, "the key Effect stands without quotes, double quotes were expected around it")],
        [{"Effect": "Allow"}],
    ),
    "unquoted key close to its value": Case(
        "{a:true}",
        [("unquoted-key", 1, 2, "the key a stands without quotes, double quotes were expected around it")],
        [{"a": True}],
    ),
    "number as a key": Case(
        "{\n 1: true}",
        [("unquoted-key", 2, 2, "the key 1 stands without quotes, double quotes were expected around it")],
        [{"1": True}],
    ),
    "infinity": Case(
        "[-Infinity]",
        [("not-a-number", 1, 2, "-Infinity is not a JSON number, a finite number was expected")],
        [[-math.inf]],
    ),
    "line break in a string": Case(
        '["a\n b"]',
        [("control-character", 1, 4, "a string holds the control character U+000A, its escape '\\n' was expected")],
        [["a\n b"]],
    ),
    "carriage return and line feed in a string": Case(
        '["a\r\nb"]',
        [("control-character", 1, 4, "a string holds the control character U+000D, its escape '\\r' was expected")],
        [["a\r\nb"]],
    ),
    "zero byte in a string": Case(
        '["a\x00"]',
        [("control-character", 1, 4, "a string holds the control character U+0000, its escape '\\u0000' was expected")],
        [["a\x00"]],
    ),
    "control character outside of strings": Case(
        "[1,\x0c\x0c2]",
        [
            (
                "control-character",
                1,
                4,
                "found the invisible character U+000C outside of a string, an ordinary space was expected",
            )
        ],
        [[1, 2]],
    ),
    "no-break space": Case(
        '{"a":\u00a01}',
        [
            (
                "unexpected",
                1,
                6,
                "found the invisible character U+00A0 outside of a string, an ordinary space was expected",
            )
        ],
        [{"a": 1}],
    ),
    "duplicate key": Case(
        '{"a": 1,\n "\\u0061": 2}',
        [("duplicate-key", 2, 2, "the key 'a' stands twice in one object, once was expected")],
        [{"a": 2}],
    ),
    "second document": Case(
        '{"a": 1}\n{"b": 2}',
        [("second-document", 2, 1, "JSON document 2 begins here, the text was expected to hold one")],
        [{"a": 1}, {"b": 2}],
    ),
    "three documents": Case(
        "1 [] null",
        [
            ("second-document", 1, 3, "JSON document 2 begins here, the text was expected to hold one"),
            ("second-document", 1, 6, "JSON document 3 begins here, the text was expected to hold one"),
        ],
        [1, [], None],
    ),
    "documents with a comma between": Case(
        "{},{}",
        [
            ("unexpected", 1, 3, "found ',' where the end of the text was expected"),
            ("second-document", 1, 4, "JSON document 2 begins here, the text was expected to hold one"),
        ],
        [{}, {}],
    ),
    "byte order mark": Case(
        "\ufeff{}",
        [("byte-order-mark", 1, 1, "the text begins with a byte order mark, JSON was expected to begin at once")],
        [{}],
    ),
    "empty": Case("", [("truncated", 1, 1, "the text holds no JSON value, one was expected")], []),
    "white space only": Case(" \n", [("truncated", 1, 1, "the text holds no JSON value, one was expected")], []),
    "truncated after a value": Case(
        '{"a": [1,\n 2\n',
        [("truncated", 2, 3, "the text ends where ',' or ']' was expected, 2 brackets are still open")],
        [{"a": [1, 2]}],
    ),
    "truncated after a colon": Case(
        '{"a":', [("truncated", 1, 6, "the text ends where a value was expected, 1 bracket is still open")], [{}]
    ),
    "truncated after a comma": Case(
        '{"a": 1,',
        [("truncated", 1, 9, "the text ends where a key in double quotes was expected, 1 bracket is still open")],
        [{"a": 1}],
    ),
    "truncated in a string": Case(
        '["a", "b', [("truncated", 1, 9, "the text ends inside a string, its closing was expected")], [["a"]]
    ),
    "truncated after a backslash": Case(
        '["a\\', [("truncated", 1, 5, "the text ends inside a string, its closing was expected")], [[]]
    ),
    "truncated in a comment": Case(
        "[1 /* b", [("truncated", 1, 8, "the text ends inside a comment, its closing was expected")], [[1]]
    ),
    "missing comma in a list": Case(
        '["a"\n "b"]',
        [("missing-comma", 1, 5, "no comma stands between two values, ',' was expected before \"b\"")],
        [["a", "b"]],
    ),
    "missing comma in an object": Case(
        '{"a": 1\n "b": 2}',
        [("missing-comma", 1, 8, "no comma stands between two values, ',' was expected before \"b\"")],
        [{"a": 1, "b": 2}],
    ),
    "missing comma before an unquoted key": Case(
        "{a: 1\n b: 2}",
        [
            ("unquoted-key", 1, 2, "the key a stands without quotes, double quotes were expected around it"),
            ("missing-comma", 1, 6, "no comma stands between two values, ',' was expected before 'b'"),
            ("unquoted-key", 2, 2, "the key b stands without quotes, double quotes were expected around it"),
        ],
        [{"a": 1, "b": 2}],
    ),
    "missing comma between containers": Case(
        "[{} []]",
        [("missing-comma", 1, 4, "no comma stands between two values, ',' was expected before '['")],
        [[{}, []]],
    ),
    "missing colon": Case(
        '{"a" 1}', [("missing-colon", 1, 6, "found '1' after the key 'a', ':' was expected")], [{"a": 1}]
    ),
    "equals sign for a colon": Case(
        '{"a" = {}}', [("missing-colon", 1, 6, "found '=' after the key 'a', ':' was expected")], [{"a": {}}]
    ),
    "key without a value": Case(
        '{"a", "b": 1}', [("missing-colon", 1, 5, "found ',' after the key 'a', ':' was expected")], [{"b": 1}]
    ),
    "last key without a value": Case(
        '{"a"}', [("missing-colon", 1, 5, "found '}' after the key 'a', ':' was expected")], [{}]
    ),
    "colon without a value": Case('{"a": }', [("unexpected", 1, 7, "found '}' where a value was expected")], [{}]),
    "colon and comma without a value": Case(
        '{"a":, "b": 1}', [("unexpected", 1, 6, "found ',' where a value was expected")], [{"b": 1}]
    ),
    "two colons": Case('{"a":: 1}', [("unexpected", 1, 6, "found ':' where a value was expected")], [{"a": 1}]),
    "invalid escape": Case(
        '["C:\\d"]',
        [("invalid-escape", 1, 5, "found the escape '\\d', JSON expects one of '\"\\/bfnrtu' after a backslash")],
        [["C:\\d"]],
    ),
    "escaped single quote": Case(
        '["\\\'"]',
        [("invalid-escape", 1, 3, "found the escape '\\'', JSON expects one of '\"\\/bfnrtu' after a backslash")],
        [["\\'"]],
    ),
    "short unicode escape": Case(
        '["\\u12"]',
        [("invalid-escape", 1, 3, "found the escape '\\u' without four hexadecimal digits, JSON expects exactly four")],
        [["\\u12"]],
    ),
    "leading zero": Case(
        "[-007]",
        [("invalid-number", 1, 2, "the number -007 begins with a zero, a digit from 1 to 9 was expected first")],
        [[-7]],
    ),
    "plus sign": Case(
        "[+1]", [("invalid-number", 1, 2, "the number +1 begins with '+', a digit or '-' was expected")], [[1]]
    ),
    "no digit before the point": Case(
        "[.5]",
        [("invalid-number", 1, 2, "the number .5 has no digit before its point, at least one was expected")],
        [[0.5]],
    ),
    "no digit after the point": Case(
        "[1.]",
        [("invalid-number", 1, 2, "the number 1. has no digit after its point, at least one was expected")],
        [[1.0]],
    ),
    "no exponent": Case(
        "[1.5e+]",
        [("invalid-number", 1, 2, "the number 1.5e+ ends too early, a digit was expected at its end")],
        [["1.5e+"]],
    ),
    "lone minus": Case(
        "[-]", [("invalid-number", 1, 2, "the number - ends too early, a digit was expected at its end")], [["-"]]
    ),
    "hexadecimal": Case(
        "[0xFF]", [("invalid-number", 1, 2, "the number 0xFF is not decimal, a decimal number was expected")], [[255]]
    ),
    "underscore": Case(
        "[1_000]", [("invalid-number", 1, 2, "the number 1_000 holds '_', digits only were expected")], [[1000]]
    ),
    "python literals": Case(
        "[True, None]",
        [
            ("python-literal", 1, 2, "found True, JSON writes true"),
            ("python-literal", 1, 8, "found None, JSON writes null"),
        ],
        [[True, None]],
    ),
    "upper case literal": Case("FALSE", [("python-literal", 1, 1, "found FALSE, JSON writes false")], [False]),
    "integer of 4301 digits": Case(
        "9" * 4301, [("number-too-long", 1, 1, "the number has 4,301 digits, at most 4,300 are read")], ["9" * 4301]
    ),
    "brackets 201 deep": Case(
        "[" * 201 + "]" * 201,
        [("too-deep", 1, 201, "brackets stand inside each other more than 200 deep, at most 200 were expected")],
        [json.loads("[" * 200 + "]" * 200)],
    ),
    "bare text as a value": Case(
        '{"Resource": arn:aws:s3:::b/*}',
        [
            (
                "unexpected",
                1,
                14,
                "found 'arn:aws:s3:::b/*' where a value was expected, text is written in double quotes",
            )
        ],
        [{"Resource": "arn:aws:s3:::b/*"}],
    ),
    "a URL as a value": Case(
        '{"a": s3://b/k}',
        [("unexpected", 1, 7, "found 's3://b/k' where a value was expected, text is written in double quotes")],
        [{"a": "s3://b/k"}],
    ),
    "a word that only looks like infinity": Case(
        "[\u0131nf]",
        [("unexpected", 1, 2, "found '\u0131nf' where a value was expected, text is written in double quotes")],
        [["\u0131nf"]],
    ),
    "bare date": Case(
        "[2012-10-17]",
        [("unexpected", 1, 2, "found '2012-10-17' where a value was expected, text is written in double quotes")],
        [["2012-10-17"]],
    ),
    "word after a value": Case(
        '{"a": 1 px}', [("unexpected", 1, 9, "found 'px' where ',' or '}' was expected")], [{"a": 1}]
    ),
    "no JSON at all": Case(
        "Version: 2012-10-17\nStatement:\n - Effect: Allow\n",
        [("unexpected", 1, 1, "found 'Version' where a JSON value was expected")],
        [],
    ),
    "text after the document": Case(
        "{}\nthanks, all", [("unexpected", 2, 1, "found 'thanks' where the end of the text was expected")], [{}]
    ),
    "doubled comma": Case("[1,,2]", [("unexpected", 1, 4, "found ',' where a value was expected")], [[1, 2]]),
    "leading comma": Case(
        '{,"a": 1}', [("unexpected", 1, 2, "found ',' where a key in double quotes was expected")], [{"a": 1}]
    ),
    "wrong closing bracket": Case(
        '{"a": [1}', [("unexpected", 1, 9, "found '}' where ',' or ']' was expected")], [{"a": [1]}]
    ),
    "bracket that closes nothing": Case(
        "[1]]", [("unexpected", 1, 4, "found ']' where the end of the text was expected")], [[1]]
    ),
    "object as a key": Case(
        '{{}: 1, "a": 2}',
        [
            ("unexpected", 1, 2, "found '{' where a key in double quotes was expected"),
            ("unexpected", 1, 4, "found ':' where ',' or '}' was expected"),
            ("unexpected", 1, 6, "found '1' where ',' or '}' was expected"),
        ],
        [{"a": 2}],
    ),
    "object after a value": Case(
        '{"a": 1 {"b": 2}}', [("unexpected", 1, 9, "found '{' where ',' or '}' was expected")], [{"a": 1}]
    ),
    "string that is not closed on its line": Case(
        '{"a": "b,\n "c": "d"}',
        [("unexpected", 1, 7, "a string is not closed before its line ends, a closing quote was expected")],
        [{"a": "b", "c": "d"}],
    ),
    "unquoted key before an object": Case(
        'VpcConfig: { "Subnets": ["subnet-1"] }',
        [
            (
                "unquoted-key",
                1,
                1,
                'the key VpcConfig stands without quotes and outside of any object, {"VpcConfig": ...} was expected',
            )
        ],
        [{"VpcConfig": {"Subnets": ["subnet-1"]}}],
    ),
    "members without braces": Case(
        '"a": {},\n"b": 1',
        [("unexpected", 1, 1, "the key 'a' stands outside of any object, '{' was expected before it")],
        [{"a": {}, "b": 1}],
    ),
    "opening brace forgotten": Case(
        '"a": 1 }',
        [("unexpected", 1, 1, "the key 'a' stands outside of any object, '{' was expected before it")],
        [{"a": 1}],
    ),
    "member without braces and value": Case(
        '"a":',
        [
            ("unexpected", 1, 1, "the key 'a' stands outside of any object, '{' was expected before it"),
            ("truncated", 1, 5, "the text ends where a value was expected"),
        ],
        [{}],
    ),
    "document after members without braces": Case(
        'a: {}\n{"b": 1}',
        [
            (
                "unquoted-key",
                1,
                1,
                'the key a stands without quotes and outside of any object, {"a": ...} was expected',
            ),
            ("second-document", 2, 1, "JSON document 2 begins here, the text was expected to hold one"),
        ],
        [{"a": {}}, {"b": 1}],
    ),
    "hostile text in a message": Case(
        '{"a": \x1b[31m}',
        [
            (
                "control-character",
                1,
                7,
                "found the invisible character U+001B outside of a string, an ordinary space was expected",
            ),
            ("unexpected", 1, 9, "found '31m' where a value was expected, text is written in double quotes"),
            ("unexpected", 1, 12, "found '}' where ',' or ']' was expected"),
        ],
        [{"a": ["31m"]}],
    ),
    "long hostile key": Case(
        '{"' + "\u202e" * 99 + '" 1}',
        [("missing-colon", 1, 104, "found '1' after the key '" + "\\u202e" * 6 + "…', ':' was expected")],
        [{"\u202e" * 99: 1}],
    ),
    "everything at once": Case(
        '{\n  // the job\n  \'a\': True,\n  b: .5\n  "c": [1, 2,],\n  "c": \u201cd\u201d,\n}\n',
        [
            ("comment", 2, 3, "a comment begins with '//', JSON has no comments"),
            ("single-quotes", 3, 3, "a string stands in single quotes, JSON expects double quotes"),
            ("python-literal", 3, 8, "found True, JSON writes true"),
            ("unquoted-key", 4, 3, "the key b stands without quotes, double quotes were expected around it"),
            ("invalid-number", 4, 6, "the number .5 has no digit before its point, at least one was expected"),
            ("missing-comma", 4, 8, "no comma stands between two values, ',' was expected before \"c\""),
            ("trailing-comma", 5, 13, "a comma stands before ']', a value was expected after it"),
            ("duplicate-key", 6, 3, "the key 'c' stands twice in one object, once was expected"),
            ("smart-quotes", 6, 8, "a string stands in typographic quotes, JSON expects double quotes"),
            ("trailing-comma", 6, 11, "a comma stands before '}', a value was expected after it"),
        ],
        [{"a": True, "b": 0.5, "c": "d"}],
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_damaged_text_is_diagnosed(case: Case) -> None:
    parsed = parse_json(case.text)
    assert told(case.text, parsed.problems) == case.told
    assert [plain(root) for root in parsed.roots] == case.values
    assert_sound(case.text, parsed.problems)


def test_a_value_that_is_not_a_number_is_read_as_such() -> None:
    parsed = parse_json("NaN")
    assert told("NaN", parsed.problems) == [
        ("not-a-number", 1, 1, "NaN is not a JSON number, a finite number was expected")
    ]
    value = parsed.roots[0].value
    assert isinstance(value, float)
    assert math.isnan(value)


def test_every_diagnosis_of_json_has_an_example() -> None:
    shown = {kind for case in CASES.values() for kind, *_ in case.told} | {"not-a-number"}
    of_other_readers = {"alias-expansion", "encoding", "tab-indentation"}
    assert shown == {kind.value for kind in ProblemKind} - of_other_readers


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("[1 ,]", ","),
        ("['a\"b' ]", "'a\"b'"),
        ("[1 // b\n]", "// b"),
        ("[/* b\n */ 1]", "/* b\n */"),
        ("{ab : 1}", "ab"),
        ("[NaN ]", "NaN"),
        ('["a\x01\x02b"]', "\x01\x02"),
        ("[1,\u00a0\u200b 2]", "\u00a0\u200b "),
        ('{"a": 1, "a": 2}', '"a"'),
        ('1 {"a": 2}', "{"),
        ("\ufeff[]", "\ufeff"),
        ("[1", ""),
        ('["a" "b"]', ""),
        ('["\\q1"]', "\\q"),
        ('["\\u12"]', "\\u"),
        ('["abc ,\n "d"]', '"abc'),
        ('["\n "d"]', '"'),
        ("VpcConfig: {}", "VpcConfig"),
        ('"a": 1', '"a"'),
    ],
)
def test_a_problem_marks_what_is_wrong_and_nothing_else(text: str, marked: str) -> None:
    problem = parse_json(text).problems[0]
    assert text[problem.span.start : problem.span.end] == marked


@pytest.mark.parametrize(
    ("text", "related"),
    [
        ('{"a": 1, "a": 2}', [(1, "it stands here already")]),
        ('{"a": [1}', [(6, "this '[' is not closed")]),
        ('[{"a": 1', [(1, "this '{' is never closed"), (0, "this '[' is never closed")]),
        ('["a', [(1, "the string begins here")]),
        ("[/*", [(1, "the comment begins here")]),
        ("[1  2]", [(4, "the next value begins here")]),
        ("[1,]", []),
    ],
)
def test_a_problem_names_the_other_places_that_explain_it(text: str, related: list[tuple[int, str]]) -> None:
    (problem,) = parse_json(text).problems
    assert [(span.start, note) for span, note in problem.related] == related


def test_two_policy_documents_one_after_the_other_are_two_roots_and_one_problem() -> None:
    # As the Amazon SageMaker AI Developer Guide shows the endpoint policy of a VPC without a way to the internet.
    first = (
        '{"Statement": [{"Sid": "AmazonLinuxAMIRepositoryAccess", "Principal": "*", "Action": ["s3:GetObject"], '
        '"Effect": "Allow", "Resource": ["arn:aws:s3:::packages.*.amazonaws.com/*", '
        '"arn:aws:s3:::repo.*.amazonaws.com/*"]}]}'
    )
    second = (
        '{"Statement": [{"Sid": "AmazonLinux2AMIRepositoryAccess", "Principal": "*", "Action": ["s3:GetObject"], '
        '"Effect": "Allow", "Resource": ["arn:aws:s3:::amazonlinux.*.amazonaws.com/*"]}]}'
    )
    text = f"{first} {second}"
    parsed = parse_json(text)
    sids = [at(root, "/Statement/0/Sid") for root in parsed.roots]
    assert [sid and sid.value for sid in sids] == ["AmazonLinuxAMIRepositoryAccess", "AmazonLinux2AMIRepositoryAccess"]
    assert told(text, parsed.problems) == [
        (
            "second-document",
            1,
            len(first) + 2,
            "JSON document 2 begins here, the text was expected to hold one",
        )
    ]
