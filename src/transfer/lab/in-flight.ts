// Messages under way: no more than a few at once, and none forgotten.

export class InFlight {
  readonly #limit: number;
  readonly #waiting: (() => void)[] = [];
  #count = 0;
  #failure: unknown = null;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Resolves when there is room for one more; rejects when one of those before has failed. */
  async room(): Promise<void> {
    while (this.#failure === null && this.#count >= this.#limit) await this.#change();
    if (this.#failure !== null) throw this.#failure;
  }

  add(delivery: Promise<void>): void {
    this.#count++;
    delivery.then(
      () => this.#leave(null),
      (error: unknown) => this.#leave(error),
    );
  }

  /** Resolves when all have been delivered. */
  async empty(): Promise<void> {
    while (this.#failure === null && this.#count > 0) await this.#change();
    if (this.#failure !== null) throw this.#failure;
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #leave(failure: unknown): void {
    this.#count--;
    this.#failure ??= failure;
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
