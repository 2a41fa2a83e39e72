"""The same control in plain Python, line by line: slow, short, written from the words of the rules alone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field


@dataclass
class Answer:
    """What came of one line."""

    reasons: set = field(default_factory=set)
    granted: int = 0
    own: int = 0


def holds(row, day):
    return row["first_day"] <= day < row["until"]


def answers(tables, chosen):
    """Judge every line in order; give the answers by line."""
    world = World(tables, frozenset(chosen))
    return {line["line"]: world.take(line) for line in sorted(tables["lines"], key=lambda row: row["line"])}


class World:
    """Everything that is known, and what the lines before left."""

    def __init__(self, tables, chosen):
        self.chosen = chosen
        self.persons = {row["insured"]: row for row in tables["persons"]}
        self.services = {row["service"]: row for row in tables["services"]}
        self.tables = tables
        self.deductibles = {(row["insured"], row["year"]): row["cents"] for row in tables["deductibles"]}
        self.standing = {}
        self.asked = defaultdict(int)
        self.counted = defaultdict(int)

    def rows(self, name, line, *columns):
        return [row for row in self.tables[name] if all(row[each] == line[each] for each in columns)]

    def take(self, line):
        answer = Answer(self.alone(line) & self.chosen)
        if not answer.reasons:
            answer.reasons |= self.together(line) & self.chosen
        for name in ("most-a-day", "most-a-year"):
            if not answer.reasons and name in self.chosen and self.over(line, name):
                answer.reasons.add(name)
        if not answer.reasons:
            answer.granted = line["charged"]
            answer.own = self.bear(line)
        return answer

    def alone(self, line):
        checks = {
            "amount-product": abs(line["charged"]) != line["quantity"] * line["tariff"],
            "person-unknown": line["insured"] not in self.persons,
            "practitioner-not-competent": self.incompetent(line),
            "tariff-differs": self.dear(line),
            "too-late": self.late(line),
            "contract-ended": self.ended(line),
            "authorization-missing": self.unauthorized(line),
            **self.insurance(line),
        }
        return {name for name, refuses in checks.items() if refuses}

    def insurance(self, line):
        covers = {
            row["regime"]: row for row in self.rows("covers", line, "insured") if holds(row, line["started"])
        }
        if not covers:
            return {"not-insured": True}
        kinds = 0
        for cover in covers.values():
            kinds |= cover["kinds"]
        kind = self.services[line["service"]]["kind"]
        return {
            "label-differs": covers[min(covers)]["label"] != line["label"],
            "not-in-package": not kinds >> kind & 1,
        }

    def incompetent(self, line):
        kind = self.services[line["service"]]["qualification"]
        held = self.rows("qualifications", line, "provider")
        return not any(row["qualification"] == kind and holds(row, line["started"]) for row in held)

    def dear(self, line):
        tariffs = self.rows("tariffs", line, "service", "label")
        now = [row["cents"] for row in tariffs if holds(row, line["started"])]
        return bool(tariffs) and (not now or line["tariff"] > now[0])

    def late(self, line):
        day, came = line["started"], line["received"]
        months = (came.year - day.year) * 12 + came.month - day.month
        return line["charged"] >= 0 and (months, came.day) > (36, day.day)

    def ended(self, line):
        contracts = self.rows("contracts", line, "provider", "label")
        over = any(row["until"] <= line["started"] for row in contracts)
        return over and not any(holds(row, line["started"]) for row in contracts)

    def unauthorized(self, line):
        given = self.rows("authorizations", line, "insured", "service")
        asked = any(row["authorization"] for row in self.ruled(line))
        return asked and not any(holds(row, line["started"]) for row in given)

    def ruled(self, line):
        return [row for row in self.rows("rules", line, "service", "label") if holds(row, line["started"])]

    def together(self, line):
        care = (line["insured"], line["service"], line["started"])
        stands = self.standing.get(care)
        if line["charged"] >= 0:
            if stands is not None:
                return {"already-claimed"}
            self.standing[care] = line
        elif "credit-without-debit" in self.chosen:
            named = (line["takes_back"], -line["charged"])
            if stands is None or (stands["line"], stands["charged"]) != named:
                return {"credit-without-debit"}
            del self.standing[care]
        return set()

    def over(self, line, name):
        """Count what was asked, whatever became of it, as the bound of the same kind does."""
        bounds = [row[name.replace("-", "_")] for row in self.ruled(line)]
        if line["charged"] < 0 or not bounds or bounds[0] <= 0:
            return False
        period = line["started"] if name == "most-a-day" else line["started"].year
        key = (name, line["insured"], line["service"], period)
        self.asked[key] += line["quantity"]
        return self.asked[key] > bounds[0]

    def bear(self, line):
        person, service = self.persons.get(line["insured"]), self.services.get(line["service"])
        basic = [row for row in self.rows("covers", line, "insured") if row["regime"] == 0]
        if person is None or service["exempt"] or line["started"] < person["bears_from"]:
            return 0
        if not any(holds(row, line["started"]) for row in basic):
            return 0
        key = (line["insured"], line["started"].year)
        most = self.deductibles.get(key, 0)
        before = self.counted[key]
        self.counted[key] = before + line["charged"]
        return min(most, max(0, self.counted[key])) - min(most, max(0, before))
