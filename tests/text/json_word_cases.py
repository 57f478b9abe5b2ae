"""Texts whose strings, keys, numbers or words are not JSON's."""

import math

from .strategies import Case

WORDS = {
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
}
