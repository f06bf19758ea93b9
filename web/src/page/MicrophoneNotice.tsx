import type { Words } from '../call/ending';
import type { MicrophoneState } from '../call/microphone';
import { useObserved } from '../call/observed';
import { useLine } from '../line';
import { Banner } from './Banner';

const WORDS: Partial<Readonly<Record<MicrophoneState, Words>>> = {
  asking: { title: 'May we use your microphone?', text: 'Your browser asks for it. Until then, you can type.' },
  refused: {
    title: 'Your microphone is blocked.',
    text: 'The call goes on: type below. To speak, allow the microphone in the address bar, then try again.',
  },
  missing: { title: 'No microphone found.', text: 'The call goes on: type below, or plug one in and try again.' },
  busy: {
    title: 'Your microphone is in use elsewhere.',
    text: 'The call goes on: type below, or close the other program and try again.',
  },
  insecure: {
    title: 'Your microphone needs a secure page.',
    text: 'Browsers allow it on https addresses only. The call goes on: type below.',
  },
  broken: { title: 'Your microphone did not start.', text: 'The call goes on: type below, or try again.' },
};

/** Why the caller cannot be heard; nothing while all is well. */
export function MicrophoneNotice() {
  const { microphone } = useLine();
  const state = useObserved(microphone.state);
  const words = WORDS[state];
  if (words === undefined) return null;
  const canRetry = state !== 'asking' && state !== 'insecure';
  return (
    <Banner tone={state === 'asking' ? 'plain' : 'warning'} words={words}>
      {canRetry && (
        <button type="button" onClick={() => void microphone.open()}>
          Try the microphone again
        </button>
      )}
    </Banner>
  );
}
