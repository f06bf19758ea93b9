/** The control plane, as the page needs it. */

import { CallFailed } from '../call/failure';
import type { AccessCode } from './accessCode';
import { failureOfResponse, jsonOf } from './refusal';

/** A place in a room: what is needed to connect, and to come back. */
export interface Seat {
  readonly url: string;
  readonly token: string;
  readonly room: string;
  readonly identity: string;
  readonly sessionId: string;
}

export interface CallStatus {
  readonly status: string;
  readonly reason: string | null;
}

const ANSWER_WITHIN_MS = 15_000;

export class Service {
  constructor(
    private readonly code: AccessCode,
    private readonly send: typeof fetch = (...request) => fetch(...request),
  ) {}

  /**
   * Asks for a place: in the room that is named, as the caller that is named, else in a new one.
   *
   * @throws CallFailed the service refused or does not answer.
   */
  async requestSeat(wanted: { room?: string; identity?: string }, signal: AbortSignal): Promise<Seat> {
    const response = await this.ask('/api/v1/livekit/token', {
      method: 'POST',
      body: JSON.stringify(wanted),
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
    });
    if (!response.ok) throw new CallFailed(await failureOfResponse(response, this.code.value !== null));
    return seatOf(await jsonOf(response));
  }

  /**
   * What has become of a call; null when the service does not tell.
   *
   * @throws CallFailed the service does not answer, or wants another access code.
   */
  async callStatus(sessionId: string, signal?: AbortSignal): Promise<CallStatus | null> {
    const timeout = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const response = await this.ask(pathOf(sessionId), { signal: signal ? AbortSignal.any([signal, timeout]) : timeout });
    if (response.status === 401) throw new CallFailed(await failureOfResponse(response, this.code.value !== null));
    if (response.status === 404) return { status: 'ended', reason: null };
    if (!response.ok) return null;
    const body = await jsonOf(response);
    return { status: text(body.status), reason: typeof body.reason === 'string' ? body.reason : null };
  }

  /** Tells the service that the call is over. It also notices by itself, only later: failures do not matter. */
  endCall(sessionId: string): void {
    const request = this.ask(pathOf(sessionId), { method: 'DELETE', keepalive: true });
    request.catch((error: unknown) => {
      console.debug('the call is left to end by itself', error);
    });
  }

  private async ask(path: string, request: RequestInit): Promise<Response> {
    const headers = new Headers({ Accept: 'application/json', ...this.code.headers() });
    if (request.body) headers.set('Content-Type', 'application/json');
    try {
      return await this.send(path, { ...request, headers });
    } catch (error) {
      throw new CallFailed({ kind: 'unreachable', detail: String(error) });
    }
  }
}

function pathOf(sessionId: string): string {
  return `/api/v1/calls/${encodeURIComponent(sessionId)}`;
}

function seatOf(body: Record<string, unknown>): Seat {
  const seat = {
    url: text(body.url),
    token: text(body.token),
    room: text(body.room),
    identity: text(body.identity),
    sessionId: text(body.session_id),
  };
  if (Object.values(seat).includes('')) throw new CallFailed({ kind: 'broken', detail: 'the service named no room' });
  return seat;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
