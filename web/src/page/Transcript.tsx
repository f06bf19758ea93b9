import { useObserved } from '../call/observed';
import { useLine } from '../line';
import { CaptionLine } from './CaptionLine';
import styles from './Transcript.module.css';

/** What was said, to read over after the call. Kept only until the next call or the tab's end. */
export function Transcript() {
  const { feed } = useLine();
  const captions = useObserved(feed.captions);
  if (captions.length === 0) return null;
  return (
    <section className={styles.transcript} aria-labelledby="transcript">
      <h2 id="transcript">What was said</h2>
      {captions.map((caption) => (
        <CaptionLine key={caption.id} caption={{ ...caption, final: true }} />
      ))}
    </section>
  );
}
