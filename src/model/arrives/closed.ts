import type { Seg } from '../seg.js';
import { resetFor } from '../send/reset.js';
import type { Stack } from '../stack.js';

/** RFC 9293 3.10.7.1: no such connection; whatever comes is answered with a RST, unless it is one. */
export function arrivesInClosed(stack: Stack, seg: Seg): void {
  if (stack.rules.resetsUnknown) resetFor(stack, seg, 'CLOSED');
}
