import { addressFamily, addressOctets } from './address.js';
import { type Arguments, family, integer, list, object, optionalText } from './arguments.js';
import { badRequest } from './errors.js';
import type { Handlers } from './handler.js';
import type { Family } from './protocol.js';
import { readState } from './state.js';
import type { StateQuery } from './state-query.js';

const MOST_CONNECTIONS = 10_000;
const LONGEST_ADDRESS = 64;

/** STATUS by 4-tuple. */
export const stateCalls: Handlers<'state' | 'states'> = {
  state: (args) => readState(queryOf(args)),

  async states(args) {
    const queries = list(args, 'connections', MOST_CONNECTIONS).map((each) => queryOf(object(each, 'connection')));
    return { states: await Promise.all(queries.map(readState)) };
  },
};

function queryOf(args: Arguments): StateQuery {
  const version = family(args);
  const remoteAddress = addressOf(args, 'remoteAddress', version);
  if ((remoteAddress === undefined) !== (args.remotePort === undefined)) {
    throw badRequest('remoteAddress and remotePort go together');
  }
  return {
    family: version,
    localAddress: addressOf(args, 'localAddress', version),
    localPort: integer(args, 'localPort', 0, 0xffff),
    remoteAddress,
    remotePort: remoteAddress && integer(args, 'remotePort', 0, 0xffff),
    zone: /%(.+)$/.exec(optionalText(args, 'remoteAddress', LONGEST_ADDRESS) ?? '')?.[1],
  };
}

function addressOf(args: Arguments, name: string, version: Family): Buffer | undefined {
  const address = optionalText(args, name, LONGEST_ADDRESS);
  if (address === undefined) return undefined;
  const octets = addressOctets(address.replace(/%.*$/, ''));
  if (!octets || addressFamily(octets) !== version) throw badRequest(`${name} must be an IPv${version} address`);
  return octets;
}
