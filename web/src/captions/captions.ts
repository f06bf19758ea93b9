/** What was said, line by line, in the order in which the lines began: a pure reducer. */

export type Speaker = 'caller' | 'agent';

export interface Caption {
  readonly id: string;
  readonly speaker: Speaker;
  /** Which specialist spoke; empty for the caller. */
  readonly specialist: string;
  readonly text: string;
  /** False while the words may still change or grow. */
  readonly final: boolean;
  readonly typed: boolean;
}

export type CaptionEvent =
  | {
      readonly type: 'heard';
      readonly id: string;
      readonly speaker: Speaker;
      readonly specialist: string;
      readonly text: string;
      readonly final: boolean;
    }
  | { readonly type: 'typed'; readonly id: string; readonly text: string }
  | { readonly type: 'closed'; readonly id: string };

export function captioned(captions: readonly Caption[], event: CaptionEvent): readonly Caption[] {
  switch (event.type) {
    case 'heard':
      return heard(captions, event);
    case 'typed':
      return [...captions, { id: event.id, speaker: 'caller', specialist: '', text: event.text, final: true, typed: true }];
    case 'closed':
      return captions.map((line) => (line.id === event.id ? { ...line, final: true } : line));
  }
}

function heard(captions: readonly Caption[], event: Extract<CaptionEvent, { type: 'heard' }>): readonly Caption[] {
  const known = captions.find((line) => line.id === event.id);
  // A line that stands may not be undone by an interim result that was late.
  if (known?.final === true && !event.final) return captions;
  const { id, speaker, specialist, final } = event;
  const line: Caption = { id, speaker, specialist, final, text: event.text.trim(), typed: false };
  if (known) return captions.map((other) => (other.id === event.id ? line : other));
  if (line.text === '') return captions;
  // Nobody says two things at once: a new line closes the speaker's earlier ones.
  return [...captions.map((other) => (other.speaker === event.speaker ? { ...other, final: true } : other)), line];
}
