from typing import Literal

class threadpool_limits:  # noqa: N801
    def __init__(
        self, limits: int | dict[str, int] | None = None, user_api: Literal["blas", "openmp"] | None = None
    ) -> None: ...
