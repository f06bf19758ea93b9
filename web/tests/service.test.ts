import { afterEach, describe, expect, it } from 'vitest';

import { CallFailed, type Failure } from '../src/call/failure';
import { TabMemory } from '../src/call/keptCall';
import { AccessCode } from '../src/service/accessCode';
import { Service } from '../src/service/service';

const SEAT = { token: 't', url: 'ws://media', room: 'r', identity: 'i', session_id: 's', expires_at: 'later' };
const signal = new AbortController().signal;

interface Asked {
  path: string;
  request: RequestInit;
}

function answering(answer: () => Response, asked: Asked[] = []): Service {
  return new Service(new AccessCode(sessionStorage), (path, request) => {
    asked.push({ path: path as string, request: request ?? {} });
    return Promise.resolve().then(answer);
  });
}

function problem(status: number, code: string, headers: Record<string, string> = {}): () => Response {
  const body = JSON.stringify({ type: 'about:blank', title: 'no', status, detail: 'told so', code });
  return () => new Response(body, { status, headers });
}

async function failureOf(service: Service): Promise<Failure> {
  try {
    await service.requestSeat({}, signal);
  } catch (error) {
    if (error instanceof CallFailed) return error.failure;
    throw error;
  }
  throw new Error('it did not fail');
}

afterEach(() => {
  sessionStorage.clear();
});

describe('asking for a seat', () => {
  it('names room and identity, and carries the access code', async () => {
    new AccessCode(sessionStorage).keep('sesame');
    const asked: Asked[] = [];
    const seat = await answering(() => Response.json(SEAT), asked).requestSeat({ room: 'r', identity: 'i' }, signal);
    expect(seat).toEqual({ token: 't', url: 'ws://media', room: 'r', identity: 'i', sessionId: 's' });
    expect(asked[0]?.path).toBe('/api/v1/livekit/token');
    expect(asked[0]?.request.body).toBe('{"room":"r","identity":"i"}');
    expect(new Headers(asked[0]?.request.headers).get('Authorization')).toBe('Bearer sesame');
  });

  it.each([
    [503, 'full', 'full'],
    [503, 'media_unavailable', 'media_unreachable'],
    [409, 'room_taken', 'room_taken'],
    [429, 'rate_limited', 'too_many_requests'],
    [429, 'spent', 'closed_for_today'],
    [401, 'unauthorised', 'code_wanted'],
    [401, 'login_needed', 'login_needed'],
    [422, 'invalid', 'refused'],
    [500, 'internal', 'broken'],
    [502, 'bad_gateway', 'unreachable'],
  ])('tells an answer of %i %s as %s', async (status, code, kind) => {
    expect(await failureOf(answering(problem(status, code)))).toMatchObject({ kind, detail: 'told so' });
  });

  it('tells a wrong code from a missing one', async () => {
    new AccessCode(sessionStorage).keep('wrong');
    expect((await failureOf(answering(problem(401, 'unauthorised')))).kind).toBe('code_wrong');
  });

  it('passes on the time after which a full service may be asked again', async () => {
    const full = answering(problem(503, 'full', { 'Retry-After': '20' }));
    expect((await failureOf(full)).retryAfterSeconds).toBe(20);
  });

  it('takes an answer in HTML for a failure, not for a crash', async () => {
    const broken = answering(() => new Response('<html>', { status: 500 }));
    expect(await failureOf(broken)).toEqual({ kind: 'broken' });
  });

  it('takes an answer without a room for a failure', async () => {
    expect((await failureOf(answering(() => Response.json({ ...SEAT, room: undefined })))).kind).toBe('broken');
  });

  it('tells a network error as a service that cannot be reached', async () => {
    const down = answering(() => {
      throw new TypeError('Failed to fetch');
    });
    expect((await failureOf(down)).kind).toBe('unreachable');
  });
});

describe('what became of a call', () => {
  it('is its status and reason', async () => {
    const service = answering(() => Response.json({ status: 'ended', reason: 'time_cap' }));
    expect(await service.callStatus('s')).toEqual({ status: 'ended', reason: 'time_cap' });
  });

  it('is an end when the service does not know the call any more', async () => {
    expect(await answering(problem(404, 'session_not_found')).callStatus('s')).toEqual({ status: 'ended', reason: null });
  });

  it('is open when the service may not tell', async () => {
    expect(await answering(problem(403, 'forbidden')).callStatus('s')).toBeNull();
  });
});

describe('a tab', () => {
  it('keeps its call until it is dropped', () => {
    const tab = new TabMemory(sessionStorage);
    const call = { room: 'r', identity: 'i', sessionId: 's', since: 1 };
    tab.keep(call);
    expect(tab.kept()).toEqual(call);
    tab.drop();
    expect(tab.kept()).toBeNull();
  });

  it.each(['{', 'null', '{"room":"r"}', '[]'])('takes %s in its storage for no call', (text) => {
    sessionStorage.setItem('parley.call', text);
    expect(new TabMemory(sessionStorage).kept()).toBeNull();
  });
});
