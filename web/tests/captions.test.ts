import { describe, expect, it } from 'vitest';

import { captioned, type Caption, type CaptionEvent } from '../src/captions/captions';

function captions(...events: CaptionEvent[]): readonly Caption[] {
  return events.reduce<readonly Caption[]>((lines, event) => captioned(lines, event), []);
}

function heard(id: string, text: string, options: Partial<Caption> = {}): CaptionEvent {
  return { type: 'heard', id, speaker: 'caller', specialist: '', text, final: false, ...options };
}

describe('captions', () => {
  it('replace an interim result by the next one of its segment', () => {
    const lines = captions(heard('a', 'what'), heard('a', 'what does'), heard('a', 'What does it cost?', { final: true }));
    expect(lines.map(({ text, final }) => [text, final])).toEqual([['What does it cost?', true]]);
  });

  it('do not let a late interim result undo what stands', () => {
    const lines = captions(heard('a', 'Yes.', { final: true }), heard('a', 'ye'));
    expect(lines[0]?.text).toBe('Yes.');
  });

  it('stand in the order in which they began, typed ones among them', () => {
    const lines = captions(
      heard('a', 'hello'),
      heard('b', 'Good', { speaker: 'agent' }),
      { type: 'typed', id: 'c', text: 'my number' },
      heard('b', 'Good afternoon', { speaker: 'agent' }),
    );
    expect(lines.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(lines[2]).toMatchObject({ speaker: 'caller', typed: true, final: true });
  });

  it('begin no line for silence', () => {
    expect(captions(heard('a', ' '))).toEqual([]);
  });

  it('let a new line of a speaker settle the earlier ones', () => {
    const lines = captions(heard('a', 'wait'), heard('b', 'Sure', { speaker: 'agent' }), heard('c', 'no'));
    expect(lines.map(({ final }) => final)).toEqual([true, false, false]);
  });

  it('settle a line when its stream closes', () => {
    const lines = captions(heard('a', 'Good afternoon', { speaker: 'agent' }), { type: 'closed', id: 'a' });
    expect(lines[0]?.final).toBe(true);
  });
});
