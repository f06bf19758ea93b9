"""How many threads the process computes in."""

from threadpoolctl import threadpool_limits


def compute_in_callers_thread() -> None:
    """From now on arrays are multiplied in the thread that asks for it, and in no other.

    OpenBLAS splits a product over all cores and waits for the slowest. Ours take a tenth of a millisecond: a
    second thread gains nothing, and where other calls have the cores it triples that.
    """
    threadpool_limits(1, user_api="blas")
