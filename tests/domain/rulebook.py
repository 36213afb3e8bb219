"""The rules of the rulebook, by family: the labour code and the convention."""

RULEBOOK = {
    "DEF": 6,
    "REC": 6,
    "EMP": 6,
    "CDD": 10,
    "CDI": 4,
    "COM": 4,
    "EPS": 10,
    "CC": 27,
}
"""How many rules each family of the rulebook has, numbered from one."""

IDS = [f"{family}-{number}" for family, count in RULEBOOK.items() for number in range(1, count + 1)]
