import type { ReactNode } from 'react';

import type { Words } from '../call/ending';
import styles from './Banner.module.css';

interface BannerProps {
  readonly tone: 'plain' | 'warning';
  readonly words: Words;
  readonly children?: ReactNode;
}

/** Something that the caller should know while the call goes on. */
export function Banner({ tone, words, children }: BannerProps) {
  return (
    <div className={styles.banner} data-tone={tone} role={tone === 'warning' ? 'alert' : 'status'}>
      <p>
        <strong>{words.title}</strong> {words.text}
      </p>
      {children}
    </div>
  );
}
