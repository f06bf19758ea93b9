"""A caller without a browser: for `parley call`, the end-to-end tests and the benchmarks."""
