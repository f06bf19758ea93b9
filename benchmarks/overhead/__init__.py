"""What our adapters of providers add: the parts of `benchmarks.provider_overhead`."""
