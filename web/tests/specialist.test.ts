import { ParticipantKind, type Participant } from 'livekit-client';
import { describe, expect, it } from 'vitest';

import { isAgent } from '../src/agent/specialist';

function participant(identity: string, attributes: Record<string, string> = {}): Participant {
  return { identity, kind: ParticipantKind.STANDARD, attributes } as unknown as Participant;
}

describe('the agent of a call', () => {
  it('is named after the call', () => {
    expect(isAgent(participant('agent-c1'))).toBe(true);
    expect(isAgent(participant('ada'))).toBe(false);
  });

  it('is not one that waits for it', () => {
    expect(isAgent(participant('agent-c1-2', { 'parley.status': 'standby' }))).toBe(false);
    expect(isAgent(participant('agent-c1-2', { 'parley.status': 'active' }))).toBe(true);
  });
});
