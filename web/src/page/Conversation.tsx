import { useEffect } from 'react';

import { useAgent } from '../agent/useAgent';
import type { Phase } from '../call/phase';
import { useLine } from '../line';
import { AgentPresence } from './AgentPresence';
import { Banner } from './Banner';
import { Captions } from './Captions';
import { Composer } from './Composer';
import styles from './Conversation.module.css';
import { MicrophoneNotice } from './MicrophoneNotice';
import { SoundNotice } from './SoundNotice';

const CHECK_ABSENT_AGENT_EVERY_MS = 5_000;

const RECONNECTING = {
  title: 'The connection was interrupted.',
  text: 'Reconnecting you. Please stay on the line.',
};

/** The call while it lasts: who is on the line, what is said, and a place to type. */
export function Conversation({ phase }: { readonly phase: Extract<Phase, { name: 'connecting' | 'live' | 'reconnecting' }> }) {
  const { call } = useLine();
  const agent = useAgent();
  const alone = phase.name === 'live' && !agent.present;

  useEffect(() => {
    if (!alone) return;
    const timer = setInterval(() => void call.check(), CHECK_ABSENT_AGENT_EVERY_MS);
    return () => {
      clearInterval(timer);
    };
  }, [alone, call]);

  return (
    <div className={styles.conversation}>
      <AgentPresence agent={agent} phase={phase} />
      <section className={styles.words} aria-label="Conversation">
        <div className={styles.banners}>
          {phase.name === 'reconnecting' && <Banner tone="warning" words={RECONNECTING} />}
          {phase.name === 'live' && (
            <>
              <MicrophoneNotice />
              <SoundNotice />
            </>
          )}
        </div>
        <Captions />
        <Composer open={phase.name === 'live'} />
      </section>
    </div>
  );
}
