/** Why a call is over, and how that is said to the caller. */

import { DisconnectReason } from 'livekit-client';

export type Ending =
  | 'hung_up'
  | 'goodbye'
  | 'silent'
  | 'agent_ended'
  | 'time_cap'
  | 'providers_failed'
  | 'caller_absent'
  | 'room_closed'
  | 'removed'
  | 'elsewhere'
  | 'agent_failed'
  | 'service_stopped'
  | 'over';

export interface Words {
  readonly title: string;
  readonly text: string;
}

export const ENDING_WORDS: Readonly<Record<Ending, Words>> = {
  hung_up: { title: 'Call ended', text: 'You hung up. Thank you for calling.' },
  goodbye: { title: 'Goodbye', text: 'Thank you for calling. You are welcome to call again at any time.' },
  silent: {
    title: 'Call ended',
    text: 'We did not hear from you for a while, so the call was closed. You are welcome to call again.',
  },
  agent_ended: { title: 'Call ended', text: 'The other side ended this call.' },
  time_cap: { title: 'Call ended', text: 'This call reached its time limit. You are welcome to call again.' },
  providers_failed: {
    title: 'Call cut short',
    text: 'We could not answer anything just now. Please call again a little later.',
  },
  caller_absent: { title: 'Call ended', text: 'You were away for a while, so the call was closed.' },
  room_closed: { title: 'Call ended', text: 'The line was closed by the service.' },
  removed: { title: 'Call ended', text: 'The service took you off this call.' },
  elsewhere: {
    title: 'The call moved',
    text: 'This call was opened in another tab or window, and goes on there.',
  },
  agent_failed: {
    title: 'Call cut short',
    text: 'Something failed on our side and the call could not go on. Please call again.',
  },
  service_stopped: {
    title: 'Call cut short',
    text: 'The service was stopped for maintenance. Please call again in a few minutes.',
  },
  over: { title: 'Call ended', text: 'This call is over.' },
};

/** Null when the connection was lost rather than the call ended. */
export function endingOfDisconnect(reason: DisconnectReason | undefined): Ending | null {
  switch (reason) {
    case DisconnectReason.DUPLICATE_IDENTITY:
      return 'elsewhere';
    case DisconnectReason.ROOM_DELETED:
    case DisconnectReason.ROOM_CLOSED:
      return 'room_closed';
    case DisconnectReason.PARTICIPANT_REMOVED:
      return 'removed';
    case DisconnectReason.SERVER_SHUTDOWN:
      return 'service_stopped';
    default:
      return null;
  }
}

const OF_SESSION: Readonly<Record<string, Ending>> = {
  caller_left: 'over',
  caller_absent: 'caller_absent',
  caller_said_goodbye: 'goodbye',
  caller_silent: 'silent',
  leave_requested: 'agent_ended',
  time_cap: 'time_cap',
  // What a call may cost is the operator's affair, not the caller's.
  cost_cap: 'goodbye',
  token_cap: 'goodbye',
  turn_cap: 'time_cap',
  providers_failed: 'providers_failed',
  room_closed: 'room_closed',
  service_stopped: 'service_stopped',
  media_unavailable: 'agent_failed',
  pipeline_failed: 'agent_failed',
};

/** From the status and reason that the service keeps of a call; null while the call goes on. */
export function endingOfSession(status: string, reason: string | null): Ending | null {
  if (status !== 'ended' && status !== 'failed') return null;
  const fallback = status === 'failed' ? 'agent_failed' : 'over';
  return OF_SESSION[reason ?? ''] ?? fallback;
}
