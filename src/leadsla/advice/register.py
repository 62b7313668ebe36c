"""The names of advice, each with what it means: the text of `leadsla check --about NAME`, and of its page."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

ADVICE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "uncontrolled-owner": (
            "The owner cannot control the outcome: what settles the promise is done by the other party, or by the "
            "lead. Marketing should not sign for leads that sales accept (document 4, lines 37 to 39). Make the "
            "party that acts the owner, or promise what the owner does itself."
        ),
        "quota-inside": (
            "The number of a quota stands in the agreement. Quotas change in the course of a year and agreements "
            "should not, so it should stand in a document of its own (document 4, line 41): `table: "
            "quotas.yaml#marketing`, which the signatures cover as a reference and not by its rows."
        ),
        "never-starts": (
            "The clause can never start: no move of the lifecycle leads to the stage that it waits for, or its "
            "criterion cannot hold there. A promise that is never judged looks like one that is always kept."
        ),
        "never-settles": (
            "The clause can never be kept: no move of the lifecycle leads to the stage that would settle it, so "
            "every clock of it is breached. Add the move, or settle it by an event."
        ),
        "pause-without-exit": (
            "A pause from which there is no way out: the criterion reads only where the lead is, or how often it "
            "has been recycled, and no move leads to where it ceases to hold. The clock would stand for ever, and "
            "what stands for ever is never breached."
        ),
        "unreachable-segment": (
            "A segment that no lead can come to, because an earlier one holds whenever it does, or because its "
            "criterion contradicts itself or the `when` of the clause. The first segment that holds wins: put the "
            "narrower one first."
        ),
        "late-warning": (
            "A warning before the clock has even started: the window is shorter than the time before its due at "
            "which it warns. It would be given at the start, or not at all. Warn at a share of the window, such as "
            "`80%`."
        ),
        "unowned-stage": (
            "Leads are recycled to a stage that no party owns, so that nobody takes them up again. Poor recycling "
            "is one of the two main causes of lost leads (document 2, line 6). Give the stage an `owner`."
        ),
        "step-after-end": (
            "A step of a cadence that comes after the cadence has ended: what ends the plan is the very thing by "
            "which its steps are done, so nothing after the first of them ever happens. End the plan on an answer "
            "of the lead, such as `[connected, replied]`."
        ),
        "too-frequent": (
            "A cadence asks for touches that are nearer to each other than the pause that the same agreement asks "
            "for between touches, so that some of them would not count (document 2, line 88). Lengthen the steps, "
            "or shorten `apart`."
        ),
        "no-consequence": (
            "A clause with no consequence: nothing follows a breach or a missed target. The best agreements say "
            "what happens when an expectation is not met (document 2, line 128; document 3, lines 78 to 83). Add "
            "`on_breach` or, beside a target, `on_missed`."
        ),
        "no-promise": (
            "A party that signs and owes nothing. An agreement binds both sides, and each should make at least two "
            "commitments (document 4, lines 7 to 12 and 37). Add a clause with that owner."
        ),
        "missing-section": (
            "A section is missing that the sources call essential: the stages with what they mean, the goals of "
            "both parties, the responsibilities for each stage, the indicators that are measured (document 2, "
            "lines 32 to 112; document 1, lines 163 to 172)."
        ),
        "several-pages": (
            "The signed text takes more than one page. More complexity has not led to more success, at least not in "
            "the beginning: begin with one page of what matters most (document 2, lines 124 to 126)."
        ),
        "no-response-window": (
            "No clause says how quickly sales answers. Speed of the first answer is what all five documents begin "
            "with (document 1, line 76; document 3, line 51; document 4, line 89). Add a `response_window`."
        ),
        "no-quota": (
            "No clause says how many leads marketing delivers. It is the first commitment of marketing (document 4, "
            "line 9; document 3, line 46; document 2, line 23). Add a `quota`."
        ),
        "no-required-information": (
            "No clause says what a lead has to bring along when it is handed over. It is the second commitment of "
            "marketing (document 4, line 12; document 3, line 48). Add a `required_information`."
        ),
        "no-minimum-touches": (
            "No clause says how often a lead is tried. Most leads are given up after little more than one attempt "
            "(document 1, line 51), so sales commit to a number (document 4, line 22; document 3, line 52). Add "
            "`minimum_touches` or a `cadence`."
        ),
        "no-minimum-open-time": (
            "No clause says how long a lead is kept open before it is sent back to marketing, which sales have to "
            "guarantee (document 4, line 24). Add a `minimum_open_time`."
        ),
        "no-rejection-reasons": (
            "Leads can be rejected, and no clause says for which reasons. Without them sales could reject "
            "everything (document 3, lines 65 to 69). Add a `rejection_policy`."
        ),
        "no-meeting": (
            "No clause says that the parties meet. The most important agreement that both share is to meet "
            "regularly and improve the programme (document 4, line 33; document 1, line 176; document 3, line 71). "
            "Add a `recurring_meeting`."
        ),
    }
)
