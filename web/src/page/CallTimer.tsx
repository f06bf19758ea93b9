import { useEffect, useState } from 'react';

import { clock } from './duration';
import styles from './CallTimer.module.css';

/** `since` in milliseconds since the epoch. */
export function CallTimer({ since }: { readonly since: number }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(Date.now());
    }, 1000);
    return () => {
      clearInterval(timer);
    };
  }, []);
  const seconds = Math.max(0, Math.floor((now - since) / 1000));
  return (
    <p className={styles.timer} role="timer" aria-label="Call time">
      {clock(seconds)}
    </p>
  );
}
