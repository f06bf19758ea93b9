"""Work that is not worth a thread."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class AtOnce(Executor):
    """Does the work where it is submitted.

    Voice activity detection judges 31 frames a second and call, in 0.03 ms each: going to a thread and back costs
    more than that, and is late when the threads have other work.
    """

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        done: Future[T] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001  # whoever waits gets it, whatever it is
            done.set_exception(error)
        return done
