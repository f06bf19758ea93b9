/**
 * Keeps the captions of a call: both sides' transcriptions as they arrive, and what the caller types.
 *
 * Parley's agent service (`src/infrastructure/transport/captions.py`) opens a new stream each time that the caller's
 * utterance has grown (same `lk.segment_id`, the last one marked final), and one stream per reply of the agents that
 * grows as the words are spoken. `useTranscriptions`
 * forgets all of it when the room disconnects and does not tell the end of a stream, so the streams are read here.
 */

import type { Room, TextStreamReader } from 'livekit-client';

import { isAgent, specialistOf } from '../agent/specialist';
import { Observed } from '../call/observed';
import { captioned, type Caption, type CaptionEvent, type Speaker } from './captions';

const TRANSCRIPTION = 'lk.transcription';
const CHAT = 'lk.chat';

export class CaptionFeed {
  readonly captions = new Observed<readonly Caption[]>([]);

  constructor(private readonly room: Room) {
    room.registerTextStreamHandler(TRANSCRIPTION, (reader, { identity }) => {
      void this.follow(reader, identity);
    });
  }

  clear(): void {
    this.captions.value = [];
  }

  /** Sends what the caller typed. Rejects when it could not be sent; then no line is added. */
  async type(text: string): Promise<void> {
    const { id } = await this.room.localParticipant.sendText(text, { topic: CHAT });
    this.add({ type: 'typed', id, text });
  }

  private async follow(reader: TextStreamReader, identity: string): Promise<void> {
    const id = reader.info.attributes?.['lk.segment_id'] ?? reader.info.id;
    const speaker = this.speakerOf(reader, identity);
    let text = '';
    try {
      for await (const piece of reader) {
        text += piece;
        this.add({ type: 'heard', id, speaker, specialist: this.specialist(speaker), text, final: isFinal(reader) });
      }
    } catch (error) {
      // The speaker left in mid-stream: what came before is what was said.
      console.debug('a transcription broke off', error);
    }
    if (speaker === 'agent' || isFinal(reader)) this.add({ type: 'closed', id });
  }

  /** LiveKit lets only a participant whose token says that it is an agent send in the caller's name; a track always tells. */
  private speakerOf(reader: TextStreamReader, identity: string): Speaker {
    const caller = this.room.localParticipant;
    const track = reader.info.attributes?.['lk.transcribed_track_id'];
    const isCaller = identity === caller.identity || (track !== undefined && caller.trackPublications.has(track));
    return isCaller ? 'caller' : 'agent';
  }

  private specialist(speaker: Speaker): string {
    if (speaker === 'caller') return '';
    const agent = [...this.room.remoteParticipants.values()].find(isAgent);
    return agent ? specialistOf(agent) : '';
  }

  private add(event: CaptionEvent): void {
    this.captions.value = captioned(this.captions.value, event);
  }
}

function isFinal(reader: TextStreamReader): boolean {
  return reader.info.attributes?.['lk.transcription_final'] === 'true';
}
