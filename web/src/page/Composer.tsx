import { useState } from 'react';

import { useLine } from '../line';
import styles from './Composer.module.css';
import { SendIcon } from './icons';

const LONGEST_MESSAGE = 1000;

/** Typing instead of speaking. What could not be sent stays in the field. */
export function Composer({ open }: { readonly open: boolean }) {
  const { feed } = useLine();
  const [text, setText] = useState('');
  const [unsent, setUnsent] = useState(false);

  const send = async () => {
    const message = text.trim();
    if (message === '' || !open) return;
    setText('');
    try {
      await feed.type(message);
      setUnsent(false);
    } catch (error) {
      console.warn('a message was not sent', error);
      setText((since) => since || message);
      setUnsent(true);
    }
  };

  return (
    <form
      className={styles.composer}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <input
        type="text"
        aria-label="Type a message"
        placeholder={open ? 'Or type a message' : 'One moment'}
        autoComplete="off"
        enterKeyHint="send"
        maxLength={LONGEST_MESSAGE}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
        }}
      />
      <button type="submit" aria-disabled={!open || text.trim() === ''}>
        <SendIcon />
        <span className="visually-hidden">Send</span>
      </button>
      {unsent && (
        <p role="alert" className={styles.unsent}>
          Your message was not sent. Please send it again.
        </p>
      )}
    </form>
  );
}
