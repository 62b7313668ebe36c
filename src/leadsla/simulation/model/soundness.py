"""What is wrong with a scenario whose parts are each sound: what they say of each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from leadsla.errors import Fault, nearest
from leadsla.simulation.model.arrivals import Arrivals
from leadsla.simulation.model.people import Representative
from leadsla.simulation.model.values import Values
from leadsla.simulation.model.working import BY_SCORE, Routing


def faults_of_whole(parts: Mapping[str, Any]) -> Iterator[Fault]:
    """The faults of the parts that there are together; a part that could not be read is None or missing."""
    arrivals: tuple[Arrivals, ...] = parts.get("arrivals") or ()
    people: tuple[Representative, ...] = parts.get("representatives") or ()
    yield from _of_names(arrivals, people)
    yield from _of_nobody(arrivals)
    routing: Routing | None = parts.get("routing")
    if routing is not None and arrivals:
        yield from _of_fields(arrivals, routing)
        if routing.skill is not None and people:
            yield from _of_skills(arrivals, people, routing.skill)


def _of_names(arrivals: Sequence[Arrivals], people: Sequence[Representative]) -> Iterator[Fault]:
    seen = set[str]()
    for place, source in enumerate(arrivals):
        for path, name in _sources(place, source):
            if name in seen:
                because = "a lead is known by its source and a number"
                yield Fault("duplicate-id", f"two sources are called `{name}`", path, because=because)
            seen.add(name)
    known, first = set[str](), 1
    for place, one in enumerate(people):
        for name in one.names(first):
            if name in known:
                what = f"two representatives are called `{name}`"
                yield Fault("duplicate-id", what, f"representatives[{place}]", write="names that differ")
                break
            known.add(name)
        first += one.number


def _sources(place: int, source: Arrivals) -> Iterator[tuple[str, str]]:
    path = f"arrivals[{place}]"
    if any(source.per_hour):
        yield f"{path}.name", source.name
    for number, campaign in enumerate(source.campaigns):
        yield f"{path}.campaigns[{number}]", campaign.name or f"{source.name}-campaign-{number + 1}"


def _of_nobody(arrivals: Sequence[Arrivals]) -> Iterator[Fault]:
    if arrivals and not any(any(source.per_hour) or source.campaigns for source in arrivals):
        yield Fault("missing-key", "no lead ever comes", "arrivals", write="per_hour: 12, or campaigns")


def _given(arrivals: Sequence[Arrivals]) -> Iterator[tuple[str, Mapping[str, Values]]]:
    """The fields of the leads of each source and campaign, with their paths."""
    for place, source in enumerate(arrivals):
        path = f"arrivals[{place}]"
        if any(source.per_hour):
            yield path, source.fields
        for number, campaign in enumerate(source.campaigns):
            yield f"{path}.campaigns[{number}]", {**source.fields, **campaign.fields}


def _of_fields(arrivals: Sequence[Arrivals], routing: Routing) -> Iterator[Fault]:
    wanted = {"skill": routing.skill}
    if routing.order == BY_SCORE:
        wanted["score"] = routing.score
    for key, field in wanted.items():
        for path, fields in _given(arrivals):
            if field is not None and field not in fields:
                what = f"its leads have no field `{field}`, by which they are routed"
                write = nearest(field, fields) or f"fields: {{{field}: ...}}"
                yield Fault("unknown-name", what, path, write=write, see=f"routing.{key}")


def _of_skills(arrivals: Sequence[Arrivals], people: Sequence[Representative], field: str) -> Iterator[Fault]:
    skills = {skill for one in people for skill in one.skills}
    for path, fields in _given(arrivals):
        found = fields.get(field)
        known = None if found is None else found.known
        if found is not None and known is None:
            what = "values without end, and a skill is a name"
            yield Fault("wrong-value", what, f"{path}.fields.{field}", write="{choices: {emea: 3, apac: 1}}")
        for value in known or ():
            if value not in skills:
                what = f"nobody has the skill `{value}`"
                write = nearest(str(value), skills) or ", ".join(sorted(skills)) or f"skills: [{value}]"
                yield Fault(
                    "unknown-name", what, f"{path}.fields.{field}", write=write, see="representatives"
                )
