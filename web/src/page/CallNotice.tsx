import { useEffect, useRef } from 'react';

import { ENDING_WORDS } from '../call/ending';
import { wantsCode, wordsOfFailure } from '../call/failure';
import type { Phase } from '../call/phase';
import { AccessCodeForm } from './AccessCodeForm';
import styles from './CallNotice.module.css';
import { duration } from './duration';

/** Says why the call is over, or why there is none. */
export function CallNotice({ phase }: { readonly phase: Extract<Phase, { name: 'ended' | 'failed' }> }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // Whoever was typing when the call ended has lost the field: the reason is where to go on from.
    if (document.activeElement === document.body) heading.current?.focus();
  }, []);

  const { title, text } = phase.name === 'ended' ? ENDING_WORDS[phase.ending] : wordsOfFailure(phase.failure);
  return (
    <section className={styles.notice} data-kind={phase.name} aria-labelledby="outcome">
      <h1 id="outcome" ref={heading} tabIndex={-1}>
        {title}
      </h1>
      <p>{text}</p>
      {phase.name === 'ended' && phase.seconds !== null && (
        <p className={styles.lasted}>It lasted {duration(phase.seconds)}.</p>
      )}
      {phase.name === 'failed' && wantsCode(phase.failure) && <AccessCodeForm />}
      {phase.name === 'failed' && phase.failure.kind === 'refused' && phase.failure.detail && (
        <p className={styles.detail}>{phase.failure.detail}</p>
      )}
    </section>
  );
}
