// Round trips of the data each side sent: what was measured, and what it means at this capture point.

import { CLIENT_TO_SERVER, type Direction, SERVER_TO_CLIENT } from '../../core/direction.ts';
import type { Flow } from '../../flow/flow.ts';
import type { BySender, CapturePoint, RttReport } from '../analysis.ts';
import { rttKind } from './capture-point.ts';

/** Karn-clean samples only; null for a side without any. */
export function reportRtt(flow: Flow, point: CapturePoint): BySender<RttReport | null> {
  return { client: rttOf(flow, CLIENT_TO_SERVER, point), server: rttOf(flow, SERVER_TO_CLIENT, point) };
}

function rttOf(flow: Flow, direction: Direction, point: CapturePoint): RttReport | null {
  const samples = flow.sides[direction].rtt;
  if (samples === null) return null;
  const { sampled: _, ...moments } = samples;
  return { ...moments, kind: rttKind(direction, point) };
}
