"""All benchmarks in one go, for the table in the documentation: `python -m benchmarks`."""

from benchmarks import calendars, evaluation, startup


def main() -> None:
    for title, run in (
        ("Business time against its peers, and whole arrays", calendars.main),
        ("Evaluation", evaluation.main),
        ("Start", startup.main),
    ):
        print(f"\n== {title}")
        run()


if __name__ == "__main__":
    main()
