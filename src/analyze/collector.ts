// A collector hears the capture go by and can say at any moment what it has gathered.

import type { Listener } from '../flow/listener.ts';

/** `report` returns plain, JSON-safe values that may be kept; it may be called many times (a live capture does). */
export interface Collector<Report> extends Listener {
  report(): Report;
}
