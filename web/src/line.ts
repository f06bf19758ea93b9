/** The only wiring: one room, one line, one microphone for as long as the page lives. */

import { Room } from 'livekit-client';
import { createContext, useContext } from 'react';

import { CallLine } from './call/callLine';
import { TabMemory } from './call/keptCall';
import { Microphone } from './call/microphone';
import { CaptionFeed } from './captions/captionFeed';
import { AccessCode } from './service/accessCode';
import { Service } from './service/service';

export interface Line {
  readonly room: Room;
  readonly call: CallLine;
  readonly microphone: Microphone;
  readonly feed: CaptionFeed;
  readonly accessCode: AccessCode;
}

export function openLine(): Line {
  const room = new Room({
    audioCaptureDefaults: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  });
  const accessCode = new AccessCode(sessionStorage);
  const microphone = new Microphone(room, localStorage);
  const feed = new CaptionFeed(room);
  const call = new CallLine(room, new Service(accessCode), new TabMemory(sessionStorage), {
    // A call that is returned to goes on, and so do its captions.
    dialled: (returning) => {
      if (!returning) feed.clear();
    },
    joined: () => {
      void microphone.open();
    },
  });
  return { room, call, microphone, feed, accessCode };
}

export const LineContext = createContext<Line | null>(null);

export function useLine(): Line {
  const line = useContext(LineContext);
  if (line === null) throw new Error('the component is outside of a line');
  return line;
}
