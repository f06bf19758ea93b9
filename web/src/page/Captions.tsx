import { useLayoutEffect, useRef, useState } from 'react';

import { useObserved } from '../call/observed';
import { useLine } from '../line';
import styles from './Captions.module.css';
import { CaptionLine } from './CaptionLine';

/** Pixels from the end within which the reader is taken to follow along. */
const FOLLOWING_WITHIN = 48;

/** Both sides' words as they are spoken. Follows the newest line, unless the reader has scrolled back. */
export function Captions() {
  const { feed } = useLine();
  const captions = useObserved(feed.captions);
  const log = useRef<HTMLDivElement>(null);
  const [following, setFollowing] = useState(true);

  useLayoutEffect(() => {
    if (following && log.current) log.current.scrollTop = log.current.scrollHeight;
  }, [captions, following]);

  const noticeScroll = () => {
    const { scrollHeight = 0, scrollTop = 0, clientHeight = 0 } = log.current ?? {};
    setFollowing(scrollHeight - scrollTop - clientHeight < FOLLOWING_WITHIN);
  };

  return (
    <div className={styles.frame}>
      <div ref={log} className={styles.log} role="log" aria-label="Captions" tabIndex={0} onScroll={noticeScroll}>
        {captions.length === 0 && <p className={styles.empty}>What is said appears here.</p>}
        {captions.map((caption) => (
          <CaptionLine key={caption.id} caption={caption} />
        ))}
      </div>
      {!following && (
        <button
          type="button"
          className={styles.latest}
          onClick={() => {
            setFollowing(true);
          }}
        >
          Show the latest
        </button>
      )}
    </div>
  );
}
