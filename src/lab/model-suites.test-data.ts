import { modelHosts } from '../cli/model-hosts.js';
import { suiteFiles } from '../cli/suites.js';
import { captureOf } from '../harness/capture.js';
import { type CaseResult, execute, type Instance } from '../harness/execute.js';
import { type Plan, planCases } from '../harness/plan.js';
import type { Selection } from '../harness/selection.js';
import { portsFrom, type Session } from '../harness/session.js';
import { Network } from '../host/network.js';
import { type ModelLabSettings, upModel } from './model.js';
import { SERVICE_PORTS } from './service-ports.js';

/** Loads the suites, which can be done once in a process. */
export function planSuites(selection: Selection = {}): Promise<Plan> {
  return planCases(suiteFiles(), { selection, families: [4, 6], repeat: 1 });
}

/** Runs one instance against a model of its own. */
export async function runInstance(instance: Instance, settings: ModelLabSettings): Promise<CaseResult> {
  const services = instance.case.calls === 'by-services';
  const lab = upModel({ ...settings, services });
  const network = new Network(lab.link);
  try {
    const host = network.addHost(lab.phantom);
    await host.resolve(lab.target.address4);
    await host.resolve(lab.target.address6);
    const session: Session = {
      host,
      anotherHost: modelHosts(network, lab),
      user: lab.user,
      startUser: lab.startUser,
      services: services ? SERVICE_PORTS : {},
      address: { 4: lab.target.address4, 6: lab.target.address6 },
      seed: settings.seed,
      signal: new AbortController().signal,
      answersEcho: { 4: true, 6: true },
      nextPort: portsFrom(settings.seed),
      capture: captureOf(lab.link),
    };
    return await execute(instance, session);
  } finally {
    network.close();
    await lab.down();
  }
}
