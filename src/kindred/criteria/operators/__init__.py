"""The families of operators, and the register of them."""

from kindred.criteria.operator import Operator
from kindred.criteria.operators import bits, choice, company, custom, day, moment, number, text, words

#: Kind of subject → its operators, by key.
FAMILIES: dict[str, dict[str, Operator]] = {
    kind: {operator.key: operator for operator in family.OPERATORS}
    for kind, family in (
        ("text", text),
        ("choice", choice),
        ("company", company),
        ("words", words),
        ("kinds", bits),
        ("moment", moment),
        ("custom", custom),
        ("number", number),
        ("day", day),
    )
}
