import type { ReactNode } from 'react';

/** Icons repeat what the words beside them say: a screen reader skips them. */
function Icon({ children }: { readonly children: ReactNode }) {
  return (
    <svg
      viewBox="0 0 24 24"
      width="22"
      height="22"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.9"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  );
}

const HANDSET =
  'M6.6 3.8h2.2c.5 0 .9.3 1 .8l.8 3.2c.1.4 0 .8-.3 1.1L8.6 10.4a13 13 0 0 0 5 5l1.5-1.7c.3-.3.7-.4 1.1-.3l3.2.8c.5.1.8.5.8 1v2.2c0 1.3-1.1 2.4-2.4 2.2C10.3 18.7 5.3 13.7 4.4 6.2 4.2 4.9 5.3 3.8 6.6 3.8Z';

export function PhoneIcon() {
  return (
    <Icon>
      <path d={HANDSET} />
    </Icon>
  );
}

export function HangUpIcon() {
  return (
    <Icon>
      <path d={HANDSET} transform="rotate(135 12 12)" />
    </Icon>
  );
}

export function MicrophoneIcon() {
  return (
    <Icon>
      <rect x="9" y="3" width="6" height="11" rx="3" />
      <path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3" />
    </Icon>
  );
}

export function MutedIcon() {
  return (
    <Icon>
      <path d="M9 6a3 3 0 0 1 6 0v5M9 9.5V11a3 3 0 0 0 4.5 2.6M5.5 11.5a6.5 6.5 0 0 0 10.3 5.3M18.3 13.2c.1-.5.2-1.1.2-1.7M12 18v3M4 4l16 16" />
    </Icon>
  );
}

export function SendIcon() {
  return (
    <Icon>
      <path d="M12 19V5M6 11l6-6 6 6" />
    </Icon>
  );
}

export function PersonIcon() {
  return (
    <Icon>
      <circle cx="12" cy="8" r="3.6" />
      <path d="M4.8 20a7.2 7.2 0 0 1 14.4 0" />
    </Icon>
  );
}
