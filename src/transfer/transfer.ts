// The two halves of the experiment: `publishFile` sends a file in fragments over a broker, `receiveFile` puts it together again.

import { publishLab } from './lab/publisher.ts';
import { receiveLab } from './lab/subscriber.ts';
import { publishSelectively } from './selective/publisher.ts';
import { receiveSelectively } from './selective/subscriber.ts';
import type {
  PublishOptions,
  PublishResult,
  SubscribeOptions,
  SubscribeResult,
  TransferObserver,
} from './transfer-options.ts';

/** Rejects with InputFileError, BrokerError, TransferError, or Interrupted when `signal` says so. */
export function publishFile(
  options: PublishOptions,
  observer: TransferObserver,
  signal: AbortSignal,
): Promise<PublishResult> {
  return options.mode === 'selective'
    ? publishSelectively(options, observer, signal)
    : publishLab(options, observer, signal);
}

/**
 * Rejects with OutputError, BrokerError, TransferError, or Interrupted when `signal` says so. `onDone` is called as soon as the file is whole and in
 * its place; the promise resolves when the publisher knows it, too, or must be gone.
 */
export function receiveFile(
  options: SubscribeOptions,
  observer: TransferObserver,
  signal: AbortSignal,
  onDone: (result: SubscribeResult) => void = () => undefined,
): Promise<SubscribeResult> {
  return options.mode === 'selective'
    ? receiveSelectively(options, observer, signal, onDone)
    : receiveLab(options, options.mode, observer, signal, onDone);
}
