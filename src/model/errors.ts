/** A user call that failed: the name in errno.h, or a handle that stands for nothing. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
  readonly errno: string;

  constructor(errno: string, message: string) {
    super(`${message}: ${errno}`);
    this.errno = errno;
  }
}

/** What the model cannot do. */
export class NotOffered extends Error {
  override readonly name = 'NotOffered';
}

/** A handle that stands for no open socket. */
export class NoSuchSocket extends Error {
  override readonly name = 'NoSuchSocket';

  constructor(handle: number) {
    super(`${handle} is no open socket`);
  }
}
