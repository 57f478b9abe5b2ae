"""The condition operators by name: what each compares by, and which one a wrong name means."""

import pytest

from vpclint.policy.operators import OPERATORS, Named, Operator, operator_meant, operator_named

ORDERED = {
    "Equals": ("=", False),
    "NotEquals": ("=", True),
    "LessThan": ("<", False),
    "LessThanEquals": ("<=", False),
    "GreaterThan": (">", False),
    "GreaterThanEquals": (">=", False),
}
GUIDE = {
    "StringEquals": ("string", "=", False),
    "StringNotEquals": ("string", "=", True),
    "StringEqualsIgnoreCase": ("folded", "=", False),
    "StringNotEqualsIgnoreCase": ("folded", "=", True),
    "StringLike": ("like", "=", False),
    "StringNotLike": ("like", "=", True),
    **{f"Numeric{name}": ("number", *how) for name, how in ORDERED.items()},
    **{f"Date{name}": ("date", *how) for name, how in ORDERED.items()},
    "Bool": ("bool", "=", False),
    "BinaryEquals": ("binary", "=", False),
    "IpAddress": ("ip", "=", False),
    "NotIpAddress": ("ip", "=", True),
    "ArnEquals": ("arn", "=", False),
    "ArnLike": ("arn", "=", False),
    "ArnNotEquals": ("arn", "=", True),
    "ArnNotLike": ("arn", "=", True),
    "Null": ("null", "=", False),
}


def test_every_operator_of_the_guide_is_there_and_no_other() -> None:
    found = {name: (each.family, each.relation, each.negated) for name, each in OPERATORS.items()}
    assert found == GUIDE
    assert all(each.name == name for name, each in OPERATORS.items())


def test_an_operator_compares_for_equality_unless_it_says_otherwise() -> None:
    assert Operator("StringEquals", "string") == Operator("StringEquals", "string", "=", negated=False)


@pytest.mark.parametrize("name", OPERATORS)
def test_wildcards_and_variables_are_of_some_operators(name: str) -> None:
    assert OPERATORS[name].wildcards is name.startswith(("StringLike", "StringNotLike", "Arn"))
    assert OPERATORS[name].variables is name.startswith(("String", "Arn"))


@pytest.mark.parametrize("name", OPERATORS)
def test_an_operator_is_named_in_any_case_of_its_letters(name: str) -> None:
    for text in (name, name.lower(), name.upper()):
        assert operator_named(text) == Named(OPERATORS[name], "", if_exists=False)


@pytest.mark.parametrize("name", OPERATORS)
@pytest.mark.parametrize("qualifier", ["ForAllValues", "ForAnyValue"])
def test_a_set_operator_stands_before_any_of_them(name: str, qualifier: str) -> None:
    for text in (f"{qualifier}:{name}", f"{qualifier}:{name}".upper()):
        assert operator_named(text) == Named(OPERATORS[name], qualifier, if_exists=False)


@pytest.mark.parametrize("name", OPERATORS)
def test_if_exists_ends_all_but_null(name: str) -> None:
    for ending in ("IfExists", "ifexists"):
        expected = None if name == "Null" else Named(OPERATORS[name], "", if_exists=True)
        assert operator_named(name + ending) == expected
    both = operator_named(f"ForAnyValue:{name}IfExists")
    assert both == (None if name == "Null" else Named(OPERATORS[name], "ForAnyValue", if_exists=True))


def test_an_operator_stands_alone_unless_a_policy_says_more() -> None:
    assert Named(OPERATORS["Bool"]) == Named(OPERATORS["Bool"], "", if_exists=False)


NONE = (
    *("", "String", "StringEqual", "String Equals", "StringEquals ", " StringEquals", "IfExists", "Null2", ":Bool"),
    *(
        "ForSomeValues:StringEquals",
        "ForAllValues:",
        "ForAllValues:ForAnyValue:StringEquals",
        "ForAllValuesStringEquals",
    ),
    *("StringEqualsIfExistsIfExists", "IfExistsStringEquals"),
)


@pytest.mark.parametrize("name", NONE)
def test_any_other_name_is_no_operator(name: str) -> None:
    assert operator_named(name) is None


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("StringEqual", "StringEquals"),
        ("stringequal", "StringEquals"),
        ("STRINGEQUAL", "StringEquals"),
        ("StringEqualIfExists", "StringEqualsIfExists"),
        ("StringEqualifexists", "StringEqualsIfExists"),
        ("NulIfExists", "Null"),
        ("NullIfExists", "Null"),
        ("ForAllValue:StringEqual", "ForAllValues:StringEquals"),
        ("forallvalues:StringEquals", "ForAllValues:StringEquals"),
        ("ForAnyValues:StringLikeIfExist", "ForAnyValue:StringLike"),
        ("ForAnyValues:StringLkeIfExists", "ForAnyValue:StringLikeIfExists"),
        ("ForAllValues:Nul", "ForAllValues:Null"),
        ("ForAllValues:NullIfExists", "ForAllValues:Null"),
        ("Boolean", "Bool"),
        ("DateLesThan", "DateLessThan"),
        ("NotIpAdress", "NotIpAddress"),
    ],
)
def test_a_wrong_name_means_the_nearest_one_with_what_stands_around_it(name: str, meant: str) -> None:
    assert operator_meant(name) == meant


@pytest.mark.parametrize(
    "name", ["", ":", "Whatever", "ForAllValues:Whatever", "Sometimes:StringEquals", ":StringEquals", "B"]
)
def test_a_name_that_is_near_to_none_means_none(name: str) -> None:
    assert operator_meant(name) == ""
