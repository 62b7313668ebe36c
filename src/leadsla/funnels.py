"""Ready-made lifecycles, with what each stage means as criteria.

They are ordinary `Lifecycle` values: take one by name in an agreement (`lifecycle: subscriber-mql-sql`), or copy its
table and change it. Nothing crosses from lead to lead: that a colleague visited is an event of this lead, which the
host logs.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from leadsla.lifecycle import Lifecycle, Move, Stage

#: A newsletter sign-up; a download in the awareness or consideration phase; a request for information, or a download
#: in the decision phase, which makes a subscriber sales qualified at once.
SUBSCRIBER_MQL_SQL: Final = Lifecycle(
    stages=[
        Stage("subscriber", "marketing", "Knows about us and has opted in to hear from us"),
        Stage("mql", "marketing", "Has requested content of the awareness or consideration phase"),
        Stage(
            "sql",
            "sales",
            "Has asked for information about us, or has requested content of the decision phase",
        ),
        Stage("customer", "sales", "Has bought"),
    ],
    moves=[
        Move("subscribed", "subscriber"),
        Move("created", "subscriber"),
        *(
            Move("requested", "sql", start, 'event.content == "information" or event.phase == "decision"')
            for start in ((), ("subscriber", "mql"))
        ),
        *(
            Move("requested", "mql", start, 'event.phase in ["awareness", "consideration"]')
            for start in ((), ("subscriber",))
        ),
        Move("requested", "mql", "mql", 'event.phase in ["awareness", "consideration"]'),
        Move("requested", "sql", "sql"),
        Move("won", "customer", "sql"),
        Move("rejected", "mql", "sql"),
        Move("recycled", None, ("mql", "sql")),
    ],
)

#: The five stages in common use, by the events that mark them.
LEAD_TO_CUSTOMER: Final = Lifecycle(
    stages=[
        Stage("lead", "marketing", "Is known by name"),
        Stage(
            "mql",
            "marketing",
            "Fits the agreed profile (company and person) and has shown interest (behaviour and intent)",
        ),
        Stage("sql", "sales", "Has been accepted by sales as worth working on"),
        Stage("opportunity", "sales", "Has a deal in the pipeline"),
        Stage("customer", "sales", "Has bought"),
    ],
    moves=[
        Move("created", "lead"),
        Move("qualified", "mql", "lead"),
        Move("accepted", "sql", "mql"),
        Move("proposed", "opportunity", "sql"),
        Move("won", "customer", ("sql", "opportunity")),
        Move("rejected", "lead", ("mql", "sql")),
        Move("recycled", None, ("mql", "sql", "opportunity")),
    ],
)

#: Qualified by automation (score), then by a telephone conversation (TQL, also called TPQ), then accepted and
#: qualified by sales, who fill in what a forecast needs.
AQL_TQL_SAL_SQL: Final = Lifecycle(
    stages=[
        Stage("inquiry", "marketing", "Has responded"),
        Stage("aql", "marketing", "Automation qualified: has reached the agreed score"),
        Stage("tql", "marketing", "Teleprospecting qualified (also TPQ): confirmed in a conversation"),
        Stage("sal", "sales", "Sales accepted"),
        Stage("sql", "sales", "Sales qualified: amount, close date and win probability are known"),
        Stage("customer", "sales", "Has bought"),
        Stage("nurture", "marketing", "Back with marketing"),
    ],
    moves=[
        Move("created", "inquiry"),
        Move("qualified", "tql", ("inquiry", "aql", "nurture"), 'event.by == "teleprospecting"'),
        Move("qualified", "aql", ("inquiry", "nurture")),
        Move("accepted", "sal", ("aql", "tql")),
        Move("advanced", "sql", "sal", requires=("amount", "close_date", "win_probability")),
        Move("won", "customer", "sql"),
        Move("rejected", "nurture", ("aql", "tql", "sal")),
        Move("recycled", None, ("aql", "tql", "sal", "sql")),
    ],
)

#: A lead is sales qualified when it has looked at prices, asked for a demonstration and brought a colleague along.
_SIGNALS: Final = ("pricing_page", "demo_requested", "colleague_visited")
THREE_SIGNALS: Final = Lifecycle(
    stages=[
        Stage("lead", "marketing", "Is known by name"),
        Stage("mql", "marketing", "Is in a market, of a size and of a type of business that we serve"),
        Stage(
            "sql",
            "sales",
            "Has looked at the prices, asked for a demonstration, and brought a colleague along",
            criterion=" and ".join(f'count("{name}") >= 1' for name in _SIGNALS),
        ),
        Stage("customer", "sales", "Has bought"),
    ],
    moves=[
        Move("created", "lead"),
        Move("qualified", "mql", "lead"),
        *(Move(signal, "sql", ("lead", "mql")) for signal in _SIGNALS),
        # What is not the third signal yet, or comes again, changes nothing and is nothing out of order.
        *(Move(signal, stage, stage) for signal in _SIGNALS for stage in ("lead", "mql", "sql", "customer")),
        Move("won", "customer", "sql"),
        Move("rejected", "lead", ("mql", "sql")),
        Move("recycled", None, ("mql", "sql")),
    ],
)

FUNNELS: Final[Mapping[str, Lifecycle]] = MappingProxyType(
    {
        "subscriber-mql-sql": SUBSCRIBER_MQL_SQL,
        "lead-mql-sql-opportunity-customer": LEAD_TO_CUSTOMER,
        "aql-tql-sal-sql": AQL_TQL_SAL_SQL,
        "three-signals": THREE_SIGNALS,
    }
)
