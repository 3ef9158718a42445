import type { Session } from '../harness/session.js';
import type { Network } from '../host/network.js';
import type { ModelLab } from '../lab/model.js';

/** Further phantom hosts beside the one of a model's lab, each at the next address after its. */
export function modelHosts(network: Network, { phantom, target }: ModelLab): NonNullable<Session['anotherHost']> {
  let added = 0;
  return async (family) => {
    added = (added % 99) + 1;
    const address =
      family === 4 ? { address4: `192.0.2.${100 + added}` } : { address6: `${phantom.address6}:${added}` };
    const host = network.addHost(address);
    await host.resolve(family === 4 ? target.address4 : target.address6);
    return { host, leave: () => network.removeHost(host) };
  };
}
