/** The access code of this tab: asked for once, never kept beyond the tab. */

const KEY = 'parley.access_code';

export class AccessCode {
  constructor(private readonly storage: Storage) {}

  get value(): string | null {
    return this.storage.getItem(KEY);
  }

  keep(code: string): void {
    this.storage.setItem(KEY, code);
  }

  /** The headers that carry it; none without a code. */
  headers(): Record<string, string> {
    const code = this.value;
    return code ? { Authorization: `Bearer ${code}` } : {};
  }
}
