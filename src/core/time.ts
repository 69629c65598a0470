// Instants and durations. An instant is two integers, seconds and nanoseconds: a double cannot hold today's date to the
// nanosecond (its grid is 238 ns). A duration is an integer number of nanoseconds.

export const NS_PER_SECOND = 1_000_000_000;

/** Integer ns from one instant to another; exact while they lie less than 104 days apart. */
export function nanosecondsBetween(fromSec: number, fromNsec: number, toSec: number, toNsec: number): number {
  return (toSec - fromSec) * NS_PER_SECOND + (toNsec - fromNsec);
}

/** Decimal seconds with nine digits: "1727972104.779687350". `nsec` counts forward from `sec`, also before 1970. */
export function formatInstant(sec: number, nsec: number): string {
  if (sec >= 0) return `${sec}.${nineDigits(nsec)}`;
  return nsec === 0 ? `${sec}.000000000` : `-${-(sec + 1)}.${nineDigits(NS_PER_SECOND - nsec)}`;
}

function nineDigits(nsec: number): string {
  return String(NS_PER_SECOND + nsec).slice(1);
}

/** Exact decimal seconds of a duration: 3893947 → "0.003893947". */
export function formatSeconds(durationNs: number): string {
  const sign = durationNs < 0 ? '-' : '';
  const whole = Math.abs(durationNs);
  const sec = Math.floor(whole / NS_PER_SECOND);
  return `${sign}${sec}.${nineDigits(whole - sec * NS_PER_SECOND)}`;
}

/** An instant kept exactly, and the instants counted in integer ns from it (a flow's first frame: exact for 104 days of that flow). */
export class TimeBase {
  readonly sec: number;
  readonly nsec: number;

  constructor(sec: number, nsec: number) {
    this.sec = sec;
    this.nsec = nsec;
  }

  /** Integer ns from this base to an instant. */
  since(sec: number, nsec: number): number {
    return (sec - this.sec) * NS_PER_SECOND + (nsec - this.nsec);
  }

  /** "1727972104.779687350" for ns since this base. */
  instant(timeNs: number): string {
    const seconds = Math.floor(timeNs / NS_PER_SECOND);
    const nsec = this.nsec + (timeNs - seconds * NS_PER_SECOND);
    const carry = nsec >= NS_PER_SECOND ? 1 : 0;
    return formatInstant(this.sec + seconds + carry, nsec - carry * NS_PER_SECOND);
  }
}
