import { DisconnectReason } from 'livekit-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { CallLine } from '../src/call/callLine';
import { TabMemory } from '../src/call/keptCall';
import { FakeControlPlane } from './fakes/controlPlane';
import { FakeRoom } from './fakes/room';

let room: FakeRoom;
let service: FakeControlPlane;
let joined: number;

function openLine(): CallLine {
  return new CallLine(room.asRoom, service.asService, new TabMemory(sessionStorage), {
    dialled: () => undefined,
    joined: () => joined++,
  });
}

async function liveCall(): Promise<CallLine> {
  const line = openLine();
  await line.dial();
  expect(line.phase.value.name).toBe('live');
  return line;
}

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  // jsdom has no WebRTC; the line asks for it before it dials.
  vi.stubGlobal('RTCPeerConnection', FakePeer);
  room = new FakeRoom();
  service = new FakeControlPlane();
  joined = 0;
});

class FakePeer {
  addTransceiver(): void {
    return;
  }
}

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  sessionStorage.clear();
});

describe('a line', () => {
  it('dials into a new room and then opens the microphone', async () => {
    const line = await liveCall();
    expect(service.asked).toEqual([{}]);
    expect(room.connections).toEqual(['ws://media']);
    expect(joined).toBe(1);
    expect(line.canReturn).toBe(true);
  });

  it('returns to the same call after a reload, its clock running on', async () => {
    await liveCall();
    room = new FakeRoom();
    vi.advanceTimersByTime(60_000);
    const reloaded = await liveCall();
    expect(service.asked[1]).toEqual({ room: 'room-1', identity: 'caller' });
    expect(reloaded.phase.value).toEqual({ name: 'live', since: 1_000_000 });
  });

  it('tells why a call is over that was to be returned to', async () => {
    await liveCall();
    service.statuses.set('session-1', { status: 'ended', reason: 'caller_absent' });
    const reloaded = openLine();
    await reloaded.dial();
    expect(reloaded.phase.value).toEqual({ name: 'ended', ending: 'caller_absent', seconds: null });
    expect(reloaded.canReturn).toBe(false);
  });

  it('forgets the call and tells the service when the caller hangs up', async () => {
    const line = await liveCall();
    vi.advanceTimersByTime(5_000);
    await line.hangUp();
    expect(line.phase.value).toEqual({ name: 'ended', ending: 'hung_up', seconds: 5 });
    expect(line.canReturn).toBe(false);
    expect(service.ended).toEqual(['session-1']);
    expect(room.connected).toBe(false);
  });

  it('gives up dialling when the caller cancels, and leaves no call behind', async () => {
    const line = openLine();
    const dialling = line.dial();
    await line.hangUp();
    await dialling;
    expect(line.phase.value).toEqual({ name: 'idle' });
    expect(service.ended).toEqual(['session-1']);
    expect(room.connected).toBe(false);
    expect(line.canReturn).toBe(false);
  });

  it('shows a refusal and can dial again', async () => {
    service.failure = { kind: 'full', retryAfterSeconds: 20 };
    const line = openLine();
    await line.dial();
    expect(line.phase.value).toEqual({ name: 'failed', failure: { kind: 'full', retryAfterSeconds: 20 } });
    service.failure = null;
    await line.dial();
    expect(line.phase.value.name).toBe('live');
  });

  it('forgets a room that belongs to someone else', async () => {
    await liveCall();
    service.failure = { kind: 'room_taken' };
    const reloaded = openLine();
    await reloaded.dial();
    expect(reloaded.phase.value.name).toBe('failed');
    expect(reloaded.canReturn).toBe(false);
  });

  it('tells a media server that cannot be reached from a service that cannot', async () => {
    room.refuses = true;
    const line = openLine();
    await line.dial();
    expect(line.phase.value).toMatchObject({ name: 'failed', failure: { kind: 'media_unreachable' } });
  });

  it('shows an interruption and its end', async () => {
    const line = await liveCall();
    room.interrupt();
    expect(line.phase.value.name).toBe('reconnecting');
    room.restore();
    expect(line.phase.value.name).toBe('live');
  });

  it('keeps a call whose connection was lost, to return to it', async () => {
    const line = await liveCall();
    room.drop();
    expect(line.phase.value).toEqual({ name: 'failed', failure: { kind: 'lost' } });
    await line.dial();
    expect(service.asked[1]).toEqual({ room: 'room-1', identity: 'caller' });
    expect(line.phase.value.name).toBe('live');
  });

  it('asks the service why the room was deleted, until it knows', async () => {
    const line = await liveCall();
    service.statuses.set('session-1', { status: 'leaving', reason: null });
    room.drop(DisconnectReason.ROOM_DELETED);
    expect(line.phase.value).toMatchObject({ name: 'ended', ending: 'room_closed' });
    service.statuses.set('session-1', { status: 'ended', reason: 'time_cap' });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(line.phase.value).toMatchObject({ name: 'ended', ending: 'time_cap' });
    expect(line.canReturn).toBe(false);
  });

  it('says goodbye when the agent hung up after one', async () => {
    const line = await liveCall();
    service.statuses.set('session-1', { status: 'ended', reason: 'caller_said_goodbye' });
    room.drop(DisconnectReason.ROOM_DELETED);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(line.phase.value).toMatchObject({ name: 'ended', ending: 'goodbye' });
    expect(line.canReturn).toBe(false);
  });

  it('leaves the call to the tab that took it over', async () => {
    const line = await liveCall();
    room.drop(DisconnectReason.DUPLICATE_IDENTITY);
    expect(line.phase.value).toMatchObject({ name: 'ended', ending: 'elsewhere' });
    expect(service.ended).toEqual([]);
  });

  it('ends a call in which nobody answers once the service says that it is over', async () => {
    const line = await liveCall();
    await line.check();
    expect(line.phase.value.name).toBe('live');
    service.statuses.set('session-1', { status: 'failed', reason: 'pipeline_failed' });
    await line.check();
    expect(line.phase.value).toMatchObject({ name: 'ended', ending: 'agent_failed' });
    expect(room.connected).toBe(false);
  });
});
