import type { Readable, Writable } from 'node:stream';
import { LINE_LIMIT_OCTETS, LineSplitter } from './protocol.js';
import { Session } from './session.js';

/** Serves one controller on a pair of streams until its end ends; then nothing of it is open any more. */
export function serve(
  input: Readable,
  output: Writable,
  options: { readonly token: string | undefined; readonly allowPublic: boolean; readonly hangUp: () => void },
): Session {
  const session = new Session({ ...options, send: (line) => sendLine(input, output, line) });
  const lines = new LineSplitter({
    limitOctets: LINE_LIMIT_OCTETS,
    onLine: (line) => void session.take(line),
    onOversized: (head) => session.takeOversized(head),
  });
  input.on('data', (chunk: Buffer) => {
    output.cork(); // requests that came together are answered together: a write wakes the controller
    setImmediate(() => output.uncork());
    lines.push(chunk);
  });
  for (const ending of ['end', 'close', 'error']) input.once(ending, () => session.end());
  output.on('error', () => session.end());
  session.greet();
  return session;
}

// A controller that does not read is not read from either, so that answers cannot pile up.
function sendLine(input: Readable, output: Writable, line: string): void {
  if (!output.writable) return;
  if (output.write(`${line}\n`) || input.isPaused()) return;
  input.pause();
  output.once('drain', () => input.resume());
}
