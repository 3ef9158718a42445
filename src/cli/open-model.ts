import { Network } from '../host/network.js';
import type { Tap } from '../host/phantom-host.js';
import { upModel } from '../lab/model.js';
import { SERVICE_PORTS } from '../lab/service-ports.js';
import { FAULTS } from '../model/faults.js';
import { ServicesUser } from '../target/services.js';
import { usageError } from './exit.js';
import type { LabHandle } from './lab-handle.js';
import { modelHosts } from './model-hosts.js';
import type { OpenTarget } from './open-target.js';
import type { TargetSettings } from './settings.js';

/** The model as a target, before it is there. */
export const MODEL_HANDLE: LabHandle = {
  name: 'model',
  unpinned: [],
  targets: [
    {
      name: 'model',
      address4: '192.0.2.1',
      address6: '2001:db8::1',
      iface: 'memory',
      services: SERVICE_PORTS,
      agent: { command: ['none'] },
    },
  ],
};

/** Throws a usage error on a fault that the model does not have. */
export function checkFaults(names: readonly string[]): void {
  const unknown = names.find((name) => !FAULTS.some((fault) => fault.name === name));
  if (unknown)
    throw usageError(`the model has no fault '${unknown}': \`tcpspec lab list --faults\` shows those it has`);
}

/** Brings the model up as a target. `close` takes it down, and with it its time. */
export async function openModel({ seed, faults, agent }: TargetSettings, tap: Tap): Promise<OpenTarget> {
  const lab = upModel({ seed, faults, services: agent === undefined });
  const { link, startUser, target, phantom, down } = lab;
  const user = agent ? lab.user : new ServicesUser();
  const network = new Network(link, tap);
  const host = network.addHost(phantom);
  await host.resolve(target.address4);
  await host.resolve(target.address6);
  const anotherHost = modelHosts(network, lab);
  return { link, network, host, anotherHost, user, startUser, answersEcho: { 4: true, 6: true }, close: down };
}
