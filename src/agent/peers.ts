import { addressOctets, addressText } from './address.js';
import { classify } from './classify.js';
import { badRequest, refused } from './errors.js';

/** Which addresses a controller may let the target connect to. */
export class Peers {
  readonly #allowPublic: boolean;
  #declared: ReadonlySet<string> | undefined;

  constructor(options: { readonly required: boolean; readonly allowPublic: boolean }) {
    this.#allowPublic = options.allowPublic;
    if (options.required) this.#declared = new Set();
  }

  /** Takes the tester's own addresses. Throws refused for a public one, bad-request for what is no address. */
  declare(addresses: readonly string[]): void {
    const canonical = addresses.map(canonicalIp);
    const outside = canonical.find((address) => classify(address) === 'public');
    if (outside !== undefined && !this.#allowPublic) {
      throw refused(`${outside} is a public address; start the agent with --allow-public to permit it`);
    }
    this.#declared = new Set(canonical);
  }

  /** Whether any address is refused. */
  get enforced(): boolean {
    return this.#declared !== undefined;
  }

  /** Throws refused for an address that was not declared, once any had to be. */
  check(address: string): void {
    if (!this.#declared || this.#declared.has(canonicalIp(address))) return;
    throw refused(`${address} is none of the peers that hello declared`);
  }
}

function canonicalIp(address: string): string {
  const octets = addressOctets(address.replace(/%.*$/, ''));
  if (!octets) throw badRequest(`${address} is not an IP address`);
  return addressText(octets);
}
