"""All benchmarks in one go, for the table in the documentation: `python -m benchmarks`."""

from benchmarks import calendars, columns, evaluation, peers, scenario, simulation, startup


def main() -> None:
    for title, run in (
        ("Business time, one instant at a time", peers.main),
        ("Business time, whole arrays", lambda: calendars.main([])),
        ("Evaluation", evaluation.main),
        ("Simulation", simulation.main),
        ("Scenarios", scenario.main),
        ("Tables of leads", columns.main),
        ("Start", startup.main),
    ):
        print(f"\n== {title}")
        run()


if __name__ == "__main__":
    main()
