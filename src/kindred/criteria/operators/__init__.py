"""The families of operators, and the register of them."""

from kindred.criteria.operator import Operator
from kindred.criteria.operators import bits, choice, company, custom, day, moment, number, text, words

#: Kind of subject → its operators, by key.
FAMILIES: dict[str, dict[str, Operator]] = {
    kind: {operator.key: operator for operator in operators}
    for kind, operators in (
        ("text", text.OPERATORS),
        ("choice", choice.OPERATORS),
        ("company", company.OPERATORS),
        ("words", words.OPERATORS),
        ("kinds", bits.OPERATORS),
        ("moment", moment.OPERATORS),
        ("amount", number.OF_COLUMNS),
        ("custom", custom.OPERATORS),
        ("number", number.OPERATORS),
        ("day", day.OPERATORS),
    )
}
