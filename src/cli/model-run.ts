import { captureOf } from '../harness/capture.js';
import type { CaseResult, Instance } from '../harness/execute.js';
import { runInstances } from '../harness/run.js';
import { portsFrom, type Session } from '../harness/session.js';
import { Network } from '../host/network.js';
import { upModel } from '../lab/model.js';
import { SERVICE_PORTS } from '../lab/service-ports.js';
import type { Clock } from '../link/clock.js';
import type { User } from '../target/user.js';
import { modelHosts } from './model-hosts.js';

/** What a run against the model is made of. */
export interface ModelRun {
  readonly instances: readonly Instance[];
  readonly seed: number;
  /** Names of faults to switch on. */
  readonly faults?: readonly string[];
  readonly concurrency?: number;
  /** Is told of each rule that the model looks at, by its name. */
  readonly onRule?: (name: string) => void;
  /** Makes of each user the one that the cases have; unset: they have it as it is. */
  readonly asUser?: (user: User, clock: Clock) => User;
}

/** Runs instances against a fresh model, without a report. Rejects with what broke the run off. */
export async function runAgainstModel({
  instances,
  seed,
  faults = [],
  concurrency = 256,
  onRule,
  asUser = (user) => user,
}: ModelRun): Promise<CaseResult[]> {
  const services = instances.some((instance) => instance.case.calls === 'by-services');
  const model = upModel({ seed, faults, services, ...(onRule ? { onRule } : {}) });
  const stop = new AbortController();
  let broken: unknown;
  try {
    const network = new Network(model.link);
    const host = network.addHost({ ...model.phantom });
    await host.resolve(model.target.address4);
    await host.resolve(model.target.address6);
    const session: Session = {
      host,
      anotherHost: modelHosts(network, model),
      user: asUser(model.user, host.clock),
      startUser: async () => asUser(await model.startUser(), host.clock),
      services: services ? SERVICE_PORTS : {},
      address: { 4: model.target.address4, 6: model.target.address6 },
      seed,
      signal: stop.signal,
      answersEcho: { 4: true, 6: true },
      nextPort: portsFrom(seed),
      capture: captureOf(model.link),
    };
    const onBreak = (error: unknown) => {
      broken ??= error;
      stop.abort();
    };
    const results = await runInstances(instances, session, { concurrency, onBreak });
    network.close();
    if (broken !== undefined) throw broken;
    return results;
  } finally {
    await model.down();
  }
}
