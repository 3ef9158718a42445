import { connect, type Socket } from 'node:net';
import { LineSplitter } from '../agent/protocol.js';
import { ANSWER_LIMIT_OCTETS, type Channel } from './channel.js';
import { Ending } from './ending.js';
import { turnWriter } from './turn-writer.js';

const CONNECT_WITHIN_MS = 5000;

/** A channel to an agent that listens at a control address. Rejects when the connection cannot be made in time. */
export async function tcpChannel(address: string, port: number, token: string): Promise<Channel> {
  const name = `agent at ${address} port ${port}`;
  const socket = await connected(name, address, port);
  const ending = new Ending();
  const finish = (reason: string): void => ending.happen(`${name}: ${reason}`);

  let listener = (_line: string): void => {};
  const lines = new LineSplitter({
    limitOctets: ANSWER_LIMIT_OCTETS,
    onLine: (line) => listener(line),
    onOversized: () => {
      finish('sent a line that is too long');
      socket.destroy();
    },
  });
  socket.on('error', (error) => finish(error.message));
  socket.once('close', () => finish('closed the connection'));

  const writer = turnWriter((text) => {
    if (socket.writable) socket.write(text);
  });
  return {
    name,
    token,
    send: writer.add,
    onLine(added) {
      listener = added;
      // Not before there is a listener: the greeting would be lost.
      socket.on('data', (chunk: Buffer) => lines.push(chunk));
    },
    onEnd: (added) => ending.tell(added),
    async close() {
      writer.flush();
      socket.destroySoon();
      await new Promise<void>((resolve) => ending.tell(() => resolve()));
    },
  };
}

function connected(name: string, address: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port, noDelay: true });
    const giveUp = setTimeout(() => socket.destroy(new Error('no answer')), CONNECT_WITHIN_MS);
    socket.once('error', (error) => {
      clearTimeout(giveUp);
      reject(new Error(`${name}: ${error.message}`));
    });
    socket.once('connect', () => {
      clearTimeout(giveUp);
      socket.removeAllListeners('error');
      resolve(socket);
    });
  });
}
