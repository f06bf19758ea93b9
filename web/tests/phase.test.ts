import { describe, expect, it } from 'vitest';

import { after, inCall, type CallEvent, type Phase } from '../src/call/phase';

const LIVE: Phase = { name: 'live', since: 1000 };

function course(...events: CallEvent[]): Phase {
  return events.reduce<Phase>((phase, event) => after(phase, event), { name: 'idle' });
}

describe('a call’s phases', () => {
  it('go from idle over connecting to live', () => {
    expect(course({ type: 'dialled', returning: false })).toEqual({ name: 'connecting', returning: false });
    expect(course({ type: 'dialled', returning: false }, { type: 'joined', since: 5 })).toEqual({ name: 'live', since: 5 });
  });

  it('keep the time of joining over an interruption', () => {
    const interrupted = after(LIVE, { type: 'interrupted' });
    expect(interrupted).toEqual({ name: 'reconnecting', since: 1000 });
    expect(after(interrupted, { type: 'restored' })).toEqual(LIVE);
  });

  it('tell how long an ended call lasted', () => {
    expect(after(LIVE, { type: 'finished', ending: 'time_cap', at: 61_000 })).toEqual({
      name: 'ended',
      ending: 'time_cap',
      seconds: 60,
    });
  });

  it('tell no length of a call that could not be returned to', () => {
    const ended = course({ type: 'dialled', returning: true }, { type: 'finished', ending: 'over', at: 9 });
    expect(ended).toEqual({ name: 'ended', ending: 'over', seconds: null });
  });

  it('let an explanation correct why a call ended, and keep its length', () => {
    const ended = after(LIVE, { type: 'finished', ending: 'room_closed', at: 3000 });
    expect(after(ended, { type: 'explained', ending: 'time_cap' })).toEqual({
      name: 'ended',
      ending: 'time_cap',
      seconds: 2,
    });
  });

  it.each<[string, Phase, CallEvent]>([
    ['a disconnect after hanging up', { name: 'ended', ending: 'hung_up', seconds: 3 }, { type: 'failed', failure: { kind: 'lost' } }],
    ['joining after a cancelled dial', { name: 'idle' }, { type: 'joined', since: 1 }],
    ['a second dial while connecting', { name: 'connecting', returning: false }, { type: 'dialled', returning: false }],
    ['a restored connection that was not interrupted', LIVE, { type: 'restored' }],
    ['cancelling a live call', LIVE, { type: 'cancelled' }],
    ['an explanation while live', LIVE, { type: 'explained', ending: 'time_cap' }],
  ])('do not change by %s', (_, phase, event) => {
    expect(after(phase, event)).toBe(phase);
  });

  it('count live and reconnecting as being in a call', () => {
    expect(inCall(LIVE)).toBe(true);
    expect(inCall({ name: 'reconnecting', since: 1 })).toBe(true);
    expect(inCall({ name: 'connecting', returning: false })).toBe(false);
  });
});
