import { discoverServices } from '../harness/discover-services.js';
import type { Session } from '../harness/session.js';
import type { ServiceSeen } from '../report/service-seen.js';
import { unusable } from './exit.js';

/**
 * Where nobody makes user calls on the target: what its services do, by family. Undefined where somebody does. Throws with exit 3
 * if none of them answers.
 */
export async function findServices(
  session: Session,
  families: readonly (4 | 6)[],
): Promise<Session['served'] | undefined> {
  if (session.user.kind !== 'services') return undefined;
  const found = await Promise.all(
    families.map(async (family) => [family, await discoverServices(session, family)] as const),
  );
  const silent = found.find(([, { services }]) => services.length === 0);
  if (silent) {
    const names = Object.entries(session.services).map(([name, port]) => `${name} (port ${port})`);
    throw unusable(
      `none of the services answers over IPv${silent[0]}: ${names.join(', ')}. Are they running on the target, and does its firewall let the tester in?`,
    );
  }
  return Object.fromEntries(found);
}

/** The same as run.json has it: an entry for each service and family that was looked at. */
export function servicesSeen({ served = {}, services }: Session): ServiceSeen[] {
  return ([4, 6] as const).flatMap((family) => {
    const found = served[family]?.services;
    if (!found) return [];
    return Object.entries(services).map(([name, port]): ServiceSeen => {
      const seen = found.find((service) => service.name === name);
      return { ...(seen ?? { name, port }), family, answers: seen !== undefined };
    });
  });
}
