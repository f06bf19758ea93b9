import type { MouseEvent } from 'react';

import { useObserved } from '../call/observed';
import { inCall, type Phase } from '../call/phase';
import { wantsCode } from '../call/failure';
import { useLine } from '../line';
import { ACCESS_CODE_FORM } from './AccessCodeForm';
import styles from './CallBar.module.css';
import { HangUpIcon, PhoneIcon } from './icons';
import { MicrophoneControls } from './MicrophoneControls';

/** The one button that calls and hangs up, and the microphone beside it. */
export function CallBar({ phase }: { readonly phase: Phase }) {
  const { call, microphone } = useLine();
  const microphoneState = useObserved(microphone.state);
  const busy = phase.name === 'connecting' || inCall(phase);
  const wantsAccessCode = phase.name === 'failed' && wantsCode(phase.failure);

  const press = (event: MouseEvent) => {
    // The second half of a double click would hang up what the first began.
    if (event.detail > 1) return;
    void (busy ? call.hangUp() : call.dial());
  };

  return (
    <div className={styles.bar} role="group" aria-label="Call controls">
      {inCall(phase) && <MicrophoneControls state={microphoneState} />}
      <button
        className={busy ? styles.hangUp : styles.call}
        {...(wantsAccessCode ? { type: 'submit', form: ACCESS_CODE_FORM } : { type: 'button', onClick: press })}
      >
        {busy ? <HangUpIcon /> : <PhoneIcon />}
        {label(phase)}
      </button>
    </div>
  );
}

function label(phase: Phase): string {
  switch (phase.name) {
    case 'idle':
      return 'Start call';
    case 'connecting':
      return 'Cancel';
    case 'live':
    case 'reconnecting':
      return 'Hang up';
    case 'ended':
      return 'Call again';
    case 'failed':
      if (wantsCode(phase.failure)) return 'Continue';
      if (phase.failure.kind === 'room_taken') return 'Start call';
      return phase.failure.kind === 'lost' ? 'Return to call' : 'Try again';
  }
}
