import { ACKNOWLEDGING_FAULTS } from './faults/acknowledging.js';
import { CLOSING_FAULTS } from './faults/closing.js';
import { ECN_FAULTS } from './faults/ecn.js';
import type { Fault } from './faults/fault.js';
import { HEADER_FAULTS } from './faults/header.js';
import { NETWORK_FAULTS } from './faults/network.js';
import { OPENING_FAULTS } from './faults/opening.js';
import { RESET_FAULTS } from './faults/resets.js';
import { RETRANSMITTING_FAULTS } from './faults/retransmitting.js';
import { SENDING_FAULTS } from './faults/sending.js';
import { WINDOW_FAULTS } from './faults/windows.js';
import { RULES, type Rules } from './rules.js';

export type { Fault } from './faults/fault.js';

/** Every fault that can be switched on. */
export const FAULTS: readonly Fault[] = [
  ...HEADER_FAULTS,
  ...SENDING_FAULTS,
  ...OPENING_FAULTS,
  ...RESET_FAULTS,
  ...ACKNOWLEDGING_FAULTS,
  ...CLOSING_FAULTS,
  ...RETRANSMITTING_FAULTS,
  ...WINDOW_FAULTS,
  ...ECN_FAULTS,
  ...NETWORK_FAULTS,
];

/** The rules with some faults switched on, the later ones over the earlier. Throws on a name that there is not. */
export function rulesWith(names: readonly string[]): Rules {
  const patches = names.map((name) => {
    const fault = FAULTS.find((each) => each.name === name);
    if (!fault) throw new Error(`there is no fault '${name}'`);
    return fault.patch;
  });
  return Object.assign({ ...RULES }, ...patches);
}
