import { forget } from '../lifecycle.js';
import type { Machine } from '../machine.js';
import { resetNow } from '../send/reset.js';
import type { Socket } from '../socket.js';

/** The listener goes; connections that nobody has accepted go with it, the established ones with a RST. */
export function stopListening({ stack }: Machine, socket: Socket): void {
  const { listener } = socket;
  if (!listener) return;
  stack.connections.removeListener(listener);
  socket.listener = undefined;
  for (const tcb of [...listener.ready]) {
    resetNow(stack, tcb);
    forget(stack, tcb);
  }
  for (const tcb of [...listener.halfOpen]) forget(stack, tcb);
  socket.wake();
}
