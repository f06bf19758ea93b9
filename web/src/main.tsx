import './page/theme.css';

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { LineContext, openLine } from './line';
import { Page } from './page/Page';

const line = openLine();

// A reload, and a page that the browser had put away, return to the call that this tab was in.
if (line.call.canReturn) void line.call.dial();
window.addEventListener('pageshow', (event) => {
  if (event.persisted && line.call.canReturn) void line.call.dial();
});

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no #root');
createRoot(root).render(
  <StrictMode>
    <LineContext value={line}>
      <Page />
    </LineContext>
  </StrictMode>,
);
