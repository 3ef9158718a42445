import { type Link, LinkError } from './link.js';

/** What a link of raw IP sockets needs: the device, and an address of the tester on it for each family used. */
export interface RawLinkOptions {
  readonly device: string;
  readonly address4?: string;
  readonly address6?: string;
  readonly guard?: boolean;
}

/** Opens raw IP sockets on the device. Rejects with LinkError saying what to do. */
export async function openRawLink({ device }: RawLinkOptions): Promise<Link> {
  throw new LinkError('not-available', `raw IP sockets on ${device} are not available`);
}
