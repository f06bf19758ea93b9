import {
  useParticipantTracks,
  useRemoteParticipants,
  type AgentState,
  type TrackReference,
} from '@livekit/components-react';
import { Track, type RemoteParticipant } from 'livekit-client';

import { isAgent, specialistOf, waitsForHuman } from './specialist';

const STATES = ['initializing', 'listening', 'thinking', 'speaking', 'idle'] as const;

/** What the agent of the room that the context holds is doing; `connecting` until it is there. */
export interface Agent {
  readonly present: boolean;
  readonly state: AgentState;
  readonly specialist: string;
  readonly waitingForHuman: boolean;
  readonly track: TrackReference | undefined;
}

/** LiveKit's `useVoiceAssistant` sees only participants whose token says that they are agents; this one is found by name too. */
export function useAgent(): Agent {
  const agent = useRemoteParticipants().find(isAgent);
  const [track] = useParticipantTracks([Track.Source.Microphone, Track.Source.Unknown], agent?.identity ?? '');
  return {
    present: agent !== undefined,
    state: agent ? stateOf(agent) : 'connecting',
    specialist: agent ? specialistOf(agent) : '',
    waitingForHuman: agent !== undefined && waitsForHuman(agent),
    track: agent ? track : undefined,
  };
}

function stateOf(agent: RemoteParticipant): AgentState {
  const said = agent.attributes['lk.agent.state'];
  return STATES.find((state) => state === said) ?? 'initializing';
}
