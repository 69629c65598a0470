import { describe, expect, it } from 'vitest';
import { InFlightMeter } from '../../src/session/in-flight-meter.ts';

describe('InFlightMeter', () => {
  it('knows when the maximum was reached first, how often, and how long it stood there', () => {
    const meter = new InFlightMeter();
    meter.up(1, 10);
    meter.up(2, 20);
    meter.up(3, 30); // 3
    meter.down(4, 50); // 20 ns at 3
    meter.up(5, 60); // 3 again
    meter.down(6, 65);
    meter.down(7, 70);
    expect(meter).toMatchObject({
      now: 1,
      maximum: 3,
      maximumFrame: 3,
      maximumTimeNs: 30,
      published: 4,
      ended: 3,
      timesAtMaximum: 2,
      atMaximumNs: 25,
      longestNs: 20,
      longestFromFrame: 3,
      longestToFrame: 4,
      goingOn: null,
    });
  });

  it('forgets stays at a level that is no maximum any more', () => {
    const meter = new InFlightMeter();
    meter.up(1, 0);
    meter.down(2, 1000);
    meter.up(3, 2000);
    meter.up(4, 2001);
    expect(meter).toMatchObject({ maximum: 2, timesAtMaximum: 1, atMaximumNs: 0, longestNs: 0 });
    expect(meter.goingOn).toEqual({ sinceNs: 2001, fromFrame: 4 });
  });

  it('takes an answer that is timed before its message', () => {
    const meter = new InFlightMeter();
    meter.up(1, 100);
    meter.down(1, 90);
    expect(meter).toMatchObject({ now: 0, atMaximumNs: 0, longestNs: 0 });
  });
});
