/** The caller's microphone: asked for once the call is connected; a call without one goes on by typing. */

import { MediaDeviceFailure, RoomEvent, Track, type Room } from 'livekit-client';

import { Observed } from './observed';

export type MicrophoneState =
  | 'closed'
  | 'asking'
  | 'open'
  | 'muted'
  | 'refused'
  | 'missing'
  | 'busy'
  | 'insecure'
  | 'broken';

const CHOICE = 'parley.microphone';

export class Microphone {
  readonly state = new Observed<MicrophoneState>('closed');

  constructor(
    private readonly room: Room,
    private readonly storage: Storage,
  ) {
    room.on(RoomEvent.TrackMuted, this.follow);
    room.on(RoomEvent.TrackUnmuted, this.follow);
    // Both happen to the same track when LiveKit has to build a lost connection anew.
    room.on(RoomEvent.LocalTrackUnpublished, this.follow);
    room.on(RoomEvent.LocalTrackPublished, this.follow);
    room.on(RoomEvent.Disconnected, () => (this.state.value = 'closed'));
    room.on(RoomEvent.ActiveDeviceChanged, (kind, deviceId) => {
      if (kind === 'audioinput') this.storage.setItem(CHOICE, deviceId);
    });
  }

  /** Asks the browser for the microphone and publishes it. The state says how that went. */
  async open(): Promise<void> {
    this.state.value = 'asking';
    try {
      if (!window.isSecureContext) throw new InsecurePage();
      const chosen = this.storage.getItem(CHOICE);
      await this.room.localParticipant.setMicrophoneEnabled(true, chosen ? { deviceId: { ideal: chosen } } : undefined);
      this.follow();
    } catch (error) {
      console.warn('no microphone', error);
      this.settle(stateAfter(error));
    }
  }

  /** A call that has ended meanwhile stays without a microphone. */
  private settle(state: MicrophoneState): void {
    if (this.state.value !== 'closed') this.state.value = state;
  }

  async mute(muted: boolean): Promise<void> {
    await this.room.localParticipant.setMicrophoneEnabled(!muted);
    this.follow();
  }

  /** Follows what the room says: a device can vanish, and an operator can mute. */
  private readonly follow = (): void => {
    const publication = this.room.localParticipant.getTrackPublication(Track.Source.Microphone);
    if (this.state.value === 'closed') {
      // The caller hung up while the browser was still asking: nothing may go on listening.
      publication?.track?.stop();
    } else if (publication?.track) {
      this.state.value = publication.isMuted ? 'muted' : 'open';
    } else if (this.state.value === 'open' || this.state.value === 'muted') {
      this.state.value = 'missing';
    }
  };
}

class InsecurePage extends Error {}

function stateAfter(error: unknown): MicrophoneState {
  if (error instanceof InsecurePage) return 'insecure';
  switch (MediaDeviceFailure.getFailure(error)) {
    case MediaDeviceFailure.PermissionDenied:
      return 'refused';
    case MediaDeviceFailure.NotFound:
      return 'missing';
    case MediaDeviceFailure.DeviceInUse:
      return 'busy';
    default:
      return 'broken';
  }
}
