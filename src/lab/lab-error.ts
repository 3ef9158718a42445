/** The lab could not be made. The message says what to do. */
export class LabError extends Error {
  override readonly name = 'LabError';
}
