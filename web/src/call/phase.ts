/** The phases of a call as the caller lives it: a pure state machine, its steps in one table. */

import type { Ending } from './ending';
import type { Failure } from './failure';

export type Phase =
  | { readonly name: 'idle' }
  | { readonly name: 'connecting'; readonly returning: boolean }
  | { readonly name: 'live'; readonly since: number }
  | { readonly name: 'reconnecting'; readonly since: number }
  | { readonly name: 'ended'; readonly ending: Ending; readonly seconds: number | null }
  | { readonly name: 'failed'; readonly failure: Failure };

/** Times are milliseconds since the epoch. */
export type CallEvent =
  | { readonly type: 'dialled'; readonly returning: boolean }
  | { readonly type: 'cancelled' }
  | { readonly type: 'joined'; readonly since: number }
  | { readonly type: 'interrupted' }
  | { readonly type: 'restored' }
  | { readonly type: 'finished'; readonly ending: Ending; readonly at: number }
  | { readonly type: 'explained'; readonly ending: Ending }
  | { readonly type: 'failed'; readonly failure: Failure };

const STEPS: Readonly<Record<Phase['name'], readonly CallEvent['type'][]>> = {
  idle: ['dialled'],
  connecting: ['cancelled', 'joined', 'finished', 'failed'],
  live: ['interrupted', 'finished', 'failed'],
  reconnecting: ['restored', 'finished', 'failed'],
  ended: ['dialled', 'explained'],
  failed: ['dialled'],
};

/** The phase after an event. An event that the table does not list comes too late, and changes nothing. */
export function after(phase: Phase, event: CallEvent): Phase {
  if (!STEPS[phase.name].includes(event.type)) return phase;
  switch (event.type) {
    case 'dialled':
      return { name: 'connecting', returning: event.returning };
    case 'cancelled':
      return { name: 'idle' };
    case 'joined':
      return { name: 'live', since: event.since };
    case 'interrupted':
      return { name: 'reconnecting', since: began(phase) ?? 0 };
    case 'restored':
      return { name: 'live', since: began(phase) ?? 0 };
    case 'finished':
      return { name: 'ended', ending: event.ending, seconds: secondsSince(began(phase), event.at) };
    case 'explained':
      return { name: 'ended', ending: event.ending, seconds: phase.name === 'ended' ? phase.seconds : null };
    case 'failed':
      return { name: 'failed', failure: event.failure };
  }
}

/** Whether the caller is in a call: can speak, type and hang up. */
export function inCall(phase: Phase): phase is Extract<Phase, { name: 'live' | 'reconnecting' }> {
  return phase.name === 'live' || phase.name === 'reconnecting';
}

function began(phase: Phase): number | null {
  return inCall(phase) ? phase.since : null;
}

function secondsSince(since: number | null, at: number): number | null {
  return since === null ? null : Math.max(0, Math.round((at - since) / 1000));
}
