import { forget } from '../lifecycle.js';
import { acknowledge } from '../send/acknowledge.js';
import type { Stack } from '../stack.js';
import type { Tcb, TimerName } from '../tcb.js';
import { keepAliveTimeout } from './keep-alive.js';
import { persistTimeout } from './persist.js';
import { giveUp, retransmissionTimeout } from './retransmission.js';

/** What happens when each timer of a connection runs out (RFC 9293 3.10.8). */
export const TIMEOUTS: Readonly<Record<TimerName, (stack: Stack, tcb: Tcb) => void>> = {
  retransmission: retransmissionTimeout,
  persist: persistTimeout,
  'delayed-ack': (stack, tcb) => acknowledge(stack, tcb, 'text'),
  'time-wait': (stack, tcb) => forget(stack, tcb),
  'keep-alive': keepAliveTimeout,
  'user-timeout': (stack, tcb) => {
    if (stack.rules.heedsUserTimeout) giveUp(stack, tcb);
  },
  'fin-wait-2': (stack, tcb) => forget(stack, tcb),
};
