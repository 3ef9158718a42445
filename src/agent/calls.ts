import { ancillaryCalls } from './ancillary-calls.js';
import { connectionCalls } from './connection-calls.js';
import type { Handler, Handlers } from './handler.js';
import { NETSTAT } from './netstat.js';
import { optionCalls } from './option-calls.js';
import { platform } from './platform.js';
import type { CallName } from './protocol.js';
import { settingCalls } from './setting-calls.js';
import { stateCalls } from './state-calls.js';
import { transferCalls } from './transfer-calls.js';

type Handled = Exclude<CallName, 'hello' | 'ping'>;

// The numbers of the system calls' arguments are Linux's; states can be told elsewhere too.
const HANDLERS: Partial<Handlers<Handled>> = {
  platform: () => platform(),
  ...(NETSTAT[process.platform] && stateCalls),
  ...(process.platform === 'linux' && {
    ...connectionCalls,
    ...transferCalls,
    ...optionCalls,
    ...ancillaryCalls,
    ...stateCalls,
    ...settingCalls,
  }),
};

/** The calls that this agent can make here. */
export const CALL_NAMES: readonly string[] = ['hello', 'ping', ...Object.keys(HANDLERS)];

/** What makes a call; undefined when nothing can. `hello` and `ping` are the session's own. */
export function handlerOf(call: string): Handler<CallName> | undefined {
  return Object.hasOwn(HANDLERS, call) ? (HANDLERS[call as Handled] as Handler<CallName>) : undefined;
}
