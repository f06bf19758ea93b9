"""What can be asked of the control plane."""

from dependency_injector import providers

from control_plane.application.learning import Learning
from control_plane.application.room_event_inbox import RoomEventInbox
from control_plane.application.use_cases.begin_call import BeginCall
from control_plane.application.use_cases.create_api_key import CreateApiKey
from control_plane.application.use_cases.drain_replica import DrainReplica
from control_plane.application.use_cases.end_call import EndCall
from control_plane.application.use_cases.heed_room_event import HeedRoomEvent
from control_plane.application.use_cases.hold_lease import HoldLease
from control_plane.application.use_cases.list_api_keys import ListApiKeys
from control_plane.application.use_cases.list_audit import ListAudit
from control_plane.application.use_cases.list_calls import ListCalls
from control_plane.application.use_cases.list_replicas import ListReplicas
from control_plane.application.use_cases.report_health import ReportHealth
from control_plane.application.use_cases.revoke_api_key import RevokeApiKey
from control_plane.application.use_cases.see_call import SeeCall
from control_plane.container.ground import Ground
from control_plane.container.orchestration import Orchestration
from control_plane.container.security import Security
from control_plane.container.stores import Stores
from control_plane.presentation.http.app import UseCases


class ControlPlaneContainer(Orchestration):
    """Everything that the control plane is made of, from plain values."""

    see_call = providers.Singleton(
        SeeCall,
        calls=Stores.calls,
        agents=Orchestration.agents,
        picture=Orchestration.picture,
        replicas=Stores.replicas,
        now=Ground.now,
    )
    inbox = providers.Singleton(
        RoomEventInbox,
        heed=providers.Singleton(HeedRoomEvent, calls=Stores.calls, see_call=see_call, alarm=Stores.alarm),
        seen=Stores.seen_events,
        meter=Security.security_meter,
    )
    use_cases = providers.Singleton(
        UseCases,
        begin_call=providers.Singleton(
            BeginCall,
            calls=Stores.calls,
            carrying=Orchestration.carrying,
            picture=Orchestration.picture,
            tokens=Orchestration.tokens,
            meter=Orchestration.meter,
            background=Ground.background,
            now=Ground.now,
            names_are_free=Ground.config.names_are_free,
        ),
        see_call=see_call,
        end_call=providers.Singleton(
            EndCall,
            calls=Stores.calls,
            agents=Orchestration.agents,
            picture=Orchestration.picture,
            locks=Orchestration.locks,
            now=Ground.now,
        ),
        list_calls=providers.Singleton(ListCalls, calls=Stores.calls, picture=Orchestration.picture),
        hold_lease=providers.Singleton(
            HoldLease,
            replicas=Stores.replicas,
            learning=providers.Singleton(
                Learning, calls=Stores.calls, agents=Orchestration.agents, now=Ground.now
            ),
            alarm=Stores.alarm,
            meter=Orchestration.meter,
            background=Ground.background,
        ),
        list_replicas=providers.Singleton(ListReplicas, replicas=Stores.replicas),
        drain_replica=providers.Singleton(DrainReplica, replicas=Stores.replicas),
        list_audit=providers.Singleton(ListAudit, trail=Stores.audit_trail),
        report_health=providers.Singleton(
            ReportHealth,
            fleet=Orchestration.fleet,
            picture=Orchestration.picture,
            replicas=Stores.replicas,
            calls=Stores.calls,
        ),
        create_api_key=providers.Singleton(CreateApiKey, keys=Stores.api_keys, now=Ground.now),
        list_api_keys=providers.Singleton(ListApiKeys, keys=Stores.api_keys),
        revoke_api_key=providers.Singleton(RevokeApiKey, keys=Stores.api_keys),
    )
