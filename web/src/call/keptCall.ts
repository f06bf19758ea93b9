/** What this tab keeps of its call, so that a reload returns to it. Gone with the tab. */

export interface KeptCall {
  readonly room: string;
  readonly identity: string;
  readonly sessionId: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

const KEY = 'parley.call';

export class TabMemory {
  constructor(private readonly storage: Storage) {}

  keep(call: KeptCall): void {
    this.storage.setItem(KEY, JSON.stringify(call));
  }

  kept(): KeptCall | null {
    const text = this.storage.getItem(KEY);
    return text === null ? null : parse(text);
  }

  drop(): void {
    this.storage.removeItem(KEY);
  }
}

function parse(text: string): KeptCall | null {
  try {
    const value = JSON.parse(text) as Partial<KeptCall> | null;
    if (typeof value?.room !== 'string' || typeof value.identity !== 'string') return null;
    if (typeof value.sessionId !== 'string' || typeof value.since !== 'number') return null;
    return { room: value.room, identity: value.identity, sessionId: value.sessionId, since: value.since };
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
