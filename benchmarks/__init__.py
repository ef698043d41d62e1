"""Speed, measured: the real thing beside a floor, in turn and in one run. `make bench` writes docs/benchmarks.md."""
