/** A room without a server: connects, is interrupted and disconnects on command, telling it as LiveKit's does. */

import { EventEmitter } from 'node:events';

import { ConnectionState, DisconnectReason, RoomEvent, type Room } from 'livekit-client';

export class FakeRoom extends EventEmitter {
  connections: string[] = [];
  connected = false;
  refuses = false;
  readonly remoteParticipants = new Map<string, never>();

  connect(url: string): Promise<void> {
    if (this.refuses) return Promise.reject(new Error('no media server'));
    this.connections.push(url);
    this.connected = true;
    return Promise.resolve();
  }

  disconnect(): Promise<void> {
    this.drop(DisconnectReason.CLIENT_INITIATED);
    return Promise.resolve();
  }

  /** What a server, or the network, does to it. */
  drop(reason?: DisconnectReason): void {
    if (!this.connected) return;
    this.connected = false;
    this.emit(RoomEvent.Disconnected, reason);
  }

  interrupt(): void {
    this.emit(RoomEvent.ConnectionStateChanged, ConnectionState.Reconnecting);
  }

  restore(): void {
    this.emit(RoomEvent.ConnectionStateChanged, ConnectionState.Connected);
  }

  get asRoom(): Room {
    return this as unknown as Room;
  }
}
