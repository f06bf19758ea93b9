/** Who answers: read from the agent's attributes, and named for people. */

import { ParticipantKind, type Participant } from 'livekit-client';

const NAMES: Readonly<Record<string, string>> = {
  supervisor: 'Supervisor',
  sales: 'Sales',
  tech_support: 'Technical support',
};

/** The agent of a call is named after it, also where its token does not say that it is an agent. One that stands by to go on with the call is none yet. */
export function isAgent(participant: Participant): boolean {
  const isOfTheCall = participant.kind === ParticipantKind.AGENT || participant.identity.startsWith('agent-');
  return isOfTheCall && participant.attributes['parley.status'] !== 'standby';
}

export function specialistOf(agent: Participant): string {
  return agent.attributes['parley.specialist'] ?? '';
}

/** The caller has asked for a person, and nobody has come yet. */
export function waitsForHuman(agent: Participant): boolean {
  return agent.attributes['parley.status'] === 'waiting_for_human';
}

/** A specialist that an operator added is named after its identifier: `home_moves` is "Home moves". */
export function nameOfSpecialist(specialist: string): string {
  const known = NAMES[specialist];
  if (known !== undefined) return known;
  const words = specialist.replaceAll(/[_-]+/g, ' ').trim();
  return words === '' ? 'Assistant' : words.charAt(0).toUpperCase() + words.slice(1);
}
