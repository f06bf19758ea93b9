import { nameOfSpecialist } from '../agent/specialist';
import type { Caption } from '../captions/captions';
import styles from './CaptionLine.module.css';

/** One line. While its words may still change, a screen reader is spared it: it reads the line once, when it stands. */
export function CaptionLine({ caption }: { readonly caption: Caption }) {
  const { speaker, specialist, text, final, typed } = caption;
  return (
    <div
      className={styles.line}
      data-speaker={speaker}
      data-specialist={specialist}
      data-final={final}
      aria-hidden={final ? undefined : true}
    >
      <p className={styles.name}>
        {speaker === 'caller' ? 'You' : nameOfSpecialist(specialist)}
        {typed && <span className={styles.typed}> typed</span>}
      </p>
      <p className={styles.text}>{text}</p>
    </div>
  );
}
