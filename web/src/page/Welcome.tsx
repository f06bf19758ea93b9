import { site } from '../site';
import styles from './Welcome.module.css';

export function Welcome() {
  return (
    <section className={styles.welcome} aria-labelledby="welcome">
      <h1 id="welcome">{site.headline}</h1>
      <p className={styles.introduction}>{site.introduction}</p>
      <h2 className={styles.hint}>You could ask</h2>
      <ul className={styles.examples}>
        {site.examples.map((example) => (
          <li key={example}>“{example}”</li>
        ))}
      </ul>
    </section>
  );
}
