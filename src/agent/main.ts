import { listen } from './listen.js';
import { serve } from './serve.js';
import { readToken } from './token.js';

/** How the agent is reached: over its standard streams, or at a control address with a token. */
export interface AgentOptions {
  /** ADDR:PORT, with an IPv6 address in brackets. */
  readonly listen?: string;
  readonly tokenFile?: string;
  /** Lets controllers declare public addresses as peers. */
  readonly allowPublic?: boolean;
}

/** Runs the agent until its controller ends the channel or a signal comes; everything that was opened is then closed. */
export async function runAgent(options: AgentOptions = {}): Promise<void> {
  const allowPublic = options.allowPublic ?? false;
  if (options.listen === undefined) return overStdio(allowPublic);
  if (options.tokenFile === undefined) throw new Error('--listen needs --token-file');
  const server = await listen({ at: options.listen, token: readToken(options.tokenFile), allowPublic });
  process.stderr.write(`tcpspec agent listens on ${server.address}\n`);
  await signalled();
  server.close();
}

async function overStdio(allowPublic: boolean): Promise<void> {
  const { stdin, stdout } = process;
  const ended = new Promise<void>((resolve) => {
    for (const ending of ['end', 'close', 'error']) stdin.once(ending, () => resolve());
    stdout.once('error', () => resolve());
  });
  const session = serve(stdin, stdout, { token: undefined, allowPublic, hangUp: () => stdin.destroy() });
  await Promise.race([ended, signalled()]);
  session.end();
  stdin.destroy();
}

function signalled(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}
