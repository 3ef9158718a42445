import { Unresolvable } from '../host/neighbours.js';
import { LabError } from '../lab/lab-error.js';
import { LinkError } from '../link/link.js';
import { CommandError, unusable } from './exit.js';

const AGENT_ERRORS = /^(AgentLost|CallRejected|CallTimedOut|CallFailed|UnsupportedCall)$/;

/** What an error means to the user: the lab, the link, the target or its agent cannot be used. Others stay as they are. */
export function explained(error: unknown): unknown {
  if (error instanceof CommandError) return error;
  if (error instanceof LinkError || error instanceof Unresolvable || error instanceof LabError)
    return unusable(error.message);
  if (!(error instanceof Error)) return error;
  if (/\bwrong-?token\b|\btoken\b/i.test(error.message) && error.name === 'CallRejected') {
    return unusable(
      `the target's agent refused the token: give the file that it was started with as --token-file (${error.message})`,
    );
  }
  if (error.name === 'SshFailed') return unusable(error.message);
  if (AGENT_ERRORS.test(error.name)) return unusable(`the target's agent cannot be used: ${error.message}`);
  if (/^agent at /.test(error.message)) {
    return unusable(
      `${error.message}: start it on the target with \`tcpspec agent --listen ADDR:PORT --token-file F\``,
    );
  }
  return error;
}
