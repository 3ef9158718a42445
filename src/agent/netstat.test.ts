import { expect } from 'chai';
import { addressOctets } from './address.js';
import { findInNetstat } from './netstat.js';

/** As FreeBSD prints it (11.1; a public account of a session on the machine Poison of Hack The Box). */
const FREEBSD = `Active Internet connections (including servers)
Proto Recv-Q Send-Q Local Address          Foreign Address        (state)
tcp4       0      0 10.10.10.84.22         10.10.14.24.46306      ESTABLISHED
tcp4       0      0 127.0.0.1.25           *.*                    LISTEN
tcp4       0      0 *.80                   *.*                    LISTEN
tcp6       0      0 *.80                   *.*                    LISTEN
tcp4       0      0 *.22                   *.*                    LISTEN
`;

/** As macOS prints it without -W (a public test fixture that was captured from one in 2026): an address that does not fit is cut. */
const MACOS = `Active Internet connections (including servers)
Proto Recv-Q Send-Q  Local Address                                 Foreign Address                               (state)
tcp4       0      0  127.0.0.1.64342        127.0.0.1.57332        ESTABLISHED
tcp46      0      0  *.61118                *.*                    LISTEN
tcp4       0      0  127.0.0.1.27403        *.*                    LISTEN
tcp4       0      0  93.184.216.34.443      10.0.0.5.54321         TIME_WAIT
tcp4       0      0  10.0.0.5.54322         93.184.216.34.443      CLOSE_WAIT
udp4       0      0  *.68                   *.*
tcp6       0      0  2001:8a0:616a:50.57419 2600:1901:0:9e23.443   ESTABLISHED
`;

/** As macOS prints it with -v: more columns (a public test fixture of real output). */
const MACOS_VERBOSE = `tcp4       0      0  127.0.0.1.4242         127.0.0.1.55910        ESTABLISHED         1108         1454  407808  146988              bun:2415   00102 00000004 000000000bf559bb 00000081 01000800      2      0 000000
`;

/** As OpenBSD prints it (7.3, from public notes on its services; names of services there are numbers here, as -n prints them). */
const OPENBSD = `Active Internet connections (including servers)
Proto   Recv-Q Send-Q  Local Address          Foreign Address        TCP-State
tcp          0      0  192.168.122.7.22       192.168.122.1.42746    ESTABLISHED
tcp          0      0  *.443                  *.*                    LISTEN
Active Internet connections (including servers)
Proto   Recv-Q Send-Q  Local Address          Foreign Address        TCP-State
tcp6         0      0  *.443                  *.*                    LISTEN
tcp6         0      0  fe80::1%lo0.25         *.*                    LISTEN
`;

function state(output: string, local: string, remote?: string): string {
  const [localAddress, localPort] = end(local);
  const far = remote === undefined ? {} : { remoteAddress: end(remote)[0], remotePort: end(remote)[1] };
  const family = localAddress?.length === 16 ? 6 : 4;
  return findInNetstat(output, { family, localAddress, localPort, ...far }).state;
}

function end(text: string): [Buffer | undefined, number] {
  const [address = '', port] = text.split(' ');
  return [addressOctets(address), Number(port)];
}

describe('states by netstat', () => {
  it('are those of a connection on FreeBSD', () => {
    expect(state(FREEBSD, '10.10.10.84 22', '10.10.14.24 46306')).to.equal('ESTABLISHED');
    expect(state(FREEBSD, '10.10.10.84 22', '10.10.14.24 46307')).to.equal('CLOSED');
    expect(state(FREEBSD, '10.10.10.85 22', '10.10.14.24 46306')).to.equal('CLOSED');
  });

  it('are LISTEN where the port, in this family, is listened on at this address or any', () => {
    expect(state(FREEBSD, '10.10.10.84 80')).to.equal('LISTEN');
    expect(state(FREEBSD, '2001:db8::1 80')).to.equal('LISTEN');
    expect(state(FREEBSD, '2001:db8::1 22')).to.equal('CLOSED');
    expect(state(FREEBSD, '10.10.10.84 25')).to.equal('CLOSED');
    expect(state(MACOS, '2001:db8::1 61118')).to.equal('LISTEN');
    expect(state(MACOS, '192.0.2.1 61118')).to.equal('LISTEN');
  });

  it('are those of a connection on macOS, whatever stands behind them', () => {
    expect(state(MACOS, '93.184.216.34 443', '10.0.0.5 54321')).to.equal('TIME-WAIT');
    expect(state(MACOS, '10.0.0.5 54322', '93.184.216.34 443')).to.equal('CLOSE-WAIT');
    expect(state(MACOS_VERBOSE, '127.0.0.1 4242', '127.0.0.1 55910')).to.equal('ESTABLISHED');
  });

  it('are not those of a connection whose address was cut', () => {
    expect(state(MACOS, '2001:8a0:616a:50:: 57419', '2600:1901:0:9e23:: 443')).to.equal('CLOSED');
  });

  it('are those of a connection on OpenBSD, where tcp alone is IPv4', () => {
    expect(state(OPENBSD, '192.168.122.7 22', '192.168.122.1 42746')).to.equal('ESTABLISHED');
    expect(state(OPENBSD, 'fe80::1 25')).to.equal('LISTEN');
    expect(state(OPENBSD, '2001:db8::1 22')).to.equal('CLOSED');
    expect(state(OPENBSD, '2001:db8::1 443')).to.equal('LISTEN');
  });
});
