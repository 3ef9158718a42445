import { connect } from 'node:net';
import type { Channel } from './channel.js';
import { connected, streamChannel } from './stream-channel.js';

const CONNECT_WITHIN_MS = 5000;

/** A channel to an agent that listens at a control address. Rejects when the connection cannot be made in time. */
export async function tcpChannel(address: string, port: number, token: string): Promise<Channel> {
  const name = `agent at ${address} port ${port}`;
  const socket = connect({ host: address, port, noDelay: true });
  return { ...streamChannel(name, await connected(name, socket, CONNECT_WITHIN_MS)), token };
}
