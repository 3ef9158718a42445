import type { Stack } from './stack.js';
import type { Tcb, TimerName } from './tcb.js';

/** Starts a timer, or starts it anew. */
export function arm(stack: Stack, tcb: Tcb, name: TimerName, ms: number): void {
  disarm(tcb, name);
  const cancel = stack.clock.after(ms, () => {
    tcb.timers.delete(name);
    stack.timeout(tcb, name);
  });
  tcb.timers.set(name, cancel);
}

/** Starts a timer unless it runs already. */
export function armIfIdle(stack: Stack, tcb: Tcb, name: TimerName, ms: number): void {
  if (!tcb.timers.has(name)) arm(stack, tcb, name, ms);
}

/** Stops a timer. */
export function disarm(tcb: Tcb, name: TimerName): void {
  tcb.timers.get(name)?.();
  tcb.timers.delete(name);
}

/** Stops all timers of a connection. */
export function disarmAll(tcb: Tcb): void {
  for (const cancel of tcb.timers.values()) cancel();
  tcb.timers.clear();
}
