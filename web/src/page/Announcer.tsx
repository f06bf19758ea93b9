import { useEffect } from 'react';

import { ENDING_WORDS } from '../call/ending';
import { wordsOfFailure } from '../call/failure';
import type { Phase } from '../call/phase';
import { site } from '../site';

/** Says the call's phase to a screen reader, and in the tab's title. Always in the page: only then are changes read. */
export function Announcer({ phase }: { readonly phase: Phase }) {
  const said = words(phase);
  useEffect(() => {
    document.title = said === '' ? site.company : `${said.split('.')[0] ?? said} · ${site.company}`;
  }, [said]);
  return (
    <p role="status" aria-label="Call status" className="visually-hidden">
      {said}
    </p>
  );
}

function words(phase: Phase): string {
  switch (phase.name) {
    case 'idle':
      return '';
    case 'connecting':
      return phase.returning ? 'Returning to your call' : 'Connecting';
    case 'live':
      return 'In a call';
    case 'reconnecting':
      return 'Connection lost, reconnecting';
    case 'ended':
      return `${ENDING_WORDS[phase.ending].title}. ${ENDING_WORDS[phase.ending].text}`;
    case 'failed': {
      const { title, text } = wordsOfFailure(phase.failure);
      return `${title}. ${text}`;
    }
  }
}
