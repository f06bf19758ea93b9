"""POST and GET /api/v1/livekit/webhook"""

from dataclasses import dataclass
from http import HTTPStatus

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel

from control_plane.application.room_event_inbox import RoomEventInbox
from control_plane.domain.errors import WebhookForged, WebhookUnreadable
from control_plane.domain.interfaces.room_events import RoomEvents
from control_plane.domain.interfaces.security_meter import SecurityMeter
from control_plane.presentation.http.asker import who_asks
from control_plane.presentation.http.authentication import Authentication


class SetAsideAnswer(BaseModel):
    event_id: str
    kind: str
    room: str
    error: str


class SetAsidesAnswer(BaseModel):
    set_aside: list[SetAsideAnswer]


@dataclass(frozen=True, slots=True)
class Webhooks:
    events: RoomEvents
    inbox: RoomEventInbox
    meter: SecurityMeter


def webhook_routes(webhooks: Webhooks, who: Authentication) -> APIRouter:
    """LiveKit sends an event again after a 5xx and a 429, four times within 15 s. So what can never be dealt with
    is accepted and set aside, and a 503 asks for it again.
    """
    routes = APIRouter(prefix="/livekit/webhook", tags=["operation"])

    @routes.post("", status_code=HTTPStatus.OK, include_in_schema=False)
    async def came(request: Request) -> Response:
        try:
            event = webhooks.events.read(await request.body(), request.headers.get("authorization"))
        except WebhookForged:
            webhooks.meter.webhook_came("forged")
            await who.take(who_asks(request))
            raise
        except WebhookUnreadable as unreadable:
            webhooks.inbox.put_aside(unreadable.digest, "", "", type(unreadable.__cause__).__name__)
        else:
            await webhooks.inbox.take(event)
        return Response()

    @routes.get("/set-aside", dependencies=[Depends(who.superadmin)])
    async def set_aside() -> SetAsidesAnswer:
        """Events that could not be dealt with here, the newest last."""
        return SetAsidesAnswer(
            set_aside=[
                SetAsideAnswer.model_validate(each, from_attributes=True) for each in webhooks.inbox.set_aside
            ]
        )

    return routes
