"""The door of a control plane, for who calls from a terminal."""

import pytest

from infrastructure.caller.reception import CallNotPossible, Reception
from tests.fakes.control_plane.serving import serving

CODE = "an-access-code-of-nobody"


@pytest.mark.parametrize(
    ("shown", "told"), [(None, "give --access-code"), ("not-the-code-of-this-house", "opens nothing here")]
)
async def test_who_is_not_let_in_is_told_why(shown: str | None, told: str) -> None:
    async with (
        serving(access_code=CODE) as control_plane,
        Reception(str(control_plane.base_url), shown) as reception,
    ):
        with pytest.raises(CallNotPossible, match=told):
            await reception.ticket()
