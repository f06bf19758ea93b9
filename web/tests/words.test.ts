import { DisconnectReason } from 'livekit-client';
import { describe, expect, it } from 'vitest';

import { nameOfSpecialist } from '../src/agent/specialist';
import { endingOfDisconnect, endingOfSession } from '../src/call/ending';
import { wordsOfFailure } from '../src/call/failure';
import { clock, duration } from '../src/page/duration';

describe('why a call ended', () => {
  it('is read from LiveKit’s reason', () => {
    expect(endingOfDisconnect(DisconnectReason.DUPLICATE_IDENTITY)).toBe('elsewhere');
    expect(endingOfDisconnect(DisconnectReason.ROOM_DELETED)).toBe('room_closed');
    expect(endingOfDisconnect(DisconnectReason.PARTICIPANT_REMOVED)).toBe('removed');
  });

  it('is a lost connection when LiveKit names no end', () => {
    expect(endingOfDisconnect(undefined)).toBeNull();
    expect(endingOfDisconnect(DisconnectReason.CLIENT_INITIATED)).toBeNull();
  });

  it('is read from the session', () => {
    expect(endingOfSession('ended', 'time_cap')).toBe('time_cap');
    expect(endingOfSession('ended', 'leave_requested')).toBe('agent_ended');
    expect(endingOfSession('failed', 'pipeline_failed')).toBe('agent_failed');
    expect(endingOfSession('ended', 'caller_said_goodbye')).toBe('goodbye');
    expect(endingOfSession('ended', 'caller_silent')).toBe('silent');
    expect(endingOfSession('ended', 'cost_cap')).toBe('goodbye');
    expect(endingOfSession('ended', 'providers_failed')).toBe('providers_failed');
  });

  it('is open while the session goes on', () => {
    expect(endingOfSession('active', null)).toBeNull();
    expect(endingOfSession('leaving', null)).toBeNull();
    expect(endingOfSession('waiting_for_human', null)).toBeNull();
  });

  it('stays general for a reason that the page does not know', () => {
    expect(endingOfSession('ended', 'solar_flare')).toBe('over');
    expect(endingOfSession('failed', null)).toBe('agent_failed');
  });
});

describe('the words for', () => {
  it('a full service name the time after which to try again', () => {
    expect(wordsOfFailure({ kind: 'full', retryAfterSeconds: 20 }).text).toContain('in about 20 seconds');
    expect(wordsOfFailure({ kind: 'full', retryAfterSeconds: 120 }).text).toContain('in about 2 minutes');
    expect(wordsOfFailure({ kind: 'full' }).text).toContain('soon');
  });

  it('a specialist are its name', () => {
    expect(nameOfSpecialist('tech_support')).toBe('Technical support');
    expect(nameOfSpecialist('home_moves')).toBe('Home moves');
    expect(nameOfSpecialist('')).toBe('Assistant');
  });

  it('a time are those of a clock, and of a sentence', () => {
    expect(clock(75)).toBe('1:15');
    expect(clock(3675)).toBe('1:01:15');
    expect(duration(75)).toBe('1 minute 15 seconds');
    expect(duration(120)).toBe('2 minutes');
    expect(duration(0)).toBe('0 seconds');
  });
});
