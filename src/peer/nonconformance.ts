/** The target did what the requirement forbids, or left out what it demands. Expected and actual are in the trace's notation. */
export class Nonconformance extends Error {
  override readonly name = 'Nonconformance';
  constructor(
    message: string,
    readonly expected?: string,
    readonly actual?: string,
  ) {
    super(message);
  }
}
