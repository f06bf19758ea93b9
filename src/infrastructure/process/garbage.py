"""What Python's garbage collector need not look at."""

import gc


def spare_what_stays() -> None:
    """To be called once a process has started. What there is then stays until it stops: a million objects, which
    take the collector 0.3 s each time, in which nobody is heard. From then on it looks at what calls leave behind.
    """
    gc.collect()
    gc.freeze()
