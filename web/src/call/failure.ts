/** Why a call could not begin or go on, and how that is said to the caller. */

import type { Words } from './ending';

export type FailureKind =
  | 'full'
  | 'too_many_requests'
  | 'closed_for_today'
  | 'code_wanted'
  | 'code_wrong'
  | 'login_needed'
  | 'room_taken'
  | 'refused'
  | 'unreachable'
  | 'media_unreachable'
  | 'broken'
  | 'lost'
  | 'unsupported';

/** `detail` is what the service said; `retryAfterSeconds` when it named a time. */
export interface Failure {
  readonly kind: FailureKind;
  readonly detail?: string;
  readonly retryAfterSeconds?: number;
}

/** Raised by whatever the call needs to begin. */
export class CallFailed extends Error {
  constructor(readonly failure: Failure) {
    super(failure.detail ?? failure.kind);
    this.name = 'CallFailed';
  }
}

const WORDS: Readonly<Record<FailureKind, Words>> = {
  full: { title: 'All lines are busy', text: 'Everyone is on a call right now.' },
  too_many_requests: { title: 'Too many calls', text: 'There were too many calls from here in a short time.' },
  closed_for_today: { title: 'Closed for today', text: 'No more calls are taken today. Please call again tomorrow.' },
  code_wanted: { title: 'This line is private', text: 'Enter the access code that you were given.' },
  code_wrong: { title: 'That code was not accepted', text: 'Check the access code and enter it again.' },
  login_needed: {
    title: 'Calls from this page need a login',
    text: 'This service takes calls of users who have logged in elsewhere. Ask whoever runs it how to call.',
  },
  room_taken: { title: 'This call belongs to someone else', text: 'Start a new call instead.' },
  refused: { title: 'The call was refused', text: 'The service did not accept this call.' },
  unreachable: {
    title: 'We cannot be reached',
    text: 'The service does not answer. Check your internet connection, then try again.',
  },
  media_unreachable: {
    title: 'The line could not be opened',
    text: 'The service answered, but no audio connection could be made. Please try again.',
  },
  broken: { title: 'Something went wrong', text: 'The service had a problem of its own. Please try again.' },
  lost: {
    title: 'The connection was lost',
    text: 'We tried to reconnect without success. Your call may still be open: you can return to it.',
  },
  unsupported: {
    title: 'This browser cannot make calls',
    text: 'It has no WebRTC. A current Firefox, Chrome, Edge or Safari has.',
  },
};

export function wordsOfFailure(failure: Failure): Words {
  const words = WORDS[failure.kind];
  if (failure.kind !== 'full' && failure.kind !== 'too_many_requests') return words;
  const when = failure.retryAfterSeconds === undefined ? 'soon' : `in about ${seconds(failure.retryAfterSeconds)}`;
  return { ...words, text: `${words.text} Please try again ${when}.` };
}

export function wantsCode(failure: Failure): boolean {
  return failure.kind === 'code_wanted' || failure.kind === 'code_wrong';
}

function seconds(count: number): string {
  if (count >= 90) return `${Math.round(count / 60)} minutes`;
  return count === 1 ? 'one second' : `${count} seconds`;
}
