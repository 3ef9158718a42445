/** One end of a connection. */
export interface End {
  readonly address: string;
  readonly port: number;
}

/** The pair of sockets that names a connection (RFC 9293 3.4), seen from the model. */
export interface Path {
  readonly family: 4 | 6;
  readonly local: End;
  readonly remote: End;
}

/** A text that is the same for the same pair of sockets. */
export function keyOf({ local, remote }: Path): string {
  return `${local.address} ${local.port} ${remote.address} ${remote.port}`;
}
