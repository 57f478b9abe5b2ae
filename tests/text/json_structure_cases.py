"""Texts whose values are sound, but do not form one JSON document."""

import json

from .strategies import Case

STRUCTURE = {
    "trailing comma in an object": Case(
        '{"a": 1,\n}',
        [("trailing-comma", 1, 8, "a comma stands before '}', a value was expected after it")],
        [{"a": 1}],
    ),
    "trailing comma in a list": Case(
        "[1, ]", [("trailing-comma", 1, 3, "a comma stands before ']', a value was expected after it")], [[1]]
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
    "brackets 201 deep": Case(
        "[" * 201 + "]" * 201,
        [("too-deep", 1, 201, "brackets stand inside each other more than 200 deep, at most 200 were expected")],
        [json.loads("[" * 200 + "]" * 200)],
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
