// One look at both captures, before it is put into words: who published what, who got it, and what the clocks say. Made once per pair of captures.

import type { Analysis } from '../../analyze/analysis.ts';
import { NS_PER_SECOND, type TimeBase } from '../../core/time.ts';
import type { DiffInput } from '../diff-input.ts';
import { type Deliveries, judgeDeliveries } from './deliveries.ts';
import type { CaptureSide } from './delivery-clock.ts';
import type { MessageLog } from './message-log.ts';
import { type ByPlace, buildModel, type Model, type Place } from './model.ts';

export interface Assessment {
  /** The captures in an order of their own: what is found does not depend on which was named first. */
  readonly inputs: Readonly<ByPlace<DiffInput>>;
  readonly sides: Readonly<ByPlace<CaptureSide>>;
  readonly model: Model;
  readonly deliveries: Deliveries;
  /** First and last frame of each capture, from the base of capture 0; null: it has none, or no time. */
  readonly windows: Readonly<ByPlace<Window | null>>;
  /** From the end of one to the beginning of the other, by their clocks; negative: how long both ran. null: not known. */
  readonly apartNs: number | null;
}

interface Window {
  readonly fromNs: number;
  readonly toNs: number;
}

const made = new WeakMap<MessageLog, { readonly other: MessageLog; readonly assessment: Assessment }>();

export function assess(a: DiffInput, b: DiffInput): Assessment {
  const known = made.get(a.messages);
  if (known !== undefined && known.other === b.messages) return known.assessment;
  const assessment = assessNow(a, b);
  made.set(a.messages, { other: b.messages, assessment });
  return assessment;
}

export function placeOf(assessment: Assessment, side: CaptureSide): Place {
  return assessment.sides[0] === side ? 0 : 1;
}

function assessNow(a: DiffInput, b: DiffInput): Assessment {
  const swapped = isBehind(a, b);
  const inputs: ByPlace<DiffInput> = swapped ? [b, a] : [a, b];
  const sides: ByPlace<CaptureSide> = swapped ? ['b', 'a'] : ['a', 'b'];
  const logs: ByPlace<MessageLog> = [inputs[0].messages, inputs[1].messages];
  const points = inputs.map(({ analysis }) => capturePoints(analysis));
  const model = buildModel(logs, (place, stream) => points[place]?.get(stream) ?? null);
  const base = logs[0].base ?? logs[1].base;
  const windows: ByPlace<Window | null> = [windowOf(inputs[0].analysis, base), windowOf(inputs[1].analysis, base)];
  const captureEndNs: ByPlace<number> = [
    endOf(windows[0], logs[0], model.shiftNs[0]),
    endOf(windows[1], logs[1], model.shiftNs[1]),
  ];
  const apartNs = apartBy(windows);
  const deliveries = judgeDeliveries(model, captureEndNs, apartNs !== null && apartNs > 0);
  return { inputs, sides, model, deliveries, windows, apartNs };
}

/** Any order will do that does not depend on which capture was named first. */
function isBehind(a: DiffInput, b: DiffInput): boolean {
  const [x, y] = [orderKeyOf(a), orderKeyOf(b)];
  const at = x.findIndex((part, n) => part !== y[n]);
  return at >= 0 && (x[at] ?? '') > (y[at] ?? '');
}

function orderKeyOf({ analysis: { capture } }: DiffInput): string[] {
  const { firstTime, lastTime, frames, bytes, files } = capture;
  return [firstTime ?? '', lastTime ?? '', String(frames), String(bytes), ...files.map((file) => file.sha256 ?? '')];
}

function capturePoints(analysis: Analysis): Map<number, string> {
  return new Map(analysis.connections.map(({ stream, capturePoint }) => [stream, capturePoint]));
}

function windowOf({ capture }: Analysis, base: TimeBase | null): Window | null {
  const from = sinceBase(capture.firstTime, base);
  const to = sinceBase(capture.lastTime, base);
  return from === null || to === null ? null : { fromNs: Math.min(from, to), toNs: Math.max(from, to) };
}

function apartBy([first, second]: Readonly<ByPlace<Window | null>>): number | null {
  if (first === null || second === null) return null;
  return Math.max(first.fromNs, second.fromNs) - Math.min(first.toNs, second.toNs);
}

function endOf(window: Window | null, log: MessageLog, shiftNs: number): number {
  const endNs = window?.toNs ?? Number.POSITIVE_INFINITY;
  return log.fullAtNs === null ? endNs : Math.min(endNs, log.fullAtNs + shiftNs);
}

/** "1727972104.779687350", which counts from below before 1970, to ns since `base`. */
export function sinceBase(instant: string | null, base: TimeBase | null): number | null {
  const match = instant === null ? null : /^(-?)(\d+)(?:\.(\d{1,9}))?$/.exec(instant);
  if (match === null || base === null) return null;
  const sec = Number(match[2]);
  const nsec = Number((match[3] ?? '').padEnd(9, '0'));
  if (match[1] === '') return base.since(sec, nsec);
  return nsec === 0 ? base.since(-sec, 0) : base.since(-sec - 1, NS_PER_SECOND - nsec);
}
