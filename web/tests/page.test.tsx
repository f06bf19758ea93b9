import { act, cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { Room } from 'livekit-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { CallLine } from '../src/call/callLine';
import { TabMemory } from '../src/call/keptCall';
import { Microphone } from '../src/call/microphone';
import type { Observed } from '../src/call/observed';
import type { Phase } from '../src/call/phase';
import { CaptionFeed } from '../src/captions/captionFeed';
import { LineContext, type Line } from '../src/line';
import type { Agent } from '../src/agent/useAgent';
import { AgentPresence } from '../src/page/AgentPresence';
import { Page } from '../src/page/Page';
import { AccessCode } from '../src/service/accessCode';
import { FakeControlPlane } from './fakes/controlPlane';

let service: FakeControlPlane;

function show(phase: Phase = { name: 'idle' }): Line {
  const room = new Room();
  const call = new CallLine(room, service.asService, new TabMemory(sessionStorage), {
    dialled: () => undefined,
    joined: () => undefined,
  });
  const line: Line = {
    room,
    call,
    microphone: new Microphone(room, localStorage),
    feed: new CaptionFeed(room),
    accessCode: new AccessCode(sessionStorage),
  };
  call.phase.value = phase;
  render(
    <LineContext value={line}>
      <Page />
    </LineContext>,
  );
  return line;
}

function become<Value>(observed: Observed<Value>, value: Value): void {
  act(() => {
    observed.value = value;
  });
}

async function violations(): Promise<string[]> {
  // jsdom lays nothing out, so contrast is looked at in a browser.
  const found = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

beforeEach(() => {
  service = new FakeControlPlane();
  vi.stubGlobal('RTCPeerConnection', class {
    addTransceiver(): void {
      return;
    }
  });
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  sessionStorage.clear();
});

const PHASES: Phase[] = [
  { name: 'idle' },
  { name: 'connecting', returning: true },
  { name: 'live', since: 0 },
  { name: 'reconnecting', since: 0 },
  { name: 'ended', ending: 'time_cap', seconds: 75 },
  { name: 'failed', failure: { kind: 'full' } },
  { name: 'failed', failure: { kind: 'code_wanted' } },
];

describe('the page', () => {
  it.each(PHASES)('is accessible while $name', async (phase) => {
    show(phase);
    expect(await violations()).toEqual([]);
  });

  it('keeps focus on the one button from calling to hanging up', async () => {
    const line = show();
    const button = screen.getByRole('button', { name: 'Start call' });
    button.focus();
    become(line.call.phase, { name: 'live', since: Date.now() });
    expect(document.activeElement).toBe(button);
    await userEvent.click(screen.getByRole('button', { name: 'Hang up' }));
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Call again' }));
  });

  it('does not hang up by the second half of a double click', async () => {
    const line = show({ name: 'live', since: 0 });
    const hangUp = screen.getByRole('button', { name: 'Hang up' });
    hangUp.dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 2 }));
    await Promise.resolve();
    expect(line.call.phase.value.name).toBe('live');
  });

  it('asks for an access code and calls with it', async () => {
    service.failure = { kind: 'code_wanted' };
    show();
    await userEvent.click(screen.getByRole('button', { name: 'Start call' }));
    const field = await screen.findByLabelText('Access code');
    expect(document.activeElement).toBe(field);
    await userEvent.type(field, 'sesame{Enter}');
    expect(sessionStorage.getItem('parley.access_code')).toBe('sesame');
    expect(service.asked).toHaveLength(2);
  });

  it('says to everybody that a colleague is waited for, while that is so', async () => {
    const agent: Agent = {
      present: true,
      state: 'listening',
      specialist: 'supervisor',
      waitingForHuman: false,
      track: undefined,
    };
    const { rerender } = render(<AgentPresence agent={agent} phase={{ name: 'live', since: 0 }} />);
    const colleague = screen.getByRole('status', { name: 'Colleague' });
    expect(colleague.textContent).toBe('');
    rerender(<AgentPresence agent={{ ...agent, waitingForHuman: true }} phase={{ name: 'live', since: 0 }} />);
    expect(screen.getByRole('status', { name: 'Colleague' })).toBe(colleague);
    expect(colleague.textContent).toBe('Waiting for a colleague');
    expect(await violations()).toEqual([]);
  });

  it('says goodbye when the agent hangs up after a goodbye', () => {
    const line = show({ name: 'live', since: 0 });
    become(line.call.phase, { name: 'ended', ending: 'goodbye', seconds: 60 });
    expect(screen.getByRole('heading', { name: 'Goodbye' })).toBeDefined();
    expect(screen.getByText(/Thank you for calling/, { selector: 'section p' })).toBeDefined();
  });

  it('moves focus to the reason when the call ends while the caller types', () => {
    const line = show({ name: 'live', since: 0 });
    screen.getByRole('textbox', { name: 'Type a message' }).focus();
    become(line.call.phase, { name: 'ended', ending: 'time_cap', seconds: 60 });
    expect(document.activeElement).toBe(screen.getByRole('heading', { name: 'Call ended' }));
    expect(screen.getByRole('status', { name: 'Call status' }).textContent).toContain('time limit');
  });

  it('hides words that may still change from a screen reader, and shows them', () => {
    const line = show({ name: 'live', since: 0 });
    const words = { id: 'a', speaker: 'caller', specialist: '', typed: false } as const;
    become(line.feed.captions, [{ ...words, text: 'what does', final: false }]);
    const log = screen.getByRole('log', { name: 'Captions' });
    expect(log.textContent).toContain('what does');
    expect(log.querySelector('[aria-hidden]')?.textContent).toContain('what does');
    become(line.feed.captions, [{ ...words, text: 'What does it cost?', final: true }]);
    expect(log.querySelector('[aria-hidden]')).toBeNull();
  });

  it('says that the call goes on by typing when the microphone is refused', () => {
    const line = show({ name: 'live', since: 0 });
    become(line.microphone.state, 'refused');
    expect(screen.getByRole('alert').textContent).toContain('The call goes on: type below');
    expect(screen.getByRole('button', { name: 'Try the microphone again' })).toBeDefined();
  });

  it('keeps what could not be sent', async () => {
    const line = show({ name: 'live', since: 0 });
    vi.spyOn(console, 'warn').mockReturnValue();
    vi.spyOn(line.feed, 'type').mockRejectedValue(new Error('no connection'));
    const field = screen.getByRole<HTMLInputElement>('textbox', { name: 'Type a message' });
    await userEvent.type(field, 'my number{Enter}');
    expect(field.value).toBe('my number');
    expect(screen.getByRole('alert').textContent).toContain('not sent');
  });
});
