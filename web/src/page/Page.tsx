import { RoomAudioRenderer, RoomContext } from '@livekit/components-react';

import { inCall } from '../call/phase';
import { useObserved } from '../call/observed';
import { useLine } from '../line';
import { site } from '../site';
import { Announcer } from './Announcer';
import { CallBar } from './CallBar';
import { CallNotice } from './CallNotice';
import { Conversation } from './Conversation';
import styles from './Page.module.css';
import { Transcript } from './Transcript';
import { Welcome } from './Welcome';

/** The whole page. The bar with the call button keeps its place, so that focus stays on it from start to end. */
export function Page() {
  const { room, call } = useLine();
  const phase = useObserved(call.phase);
  const live = inCall(phase);

  return (
    <RoomContext value={room}>
      <div className={styles.page} data-phase={phase.name}>
        <header className={styles.header}>
          <p className={styles.brand}>
            <img src="/favicon.svg" alt="" width="28" height="28" />
            {site.company}
          </p>
          <p className={styles.product}>answered by Parley</p>
        </header>
        <main className={styles.main}>
          <div className={styles.content}>
            {phase.name === 'idle' && <Welcome />}
            {(phase.name === 'connecting' || live) && <Conversation phase={phase} />}
            {(phase.name === 'ended' || phase.name === 'failed') && (
              <>
                <CallNotice phase={phase} />
                {phase.name === 'ended' && <Transcript />}
              </>
            )}
          </div>
          <CallBar phase={phase} />
        </main>
        <Announcer phase={phase} />
        {live && <RoomAudioRenderer />}
      </div>
    </RoomContext>
  );
}
