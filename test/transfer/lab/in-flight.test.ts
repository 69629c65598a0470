import { describe, expect, it } from 'vitest';
import { InFlight } from '../../../src/transfer/lab/in-flight.ts';

interface Delivery {
  readonly promise: Promise<void>;
  readonly done: () => void;
  readonly fail: (error: Error) => void;
}

function delivery(): Delivery {
  let done = (): void => undefined;
  let fail = (_error: Error): void => undefined;
  const promise = new Promise<void>((resolve, reject) => {
    done = resolve;
    fail = reject;
  });
  return { promise, done, fail };
}

describe('InFlight', () => {
  it('has room for as many as it may, and again when one has left', async () => {
    const inFlight = new InFlight(2);
    const [first, second] = [delivery(), delivery()];
    await inFlight.room();
    inFlight.add(first.promise);
    await inFlight.room();
    inFlight.add(second.promise);
    let hasRoom = false;
    const third = inFlight.room().then(() => {
      hasRoom = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(hasRoom).toBe(false);
    second.done();
    await third;
    expect(hasRoom).toBe(true);
    first.done();
    await inFlight.empty();
  });

  it('tells a failure to whoever waits, and later too', async () => {
    const inFlight = new InFlight(1);
    const only = delivery();
    inFlight.add(only.promise);
    const waiting = inFlight.room();
    only.fail(new Error('broken'));
    await expect(waiting).rejects.toThrow('broken');
    await expect(inFlight.empty()).rejects.toThrow('broken');
  });
});
