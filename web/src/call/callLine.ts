/** One caller's line: dials, returns after a reload, follows the room, hangs up, and tells the phase. */

import {
  ConnectionState,
  DisconnectReason,
  RoomEvent,
  isBrowserSupported,
  type Room,
} from 'livekit-client';

import type { Seat, Service } from '../service/service';
import { endingOfDisconnect, endingOfSession, type Ending } from './ending';
import { CallFailed } from './failure';
import type { KeptCall, TabMemory } from './keptCall';
import { Observed } from './observed';
import { after, inCall, type CallEvent, type Phase } from './phase';

/** A call that closes is first `leaving`: its reason is there a moment later. */
const EXPLANATION_TRIES = 4;
const EXPLANATION_PAUSE_MS = 700;

/** Told at the moments at which the rest of the page has something to do. */
export interface CallMoments {
  dialled(returning: boolean): void;
  joined(): void;
}

export class CallLine {
  readonly phase = new Observed<Phase>({ name: 'idle' });
  private attempt = new AbortController();

  constructor(
    private readonly room: Room,
    private readonly service: Service,
    private readonly tab: TabMemory,
    private readonly on: CallMoments,
  ) {
    room.on(RoomEvent.ConnectionStateChanged, this.followConnection);
    room.on(RoomEvent.Disconnected, this.followDisconnect);
  }

  /** Whether this tab has a call that it can return to. */
  get canReturn(): boolean {
    return this.tab.kept() !== null;
  }

  /** Calls; returns to the call that this tab was in, when there is one. */
  readonly dial = async (): Promise<void> => {
    if (this.phase.value.name === 'connecting' || inCall(this.phase.value)) return;
    const kept = this.tab.kept();
    this.tell({ type: 'dialled', returning: kept !== null });
    this.on.dialled(kept !== null);
    this.attempt = new AbortController();
    const { signal } = this.attempt;
    try {
      if (kept && (await this.isOver(kept, signal))) return;
      await this.connect(kept, signal);
    } catch (error) {
      if (!signal.aborted) this.fail(error);
    }
  };

  /** Hangs up, or gives up dialling. */
  readonly hangUp = async (): Promise<void> => {
    const kept = this.tab.kept();
    this.tab.drop();
    this.attempt.abort();
    this.tell({ type: 'cancelled' });
    this.finish('hung_up');
    if (kept) this.service.endCall(kept.sessionId);
    await this.room.disconnect();
  };

  /** Asks the service about a call in which nobody answers; ends it here when it is over there. */
  readonly check = async (): Promise<void> => {
    const kept = this.tab.kept();
    if (!kept || this.phase.value.name !== 'live') return;
    const ending = await this.endingOf(kept.sessionId);
    if (ending === null || this.tab.kept()?.sessionId !== kept.sessionId) return;
    this.tab.drop();
    this.finish(ending);
    await this.room.disconnect();
  };

  private async isOver(kept: KeptCall, signal: AbortSignal): Promise<boolean> {
    const known = await this.service.callStatus(kept.sessionId, signal);
    const ending = known && endingOfSession(known.status, known.reason);
    if (!ending || signal.aborted) return false;
    this.tab.drop();
    this.finish(ending);
    return true;
  }

  private async connect(kept: KeptCall | null, signal: AbortSignal): Promise<void> {
    if (!isBrowserSupported()) throw new CallFailed({ kind: 'unsupported' });
    const wanted = kept ? { room: kept.room, identity: kept.identity } : {};
    const seat = await this.service.requestSeat(wanted, signal);
    if (signal.aborted) {
      this.service.endCall(seat.sessionId);
      return;
    }
    const sameCall = kept?.sessionId === seat.sessionId;
    const since = sameCall ? kept.since : Date.now();
    this.tab.keep({ room: seat.room, identity: seat.identity, sessionId: seat.sessionId, since });
    await this.openRoom(seat, signal);
    this.tell({ type: 'joined', since });
    this.on.joined();
  }

  private async openRoom({ url, token }: Seat, signal: AbortSignal): Promise<void> {
    try {
      await this.room.connect(url, token);
    } catch (error) {
      throw new CallFailed({ kind: 'media_unreachable', detail: String(error) });
    }
    // hangUp has disconnected a cancelled call; connecting may still have won the race.
    if (signal.aborted) await this.room.disconnect();
    signal.throwIfAborted();
  }

  private readonly followConnection = (state: ConnectionState): void => {
    if (state === ConnectionState.Reconnecting || state === ConnectionState.SignalReconnecting) {
      this.tell({ type: 'interrupted' });
    } else if (state === ConnectionState.Connected) {
      this.tell({ type: 'restored' });
    }
  };

  private readonly followDisconnect = (reason?: DisconnectReason): void => {
    if (!inCall(this.phase.value)) return;
    const ending = endingOfDisconnect(reason);
    if (ending === null) {
      // The tab keeps its call: the page was frozen or put away, or the network stayed away.
      this.tell({ type: 'failed', failure: { kind: 'lost' } });
      return;
    }
    const kept = this.tab.kept();
    this.tab.drop();
    this.finish(ending);
    if (kept && ending !== 'elsewhere') void this.explain(kept.sessionId);
  };

  private async explain(sessionId: string): Promise<void> {
    const ended = this.phase.value;
    for (let tries = 0; tries < EXPLANATION_TRIES; tries++) {
      const ending = await this.endingOf(sessionId);
      if (this.phase.value !== ended) return;
      if (ending !== null && ending !== 'over') {
        this.tell({ type: 'explained', ending });
        return;
      }
      await new Promise((resume) => setTimeout(resume, EXPLANATION_PAUSE_MS));
    }
  }

  /** Null also when the service cannot be asked: then what LiveKit said stands. */
  private async endingOf(sessionId: string): Promise<Ending | null> {
    try {
      const known = await this.service.callStatus(sessionId);
      return known && endingOfSession(known.status, known.reason);
    } catch (error) {
      if (error instanceof CallFailed) return null;
      throw error;
    }
  }

  private fail(error: unknown): void {
    const failure = error instanceof CallFailed ? error.failure : { kind: 'broken' as const, detail: String(error) };
    if (failure.kind === 'room_taken') this.tab.drop();
    this.tell({ type: 'failed', failure });
  }

  private finish(ending: Ending): void {
    this.tell({ type: 'finished', ending, at: Date.now() });
  }

  private tell(event: CallEvent): void {
    this.phase.value = after(this.phase.value, event);
  }
}
