// Bytes of a recognised stream that belong to no message: counted until framing resumes, then told once. Never lost in silence.

export class UnparsedBytes {
  count = 0;
  /** Frame of the first of them. */
  frame = 0;

  note(bytes: number, frame: number): void {
    if (bytes === 0) return;
    if (this.count === 0) this.frame = frame;
    this.count += bytes;
  }
}
