import { rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { readFeatures, setFeatures, turnOffloadsOff } from './offload-device.js';
import { forgetRecord, guardSocketPath, keepRecord, makeRecordFolder, readRecord } from './offload-record.js';
import { changeable } from './offloads.js';

// The process that keeps the offloads of one interface off while anyone holds them, and puts them back when the last one has
// let go: by word, or by ending, however that came. It has no terminal, and no signal that can be caught ends it.

const UNUSED_MS = 10_000;

const device = process.argv[2] ?? '';
const holders = new Set<Socket>();
const server = createServer({ allowHalfOpen: true }, serve);
let leaving: NodeJS.Timeout | undefined;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGPIPE'] as const) process.on(signal, () => {});
beTheOnlyOne(() => {
  makeRecordFolder();
  rmSync(guardSocketPath(device), { force: true }); // a killed guard's
  server.listen(guardSocketPath(device));
  leaveIn(UNUSED_MS);
});

/** The kernel gives an abstract address to one process of a network namespace, and takes it back at its end. */
function beTheOnlyOne(then: () => void): void {
  const claim = createServer((socket) => socket.destroy());
  claim.once('error', () => process.exit(0)); // another one guards this interface
  claim.listen(`\0tcpspec-offloads-${device}`, then);
}

function serve(socket: Socket): void {
  clearTimeout(leaving);
  socket.on('error', () => {}); // its close follows
  socket.on('close', () => replyTo('release', socket));
  socket.on('end', () => socket.end());
  const lines = createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY });
  lines.on('error', () => {}); // it passes on the socket's
  lines.on('line', (line) => socket.write(`${JSON.stringify(replyTo(line, socket))}\n`));
}

function replyTo(line: string, socket: Socket): object {
  try {
    if (line === 'hold') return { names: hold(socket) };
    if (line === 'release') return { names: release(socket) };
    if (line === 'restore') return holders.size > 0 ? { error: `a run uses ${device}` } : { names: putBack() };
    return { error: `'${line}' is no request` };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

/** What is to be put back is written down before anything is changed; what an earlier guard left undone is taken over. */
function hold(socket: Socket): readonly string[] {
  const before = readRecord(device)?.turnedOff ?? [];
  const names = [...new Set([...before, ...changeable(readFeatures(device))])];
  if (names.length > 0) keepRecord(device, names);
  holders.add(socket);
  turnOffloadsOff(device);
  return names;
}

function release(socket: Socket): readonly string[] {
  const last = holders.delete(socket) && holders.size === 0;
  if (holders.size === 0) leaveIn(0);
  return last ? putBack() : [];
}

function putBack(): readonly string[] {
  const names = readRecord(device)?.turnedOff ?? [];
  setFeatures(device, names, 'on');
  forgetRecord(device);
  return names;
}

function leaveIn(ms: number): void {
  clearTimeout(leaving);
  leaving = setTimeout(leave, ms);
}

/** Whoever comes at this moment sees the connection end unanswered, and starts a guard of their own. */
function leave(): void {
  if (holders.size > 0) return;
  rmSync(guardSocketPath(device), { force: true });
  process.exit(0);
}
