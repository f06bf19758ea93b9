import { useAudioPlayback } from '@livekit/components-react';

import { Banner } from './Banner';

/** Browsers keep a page silent until it is touched, as after a reload. */
export function SoundNotice() {
  const { canPlayAudio, startAudio } = useAudioPlayback();
  if (canPlayAudio) return null;
  return (
    <Banner tone="warning" words={{ title: 'The sound is off.', text: 'Your browser waits for you to turn it on.' }}>
      <button type="button" onClick={() => void startAudio()}>
        Turn sound on
      </button>
    </Banner>
  );
}
