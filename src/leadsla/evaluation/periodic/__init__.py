"""The second fold: clocks of periods, from the facts of all leads and of the team."""
