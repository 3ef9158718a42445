import type { World } from './world.js';

/** How the connection is opened on the way to a state. */
export type Opening = 'passive' | 'active' | 'simultaneous';

/** What is special on the way to a state. */
export interface Way {
  readonly opening?: Opening;
  /** Socket options of the target, set before the OPEN: `SO_RCVBUF`. */
  readonly options?: Record<string, number>;
  /** What both ends do in ESTABLISHED before they go on, or before the case begins. */
  readonly established?: (world: World) => Promise<unknown>;
}
