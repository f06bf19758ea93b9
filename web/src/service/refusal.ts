/** Turns the service's problem details (RFC 9457) into the failures that the page knows. */

import type { Failure, FailureKind } from '../call/failure';

export async function failureOfResponse(response: Response, codeWasSent: boolean): Promise<Failure> {
  const problem = await problemOf(response);
  const retryAfterSeconds = secondsOf(response.headers.get('Retry-After'));
  return {
    kind: kindOf(response.status, problem.code, codeWasSent),
    ...(problem.detail === undefined ? {} : { detail: problem.detail }),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
}

function kindOf(status: number, code: string | undefined, codeWasSent: boolean): FailureKind {
  if (status === 401 && code === 'login_needed') return 'login_needed';
  if (status === 401) return codeWasSent ? 'code_wrong' : 'code_wanted';
  if (status === 409) return 'room_taken';
  if (status === 429) return code === 'spent' ? 'closed_for_today' : 'too_many_requests';
  if (status === 503) return code === 'media_unavailable' ? 'media_unreachable' : 'full';
  // A gateway in front of the service says 502 or 504 when the service is away.
  if (status === 502 || status === 504) return 'unreachable';
  return status < 500 ? 'refused' : 'broken';
}

interface Problem {
  readonly code?: string;
  readonly detail?: string;
}

async function problemOf(response: Response): Promise<Problem> {
  const body = await jsonOf(response);
  return {
    ...(typeof body.code === 'string' ? { code: body.code } : {}),
    ...(typeof body.detail === 'string' ? { detail: body.detail } : {}),
  };
}

/** An object, empty when the body is none: a proxy may answer in HTML. */
export async function jsonOf(response: Response): Promise<Record<string, unknown>> {
  const text = await response.text();
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

/** Retry-After in its form of seconds; the form of a date is not used by the service. */
function secondsOf(header: string | null): number | undefined {
  if (header === null || !/^\d+$/.test(header)) return undefined;
  return Number(header);
}
