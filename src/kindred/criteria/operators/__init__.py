"""The families of operators, and the register of them."""

from kindred.criteria.operator import Operator
from kindred.criteria.operators import bits, choice, custom, day, moment, number, text, words

#: Kind of subject → its operators, by key.
FAMILIES: dict[str, dict[str, Operator]] = {
    kind: {operator.key: operator for operator in family.OPERATORS}
    for kind, family in (
        ("text", text),
        ("choice", choice),
        ("words", words),
        ("kinds", bits),
        ("moment", moment),
        ("custom", custom),
        ("number", number),
        ("day", day),
    )
}
