import {
  type Arguments,
  base64,
  family,
  flag,
  integerOr,
  list,
  object,
  optionalText,
  texts,
  word,
} from '../../src/agent/arguments.js';
import { CallError } from '../../src/agent/errors.js';
import { controlMessages } from '../../src/agent/messages.js';
import { findInTable } from '../../src/agent/proc-net-tcp.js';
import { LineSplitter } from '../../src/agent/protocol.js';
import { Session } from '../../src/agent/session.js';
import { listenerFor, readConnection, readListeners } from '../../src/agent/sock-diag-message.js';
import type { StateQuery } from '../../src/agent/state-query.js';
import { decodeTcpInfo } from '../../src/agent/tcp-info.js';
import { broken, demandSmall, type FuzzTarget, latin1, textOctets } from '../target.js';

const LIMIT_OCTETS = 64;
const JSON_WORDS = ['{', '}', '[', ']', '"', ':', ',', 'null', 'true', '-1', '1e309', '"id":', '"call":', '\\u0000'];
const QUERY: StateQuery = {
  family: 4,
  localPort: 0x1f90,
  localAddress: Buffer.from([127, 0, 0, 1]),
  remoteAddress: Buffer.from([127, 0, 0, 1]),
  remotePort: 0xcafe,
};

/** What comes over the agent's channel, and what the kernel tells it. */
export const AGENT_TARGETS: readonly FuzzTarget[] = [
  {
    name: 'lines',
    mostOctets: 512,
    seeds: ['{"id":1,"call":"ping"}\n', `${'x'.repeat(LIMIT_OCTETS)}\n${'y'.repeat(LIMIT_OCTETS + 1)}\nz\n`].map(
      textOctets,
    ),
    dictionary: ['\n', '\r\n', ' ', 'x'.repeat(LIMIT_OCTETS)].map(textOctets),
    sources: ['/src/agent/framing.js'],
    run: splitsAlike,
  },
  {
    name: 'session',
    mostOctets: 1024,
    seeds: [
      '{"id":1,"call":"ping"}',
      '{"id":2,"call":"hello","token":"no","peers":["192.0.2.1"]}',
      '{"id":3,"call":"open","case":"c","family":4}',
      '{"id":4,"call":"__proto__"}',
      '[]',
    ].map(textOctets),
    dictionary: [...JSON_WORDS, '"hello"', '"token":', '"peers":', '\n'].map(textOctets),
    sources: ['/src/agent/session.js', '/src/agent/arguments.js'],
    run: isAnswered,
  },
  {
    name: 'arguments',
    mostOctets: 512,
    seeds: ['{"n":1,"text":"x","data":"AAAA","flag":true,"word":"send","family":4,"texts":["a"],"list":[1]}', '{}'].map(
      textOctets,
    ),
    dictionary: [...JSON_WORDS, '"n":', '"text":', '"data":', '"word":"both"', '"family":6', '"list":'].map(textOctets),
    sources: ['/src/agent/arguments.js'],
    run: areChecked,
  },
  {
    name: 'proc-net-tcp',
    mostOctets: 1024,
    seeds: [
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n' +
        '   0: 0100007F:1F90 00000000:0000 0A 00000000:00000002 00:00000000 00000000     0        0 12345 1 0 100 0 0 10 0\n' +
        '   1: 0100007F:1F90 0100007F:CAFE 01 00000010:00000000 01:00000014 00000000     0        0 12346 1 0 20 4 30 10 -1\n',
    ].map(textOctets),
    dictionary: ['0100007F:1F90 ', '0100007F:CAFE ', '00000000:0000 0A ', '\n', ' 06 ', ':'].map(textOctets),
    sources: ['/src/agent/proc-net-tcp.js'],
    run(input) {
      const { remoteAddress: _, remotePort: __, ...listening } = QUERY;
      for (const query of [QUERY, listening]) demandState(findInTable(latin1(input), query));
    },
  },
  {
    name: 'control-messages',
    mostOctets: 512,
    seeds: [new Uint8Array([...[17, 0, 0, 0, 0, 0, 0, 0, 41, 0, 0, 0, 67, 0, 0, 0], ...[9, 0, 0, 0, 0, 0, 0, 0]])],
    dictionary: [Uint8Array.of(16, 0, 0, 0, 0, 0, 0, 0), Uint8Array.of(0, 0, 0, 0, 11, 0, 0, 0)],
    sources: ['/src/agent/messages.js'],
    run(input) {
      const data = controlMessages(Buffer.from(input)).reduce((sum, message) => sum + message.data.length, 0);
      if (data > input.length) broken('more data than there are octets');
    },
  },
  {
    name: 'sock-diag',
    mostOctets: 512,
    seeds: [answer(1), new Uint8Array(Buffer.concat([answer(10), answer(10), done()])), notFound()],
    dictionary: [Uint8Array.of(20, 0), Uint8Array.of(3, 0), Uint8Array.of(2, 0), Uint8Array.of(0xfd, 0xff, 0xff, 0x7f)],
    sources: ['/src/agent/sock-diag-message.js'],
    run(input) {
      const datagram = Buffer.from(input);
      const found = readConnection(datagram);
      if (found) demandState(found);
      const part = readListeners(datagram);
      if (part && part.found.length * 16 > input.length) broken(`${part.found.length} listeners`);
      if (part) demandState(listenerFor(QUERY, part.found));
    },
  },
  {
    name: 'tcp-info',
    mostOctets: 320,
    seeds: [new Uint8Array(240).fill(1), new Uint8Array(104)],
    dictionary: [],
    sources: ['/src/agent/tcp-info.js'],
    run(input) {
      for (const [name, value] of Object.entries(decodeTcpInfo(Buffer.from(input))))
        if (!Number.isFinite(value)) broken(`${name} is ${value}`);
    },
  },
];

/** The lines are the same however the stream is cut, and none is longer than the limit. */
function splitsAlike(input: Uint8Array): void {
  const whole = linesOf([input]);
  const pieces = linesOf(Array.from(input, (octet) => Uint8Array.of(octet)));
  if (JSON.stringify(whole) !== JSON.stringify(pieces)) broken(`cut otherwise: ${JSON.stringify([whole, pieces])}`);
  const expected = Buffer.from(input)
    .toString('latin1')
    .split('\n')
    .slice(0, -1)
    .filter((line) => line.length <= LIMIT_OCTETS)
    .map((line) => Buffer.from(line, 'latin1').toString('utf8').trim())
    .filter((line) => line !== '');
  if (JSON.stringify(whole) !== JSON.stringify(expected)) broken(`${JSON.stringify([whole, expected])}`);
}

function linesOf(chunks: readonly Uint8Array[]): string[] {
  const lines: string[] = [];
  const onOversized = (head: string) => {
    if (head.length > 256) broken(`a head of ${head.length} characters`);
  };
  const splitter = new LineSplitter({ limitOctets: LIMIT_OCTETS, onLine: (line) => lines.push(line), onOversized });
  for (const chunk of chunks) splitter.push(Buffer.from(chunk));
  return lines;
}

/** Whoever has not shown the token gets an answer to every line, and nothing else: no call is made for them. */
async function isAnswered(input: Uint8Array): Promise<void> {
  const answers: string[] = [];
  const send = (line: string) => answers.push(line);
  const session = new Session({ token: 'a token that nobody guesses', allowPublic: false, send, hangUp: () => {} });
  const lines = latin1(input).split('\n').slice(0, 16);
  for (const line of lines) {
    await session.take(line);
    session.takeOversized(line);
  }
  session.end();
  if (session.admitted) broken('admitted without the token');
  if (answers.length !== 2 * lines.length) broken(`${answers.length} answers to ${2 * lines.length} lines`);
  demandSmall('the answers', answers.join('').length / Math.max(1, lines.length), input);
  for (const each of answers) {
    const { ok, error } = JSON.parse(each) as { ok: unknown; error?: unknown };
    if (ok !== true && (typeof error !== 'string' || error === 'fault')) broken(each);
  }
}

function areChecked(input: Uint8Array): void {
  let value: unknown;
  try {
    value = JSON.parse(latin1(input));
  } catch {
    return;
  }
  for (const read of READERS) {
    try {
      read(object(value, 'the request'));
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
    }
  }
}

const READERS: readonly ((args: Arguments) => void)[] = [
  (args) => {
    const n = integerOr(1, args, 'n', 0, 65535);
    if (!(n >= 0 && n <= 65535)) broken(`${n} is not in the range`);
  },
  (args) => {
    if ((optionalText(args, 'text', 8) ?? '').length > 8) broken('a long text');
  },
  (args) => {
    if (base64(args, 'data', 16).length > 12) broken('much data');
  },
  (args) => {
    if (typeof flag(args, 'flag') !== 'boolean') broken('no flag');
  },
  (args) => {
    if (!['send', 'receive', 'both'].includes(word(args, 'word', ['send', 'receive', 'both']))) broken('another word');
  },
  (args) => {
    if (![4, 6].includes(family(args))) broken('another family');
  },
  (args) => {
    if (texts(args, 'texts', 4, 8).some((text) => text.length > 8)) broken('a long text in a list');
  },
  (args) => {
    if (list(args, 'list', 4).length > 4) broken('a long list');
  },
];

/** JSON has no NaN: a number that could not be read has to be left out. */
function demandState(state: object): void {
  for (const [name, value] of Object.entries(state))
    if (typeof value === 'number' && !Number.isSafeInteger(value)) broken(`${name} is ${value}`);
}

function answer(state: number): Uint8Array {
  const message = Buffer.alloc(88);
  message.writeUInt32LE(88, 0);
  message.writeUInt16LE(20, 4);
  message[17] = state;
  message.writeUInt16BE(QUERY.localPort, 20);
  message.set(QUERY.localAddress ?? [], 24);
  return new Uint8Array(message);
}

function done(): Uint8Array {
  return Uint8Array.of(20, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}

function notFound(): Uint8Array {
  return Uint8Array.of(36, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff, ...new Uint8Array(16));
}
