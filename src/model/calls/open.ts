import type { Machine } from '../machine.js';

/** A new socket that belongs to a case, and to a process (0 unless given). */
export function open(
  machine: Machine,
  args: { readonly case: string; readonly family: 4 | 6; readonly owner?: number },
): { socket: number } {
  const { handle } = machine.newSocket({ label: args.case, owner: args.owner ?? 0, family: args.family });
  return { socket: handle };
}
