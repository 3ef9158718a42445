import { expect } from 'chai';
import { decodeIpv4Options, encodeIpv4Options } from '../../wire/ipv4-options.js';
import { recordedIn, routeIn, withRoute } from './source-route.js';

const KIND = 'loose-source-route';
const HOPS = ['192.0.2.9', '198.51.100.7'];

describe('source routes of the model', () => {
  const option = (pointer: number) => encodeIpv4Options([{ kind: KIND, pointer, addresses: HOPS }]);

  it('are complete when the pointer is past the last address', () => {
    expect([4, 8, 12].map((pointer) => recordedIn(option(pointer))?.isComplete)).to.deep.equal([false, false, true]);
    expect(recordedIn(Uint8Array.of(1, 1))).to.equal(undefined);
  });

  it('go through the first gateway, with the others and the destination still ahead', () => {
    const sent = withRoute(new Uint8Array(0), routeIn(option(4)), '203.0.113.1');
    const ahead = { kind: KIND, pointer: 4, addresses: ['198.51.100.7', '203.0.113.1'] };
    expect(decodeIpv4Options(sent)).to.deep.equal([ahead]);
  });

  it('leave the other options of the user as they are', () => {
    const alert = { kind: 'other', type: 148, data: Uint8Array.of(0, 0) } as const;
    const given = encodeIpv4Options([alert, { kind: KIND, pointer: 4, addresses: HOPS }]);
    expect(decodeIpv4Options(withRoute(given, undefined, '203.0.113.1'))).to.deep.equal([alert]);
  });
});
