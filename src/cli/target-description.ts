import type { Session } from '../harness/session.js';
import { RECORDED_SETTINGS } from '../lab/settings.js';
import type { TargetDescription } from '../report/run.js';
import { servicesSeen } from './find-services.js';
import type { OpenTarget } from './open-target.js';
import type { TargetSettings } from './settings.js';

/** What is known of a run's target. */
interface Described {
  readonly settings: TargetSettings;
  readonly target: Pick<OpenTarget, 'user'>;
  readonly recorded: Readonly<Record<string, string>>;
  readonly session: Session;
}

/** What the report says of a run's target. */
export function description({ settings, target: { user }, recorded, session }: Described): TargetDescription {
  const { name, address, faults, lab } = settings;
  return {
    name,
    ...(address[4] ? { address4: address[4] } : {}),
    ...(address[6] ? { address6: address[6] } : {}),
    os: user.platform.os,
    kernel: user.platform.kernel,
    user: user.kind,
    settings: recorded,
    ...(faults.length > 0 ? { faults } : {}),
    ...(lab ? { lab } : {}),
    ...(session.served ? { services: servicesSeen(session) } : {}),
  };
}

/** The target's settings that are told in the report, and `more`. */
export async function recordedSettings({ user }: OpenTarget, more: readonly string[]): Promise<Record<string, string>> {
  if (!user.supports('settings')) return {};
  return (await user.settings({ names: [...RECORDED_SETTINGS, ...more] })).values;
}
