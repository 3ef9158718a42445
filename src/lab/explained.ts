import { CommandFailed } from './command.js';
import { LabError } from './lab-error.js';

/** What the failure of a command means to who wanted a lab: a LabError that says what to do. Other errors stay as they are. */
export function explained(error: unknown): unknown {
  if (!(error instanceof CommandFailed)) return error;
  if (error.missing) {
    return new LabError(
      `the lab needs '${error.command[0]}': install the packages iproute2, ethtool and procps (npm run setup does)`,
    );
  }
  if (/permitted|denied/i.test(error.said)) {
    return new LabError(
      `making and removing network namespaces is not permitted here (${error.said}): run as root, or allow user namespaces (sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone)`,
    );
  }
  return new LabError(`the lab could not be made: ${error.message}`);
}
