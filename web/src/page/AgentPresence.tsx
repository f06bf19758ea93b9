import { BarVisualizer } from '@livekit/components-react';

import { nameOfSpecialist } from '../agent/specialist';
import type { Agent } from '../agent/useAgent';
import type { Phase } from '../call/phase';
import styles from './AgentPresence.module.css';
import { CallTimer } from './CallTimer';
import { PersonIcon } from './icons';

interface AgentPresenceProps {
  readonly agent: Agent;
  readonly phase: Phase;
}

/** Who is on the line and what they are doing. */
export function AgentPresence({ agent, phase }: AgentPresenceProps) {
  const reconnecting = phase.name === 'reconnecting';
  const doing = reconnecting ? 'Reconnecting' : doingOf(agent, phase);
  return (
    <section className={styles.presence} aria-label="On the line" data-specialist={agent.specialist}>
      <div className={styles.level} data-state={reconnecting ? 'connecting' : agent.state} aria-hidden="true">
        <BarVisualizer
          className={styles.bars ?? ''}
          barCount={5}
          options={{ minHeight: 18, maxHeight: 100 }}
          state={reconnecting ? 'connecting' : agent.state}
          {...(agent.track ? { track: agent.track } : {})}
        />
      </div>
      <div className={styles.who}>
        <h1>{agent.present ? nameOfSpecialist(agent.specialist) : phase.name === 'connecting' ? 'Calling' : 'One moment'}</h1>
        <p className={styles.doing} role="status" aria-label="Agent status">
          {doing}
        </p>
        {/* Always in the page: only then is it read when it comes. */}
        <p role="status" aria-label="Colleague">
          {agent.waitingForHuman && (
            <span className={styles.waiting}>
              <PersonIcon />
              Waiting for a colleague
            </span>
          )}
        </p>
      </div>
      {(phase.name === 'live' || phase.name === 'reconnecting') && <CallTimer since={phase.since} />}
    </section>
  );
}

function doingOf(agent: Agent, phase: Phase): string {
  if (phase.name === 'connecting') return phase.returning ? 'Returning to your call' : 'Connecting';
  switch (agent.state) {
    case 'listening':
    case 'idle':
      return 'Listening';
    case 'thinking':
      return 'Thinking';
    case 'speaking':
      return 'Speaking';
    case 'connecting':
      return 'Putting you through';
    default:
      return 'Getting ready';
  }
}
