/** A control plane in memory: hands out seats, remembers calls, and can be full, away or forgetful. */

import { CallFailed, type Failure } from '../../src/call/failure';
import type { CallStatus, Seat, Service } from '../../src/service/service';

export class FakeControlPlane implements Pick<Service, 'requestSeat' | 'callStatus' | 'endCall'> {
  readonly asked: { room?: string; identity?: string }[] = [];
  readonly ended: string[] = [];
  readonly statuses = new Map<string, CallStatus>();
  failure: Failure | null = null;
  private calls = 0;

  requestSeat(wanted: { room?: string; identity?: string }): Promise<Seat> {
    this.asked.push(wanted);
    if (this.failure) return Promise.reject(new CallFailed(this.failure));
    if (wanted.room === undefined) this.calls++;
    const name = `room-${this.calls}`;
    const sessionId = `session-${this.calls}`;
    if (!this.statuses.has(sessionId)) this.statuses.set(sessionId, { status: 'active', reason: null });
    return Promise.resolve({ url: 'ws://media', token: 'token', room: name, identity: 'caller', sessionId });
  }

  callStatus(sessionId: string): Promise<CallStatus | null> {
    return Promise.resolve(this.statuses.get(sessionId) ?? { status: 'ended', reason: null });
  }

  endCall(sessionId: string): void {
    this.ended.push(sessionId);
  }

  get asService(): Service {
    return this as unknown as Service;
  }
}
