import { classify, isIp4 } from '../../wire/address.js';
import { ModelError } from '../errors.js';
import { forget } from '../lifecycle.js';
import type { Machine } from '../machine.js';
import type { End, Path } from '../path.js';
import { sendFresh } from '../send/flight.js';
import type { Socket } from '../socket.js';
import { chooseIss, timestampOffset } from '../stack.js';
import { newTcb, type Tcb } from '../tcb.js';
import { bindTo, holdsPort } from './ports.js';

const NO_UNICAST: ReadonlySet<string> = new Set(['multicast', 'broadcast', 'unspecified']);

/**
 * Active OPEN (RFC 9293 3.10.1): chooses an ISS, sends the SYN, enters SYN-SENT. Throws ENETUNREACH for an address that
 * nobody can have (MUST-46), EADDRINUSE if there is a connection between these ends, in TIME-WAIT perhaps.
 */
export function openActively(machine: Machine, socket: Socket, remote: End): Tcb {
  const { stack } = machine;
  const { rules, settings } = stack;
  const { family } = socket;
  if (isIp4(remote.address) !== (family === 4)) throw new ModelError('EAFNOSUPPORT', 'an address of the other family');
  if (rules.refusesOpenTo(!NO_UNICAST.has(classify(remote.address))) || remote.port === 0) {
    throw new ModelError('ENETUNREACH', `no connection can lead to ${remote.address}`);
  }
  if (!socket.local) bindTo(machine, socket, undefined, 0);
  const port = socket.local?.port ?? 0;
  const address = socket.local?.address ?? machine.ownAddress(family);
  const path: Path = { family, local: { address, port }, remote: { ...remote } };
  const before = stack.connections.find(path);
  if (before && holdsPort(machine, before) && rules.refuses('second OPEN'))
    throw new ModelError('EADDRINUSE', 'the pair of sockets is in use');
  if (before) forget(stack, before);
  const tcb = newTcb({
    path,
    passive: false,
    options: socket.options,
    iss: chooseIss(stack, path),
    mss: rules.defaultMss(family),
    rtoMs: rules.initialRtoMs(settings['model.rto-initial']),
    timestampOffset: timestampOffset(stack, path),
    mtu: stack.mtu,
    now: stack.clock.now(),
  });
  stack.connections.add(tcb);
  tcb.user = socket;
  socket.tcb = tcb;
  socket.isOver = false;
  socket.error = '';
  tcb.state = 'SYN-SENT';
  sendFresh(stack, tcb, { syn: true });
  return tcb;
}
