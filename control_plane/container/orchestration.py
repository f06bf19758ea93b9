"""Which replica carries which call."""

import time

from dependency_injector import providers

from control_plane.application.carrying import Carrying
from control_plane.application.fleet import Fleet
from control_plane.application.picture import Picture
from control_plane.application.placement import Placement
from control_plane.application.places import Places
from control_plane.application.policies import POLICIES
from control_plane.application.reconciling.emptying import Emptying
from control_plane.application.reconciling.move import Move
from control_plane.application.reconciling.reconciler import Reconciler
from control_plane.application.reconciling.recovery import Recovery
from control_plane.application.reconciling.sweep import Sweep
from control_plane.application.reconciling.weighing import Weighing
from control_plane.application.room_locks import RoomLocks
from control_plane.application.withdrawal import Withdrawal
from control_plane.container.ground import Ground
from control_plane.container.security import Security
from control_plane.container.stores import Stores
from control_plane.domain.entities.replica import Preference
from control_plane.infrastructure.http_agent_service import HttpAgentService
from control_plane.infrastructure.kubernetes_scale_in import KubernetesScaleIn
from control_plane.infrastructure.livekit_user_tokens import LiveKitUserTokens
from control_plane.infrastructure.prometheus_call_meter import PrometheusCallMeter


def _preference(policy: str, version: str) -> Preference:
    return POLICIES[policy](version)


class Orchestration(Security):
    """Placing calls, and comparing what should be carried with what is."""

    agents = providers.Singleton(HttpAgentService, tokens=Ground.config.tokens_for_agents)
    tokens = providers.Singleton(
        LiveKitUserTokens,
        api_key=Ground.config.livekit_api_key,
        api_secret=Ground.config.livekit_api_secret,
        life_s=Ground.config.token_life_s,
        now=Ground.now,
    )
    meter = providers.Singleton(PrometheusCallMeter)
    locks = providers.Singleton(RoomLocks)
    fleet = providers.Singleton(Fleet, agents=agents, urls=Ground.config.agent_urls, meter=meter)
    picture = providers.Singleton(
        Picture,
        agents=agents,
        urls=Ground.config.agent_urls,
        calls=Stores.calls,
        replicas=Stores.replicas,
        now=Ground.now,
    )
    preference = providers.Callable(_preference, Ground.config.placement, Ground.config.version)
    places = providers.Singleton(Places, replicas=Stores.replicas, fleet=fleet, preference=preference)
    withdrawal = providers.Singleton(Withdrawal, agents=agents, locks=locks, background=Ground.background)
    placement = providers.Singleton(
        Placement,
        calls=Stores.calls,
        agents=agents,
        fleet=fleet,
        places=places,
        withdrawal=withdrawal,
        meter=meter,
        now=Ground.now,
    )
    carrying = providers.Singleton(
        Carrying,
        calls=Stores.calls,
        agents=agents,
        placement=placement,
        locks=locks,
        background=Ground.background,
        now=Ground.now,
    )
    scale_in = providers.Singleton(KubernetesScaleIn, account=Ground.config.kubernetes_account)
    weighing = providers.Selector(
        Ground.config.scaled_by,
        nobody=providers.Object(None),
        kubernetes=providers.Singleton(Weighing, scale_in, Ground.background, clock=time.monotonic),
    )
    reconciler = providers.Singleton(
        Reconciler,
        replicas=Stores.replicas,
        calls=Stores.calls,
        recovery=providers.Singleton(Recovery, calls=Stores.calls, agents=agents, places=places, now=Ground.now),
        emptying=providers.Singleton(
            Emptying,
            calls=Stores.calls,
            move=providers.Singleton(
                Move,
                calls=Stores.calls,
                agents=agents,
                replicas=Stores.replicas,
                now=Ground.now,
                preference=preference,
            ),
            background=Ground.background,
            meter=meter,
            at_once=Ground.config.moves_at_once,
        ),
        sweep=providers.Singleton(
            Sweep,
            calls=Stores.calls,
            replicas=Stores.replicas,
            configured=Ground.config.agent_urls,
            now=Ground.now,
        ),
        leadership=Stores.leadership,
        alarm=Stores.alarm,
        background=Ground.background,
        meter=meter,
        now=Ground.now,
        weighing=weighing,
    )
