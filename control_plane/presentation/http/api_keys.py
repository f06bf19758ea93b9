"""POST and GET /api/v1/api-keys, DELETE /api/v1/api-keys/{id}"""

from http import HTTPStatus
from typing import Annotated, Self

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from control_plane.application.use_cases.create_api_key import CreateApiKey, KeyWish
from control_plane.application.use_cases.list_api_keys import ListApiKeys
from control_plane.application.use_cases.revoke_api_key import RevokeApiKey
from control_plane.domain.entities.api_key import LONGEST_NAME, ApiKey
from control_plane.domain.entities.principal import Principal, Role
from control_plane.presentation.http.aim import aimed_by
from control_plane.presentation.http.authentication import Authentication
from control_plane.presentation.http.schemas import Moment


class KeyRequest(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    name: str = Field(max_length=LONGEST_NAME)
    role: Role = Role.USER
    tenant: str | None = None


class KeyAnswer(BaseModel):
    key_id: str
    tenant: str
    name: str
    role: Role
    created_at: Moment
    created_by: str
    last_used_at: Moment | None

    @classmethod
    def of(cls, key: ApiKey) -> Self:
        return cls.model_validate(key, from_attributes=True)


class NewKeyAnswer(KeyAnswer):
    """:ivar key: shown here, and never again."""

    key: str


class KeysAnswer(BaseModel):
    keys: list[KeyAnswer]


def api_key_routes(
    create: CreateApiKey, listing: ListApiKeys, revoke: RevokeApiKey, who: Authentication
) -> APIRouter:
    """For admins, of their own tenant's keys."""
    routes = APIRouter(prefix="/api-keys", tags=["api keys"])
    admin = Depends(who.admin)

    @routes.post("", status_code=HTTPStatus.CREATED)
    async def created(connection: Request, wanted: KeyRequest, by: Annotated[Principal, admin]) -> NewKeyAnswer:
        aim = aimed_by(connection, by)
        wish = KeyWish(wanted.name, wanted.role, wanted.tenant)
        key, written = await create(wish, by, lambda key: aim.at_key(key.key_id, key.tenant))
        return NewKeyAnswer(**KeyAnswer.of(key).model_dump(), key=written)

    @routes.get("")
    async def listed(
        by: Annotated[Principal, admin], tenant: Annotated[str | None, Query(max_length=64)] = None
    ) -> KeysAnswer:
        return KeysAnswer(keys=[KeyAnswer.of(key) for key in await listing(by, tenant)])

    @routes.delete("/{key_id}", status_code=HTTPStatus.NO_CONTENT)
    async def revoked(
        connection: Request, key_id: Annotated[str, Path(max_length=64)], by: Annotated[Principal, admin]
    ) -> None:
        aim = aimed_by(connection, by)
        await revoke(key_id, by, lambda key: aim.at_key(key.key_id, key.tenant))

    return routes
