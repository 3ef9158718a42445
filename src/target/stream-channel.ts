import type { Socket } from 'node:net';
import { LineSplitter } from '../agent/protocol.js';
import { ANSWER_LIMIT_OCTETS, type Channel } from './channel.js';
import { Ending } from './ending.js';
import { turnWriter } from './turn-writer.js';

/** A channel over a socket that is connected; `name` says what stands at its other end. */
export function streamChannel(name: string, socket: Socket): Channel {
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

/** Waits for a socket to be connected. Rejects with what stood in the way, or when it takes too long. */
export function connected(name: string, socket: Socket, withinMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const giveUp = setTimeout(() => socket.destroy(new Error('no answer')), withinMs);
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
