import { runAgent } from '../agent/main.js';
import { EXIT, usageError } from './exit.js';

/** `tcpspec agent`: serves until its controller or a signal ends it. Resolves to the exit code. */
export async function agentCommand(options: {
  listen?: string;
  tokenFile?: string;
  allowPublic?: boolean;
}): Promise<number> {
  if (options.listen !== undefined && options.tokenFile === undefined) {
    throw usageError('--listen needs --token-file: without a token anyone could make this machine open connections');
  }
  try {
    await runAgent(options);
  } catch (error) {
    throw usageError(advice(error as NodeJS.ErrnoException, options));
  }
  return EXIT.OK;
}

function advice(
  { code = '', message }: NodeJS.ErrnoException,
  { listen, tokenFile }: { listen?: string; tokenFile?: string },
): string {
  if (code === 'EADDRINUSE')
    return `${listen} is taken by another process (another agent?): give another port with --listen`;
  if (code === 'EADDRNOTAVAIL') return `this machine has no such address as in --listen ${listen}: give one of its own`;
  if (code === 'EACCES' && /^listen/.test(message)) return `not allowed to listen on ${listen}: give a port above 1023`;
  if (code !== '' && !/^listen/.test(message)) return `the token file ${tokenFile} cannot be read: ${message}`;
  return message;
}
