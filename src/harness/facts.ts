/** The names that those outside the harness select and report by. */
export type { Level } from './level.js';
export { isState, STATES, type State } from './states.js';
