import type { FuzzTarget } from '../target.js';
import { AGENT_TARGETS } from './agent.js';
import { CAPTURE_TARGETS } from './capture.js';
import { FILE_TARGETS } from './files.js';
import { TEXT_TARGETS } from './text.js';
import { USER_TARGETS } from './user.js';
import { WIRE_TARGETS } from './wire.js';

/** Everything that takes octets from outside. */
export const TARGETS: readonly FuzzTarget[] = [
  ...WIRE_TARGETS,
  ...TEXT_TARGETS,
  ...CAPTURE_TARGETS,
  ...AGENT_TARGETS,
  ...USER_TARGETS,
  ...FILE_TARGETS,
];

/** The target of that name. */
export function targetNamed(name: string): FuzzTarget | undefined {
  return TARGETS.find((target) => target.name === name);
}
