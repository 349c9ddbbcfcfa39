"""The families of operators, and the register of them."""

from kindred.criteria.operator import Operator
from kindred.criteria.operators import (
    basis,
    bits,
    choice,
    company,
    custom,
    day,
    moment,
    number,
    options,
    person,
    reach,
    region,
    text,
    words,
)

#: Kind of subject → its operators, by key.
FAMILIES: dict[str, dict[str, Operator]] = {
    kind: {operator.key: operator for operator in operators}
    for kind, operators in (
        ("basis", basis.OPERATORS),
        ("text", text.OPERATORS),
        ("choice", choice.OPERATORS),
        ("company", company.OPERATORS),
        ("company_choice", company.OF_CHOICES),
        ("reach", reach.OPERATORS),
        ("region", region.OPERATORS),
        ("person", person.OPERATORS),
        ("words", words.OPERATORS),
        ("kinds", bits.OPERATORS),
        ("moment", moment.OPERATORS),
        ("verified", moment.WITHOUT_COLUMN),
        ("amount", number.OF_COLUMNS),
        ("custom", custom.OPERATORS),
        ("number", number.OPERATORS),
        ("day", day.OPERATORS),
        ("option", options.ONE),
        ("options", options.SEVERAL_OR_NONE),
        ("yes_no", options.YES_NO_OR_NONE),
    )
}
