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
    throw usageError((error as Error).message);
  }
  return EXIT.OK;
}
