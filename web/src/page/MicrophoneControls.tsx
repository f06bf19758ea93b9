import { useMediaDeviceSelect } from '@livekit/components-react';
import type { ChangeEvent } from 'react';

import type { MicrophoneState } from '../call/microphone';
import { useLine } from '../line';
import { MicrophoneIcon, MutedIcon } from './icons';
import styles from './MicrophoneControls.module.css';

export function MicrophoneControls({ state }: { readonly state: MicrophoneState }) {
  const { microphone } = useLine();
  if (state !== 'open' && state !== 'muted') return null;
  const muted = state === 'muted';
  return (
    <>
      {/* Devices have names only once the microphone is allowed: the choice is made when it is there. */}
      <MicrophoneChoice />
      <button type="button" className={styles.mute} data-muted={muted} onClick={() => void microphone.mute(!muted)}>
        {muted ? <MutedIcon /> : <MicrophoneIcon />}
        {muted ? 'Unmute' : 'Mute'}
      </button>
    </>
  );
}

function MicrophoneChoice() {
  const { room } = useLine();
  const { devices, activeDeviceId, setActiveMediaDevice } = useMediaDeviceSelect({ kind: 'audioinput', room });
  if (devices.length === 0) return null;
  const choose = (event: ChangeEvent<HTMLSelectElement>) => {
    setActiveMediaDevice(event.target.value).catch((error: unknown) => {
      // The device vanished between the list and the choice; the list follows by itself.
      console.warn('that microphone cannot be used', error);
    });
  };
  return (
    <div className={styles.choice}>
      <label htmlFor="microphone">Microphone</label>
      <select id="microphone" value={activeDeviceId} onChange={choose}>
        {devices.map((device, place) => (
          <option key={device.deviceId} value={device.deviceId}>
            {device.label || `Microphone ${place + 1}`}
          </option>
        ))}
      </select>
    </div>
  );
}
