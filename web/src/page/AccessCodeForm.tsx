import { useEffect, useRef } from 'react';

import { useLine } from '../line';
import styles from './AccessCodeForm.module.css';

/** The call button submits it by this id. */
export const ACCESS_CODE_FORM = 'access-code-form';

export function AccessCodeForm() {
  const { call, accessCode } = useLine();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.focus();
  }, []);

  const submit = (event: React.SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    accessCode.keep(field.current?.value.trim() ?? '');
    void call.dial();
  };

  return (
    <form id={ACCESS_CODE_FORM} className={styles.form} onSubmit={submit}>
      <label htmlFor="access-code">Access code</label>
      <input id="access-code" ref={field} type="password" autoComplete="off" required aria-describedby="outcome" />
    </form>
  );
}
