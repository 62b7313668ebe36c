"""What the library is measured by; run with `python -m benchmarks.NAME`."""
