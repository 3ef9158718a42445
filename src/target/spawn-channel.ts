import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { LineSplitter } from '../agent/protocol.js';
import { ANSWER_LIMIT_OCTETS, type Channel } from './channel.js';
import { Ending } from './ending.js';
import { turnWriter } from './turn-writer.js';

const PATIENCE_MS = 2000;
const STDERR_KEPT_CHARACTERS = 4096;

/** A channel over the standard streams of a child process: `['ip', 'netns', 'exec', 'target', 'node', 'stdio.js']`. */
export function spawnChannel(command: readonly string[], options: { readonly env?: NodeJS.ProcessEnv } = {}): Channel {
  const [program = '', ...args] = command;
  return childChannel(
    spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], env: options.env ?? process.env }),
    command.join(' '),
  );
}

/** The same over a process that was started already, and is called so in messages. What it has said and nobody has read is its first lines. */
export function childChannel(child: ChildProcessWithoutNullStreams, name: string): Channel {
  const ending = new Ending();
  const lastWords = keepLast(child.stderr);
  const finish = (reason: string): void => ending.happen(withLastWords(`${name}: ${reason}`, lastWords()));

  let listener = (_line: string): void => {};
  const lines = new LineSplitter({
    limitOctets: ANSWER_LIMIT_OCTETS,
    onLine: (line) => listener(line),
    onOversized: () => {
      finish('sent a line that is too long');
      child.kill('SIGKILL');
    },
  });
  child.stdin.on('error', () => {}); // The exit that follows says it better.
  child.once('error', (error) => finish(error.message));
  child.once('close', (code, signal) => finish(signal ? `ended by ${signal}` : `exited with ${code}`));

  const writer = turnWriter((text) => {
    if (child.stdin.writable) child.stdin.write(text);
  });
  return {
    name,
    send: writer.add,
    onLine(added) {
      listener = added;
      // Not before there is a listener: the greeting would be lost.
      child.stdout.on('data', (chunk: Buffer) => lines.push(chunk)).resume();
    },
    onEnd: (added) => ending.tell(added),
    close() {
      writer.flush();
      return endChild(child, ending);
    },
  };
}

async function endChild(child: ChildProcess, ending: Ending): Promise<void> {
  const ended = new Promise<void>((resolve) => ending.tell(() => resolve()));
  child.stdin?.end();
  const timers = [
    setTimeout(() => child.kill('SIGTERM'), PATIENCE_MS),
    setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS * 2),
  ];
  await ended;
  for (const timer of timers) clearTimeout(timer);
}

function keepLast(stream: Readable): () => string {
  let kept = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    kept = (kept + text).slice(-STDERR_KEPT_CHARACTERS);
  });
  return () => kept.trim();
}

function withLastWords(reason: string, lastWords: string): string {
  return lastWords === '' ? reason : `${reason}; it said:\n${lastWords}`;
}
