import type { Fault } from './faults/fault.js';
import { RULES, type Rules } from './rules.js';

export type { Fault } from './faults/fault.js';

/** Every fault that can be switched on. */
export const FAULTS: readonly Fault[] = [];

/** The rules with some faults switched on, the later ones over the earlier. Throws on a name that there is not. */
export function rulesWith(names: readonly string[]): Rules {
  const patches = names.map((name) => {
    const fault = FAULTS.find((each) => each.name === name);
    if (!fault) throw new Error(`there is no fault '${name}'`);
    return fault.patch;
  });
  return Object.assign({ ...RULES }, ...patches);
}
